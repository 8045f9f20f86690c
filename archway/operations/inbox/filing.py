"""Files messages under a topic: from then on they are its examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from archway.operations import examples
from archway.operations.errors import OperationError
from archway.operations.files import write_together
from archway.operations.inbox import decisions
from archway.operations.lock import operators_lock


@dataclass(frozen=True)
class Filed:
    """What became of messages that were to be filed: the place of each new example, and for each refused text the example that it repeats."""

    topic: str
    places: dict[str, str]
    refused: dict[str, examples.Example]


def file_messages(topic: str, texts: Sequence[str], aspect: str = examples.GENERAL) -> Filed:
    """Add messages to a topic's examples, but those that are an example already, of this topic or another. Raises OperationError."""
    lines = list(dict.fromkeys(line for text in texts if (line := examples.as_line(text))))
    if not lines:
        raise OperationError("there is nothing to file: the text is empty")
    with operators_lock():
        refused = examples.duplicates(lines)
        new = {decisions.words(line): line for line in lines if line not in refused}
        places: dict[str, str] = {}
        if new:
            file, text, first = examples.with_examples(topic, new.values(), aspect)
            decided = decisions.load().adding(new.values(), topic)
            write_together({file: text, decisions.FILE: decisions.as_text(decided)})
            places = {line: f"{file}:{first + at}" for at, line in enumerate(new.values())}
    return Filed(topic, places, refused)


def told(filed: Filed) -> list[str]:
    """Give what became of messages, a line each."""
    lines = [f"{place}: “{text}” is now an example of {filed.topic}" for text, place in filed.places.items()]
    return lines + [f"“{text}” is an example of {example.topic} already ({example.place}); it was not filed again" for text, example in filed.refused.items()]

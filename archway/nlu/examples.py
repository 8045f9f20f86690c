"""What the training data says of an example besides its text and intent: what it follows on, and the questions it is made of."""

from dataclasses import dataclass
from typing import List

from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu.follow_up_model import Preceding

QUESTION_ENTITY = "question"


@dataclass(frozen=True)
class Part:
    """One of several questions in an example: its text, where it starts, and its topic."""

    text: str
    start: int
    topic: str


def parts(example: Message) -> List[Part]:
    """Give the questions marked in an example as [text](question:topic), in order; none in most examples."""
    text = example.get(TEXT) or ""
    marked = [e for e in example.get(ENTITIES) or [] if e["entity"] == QUESTION_ENTITY]
    return [Part(text[e["start"] : e["end"]], e["start"], str(e["value"])) for e in sorted(marked, key=lambda e: int(e["start"]))]


def context(example: Message) -> Preceding | None:
    """Give what an example follows on, from its metadata `after` and `about`, or None when it stands alone."""
    metadata = (example.get(METADATA) or {}).get("example") or {}
    after = metadata.get("after")
    return Preceding(after, metadata.get("about", after)) if after else None


def aspect(example: Message) -> str:
    """Give the aspect of a comparison that an example, or its whole block, asks about; empty when it names none."""
    metadata = example.get(METADATA) or {}
    return str((metadata.get("example") or {}).get("aspect") or (metadata.get(INTENT) or {}).get("aspect") or "")


def labelled(training_data: TrainingData) -> List[Message]:
    """Give the examples that have a text and an intent."""
    return [example for example in training_data.intent_examples if example.get(TEXT) and example.get(INTENT)]


def alone(training_data: TrainingData) -> List[Message]:
    """Give the labelled examples that ask one thing and need nothing said before."""
    return [example for example in labelled(training_data) if not parts(example) and context(example) is None]

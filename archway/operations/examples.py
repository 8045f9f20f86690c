"""Reads the example messages in data/nlu/, and adds lines to them without touching anything else."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType

import yaml

from archway.operations.errors import OperationError
from archway.operations.inbox.decisions import words

FOLDER = Path("data/nlu")
SEVERAL = "several.yml"  # messages that ask several things, in a form of their own
GENERAL = "general"
NOTHING: Mapping[Path, str] = MappingProxyType({})
UNPRINTABLE = yaml.reader.Reader.NON_PRINTABLE  # what YAML can't hold
BLOCK = re.compile(r"- intent:\s*(\S+)\s*(?:#.*)?$")
METADATA = re.compile(r"\s+metadata:\s*\{aspect:\s*(\w+)\}\s*(?:#.*)?$")
PART = re.compile(r"\[([^\]]*)\]\(question:(\w+)\)")
EXAMPLE = re.compile(r"(\s+)- (.*)$")


@dataclass(frozen=True)
class Example:
    """An example message, its topic, and where it stands."""

    text: str
    topic: str
    file: Path
    line: int

    @property
    def place(self) -> str:
        """The place as people write it."""
        return f"{self.file}:{self.line}"


@dataclass
class Block:
    """A topic's block of examples in a file: the line after its last example, counted from 0, and the indentation."""

    topic: str
    aspect: str
    file: Path
    end: int
    indent: str
    examples: list[Example]


def theme_files(folder: Path = FOLDER) -> list[Path]:
    """Give the files of single messages, one a theme."""
    return sorted(path for path in folder.glob("*.yml") if path.name != SEVERAL)


def blocks(folder: Path = FOLDER, instead: Mapping[Path, str] = NOTHING) -> list[Block]:
    """Give all blocks of the theme files. `instead`: what some files are to hold soon. Raises OperationError."""
    return [block for path in theme_files(folder) for block in _blocks(path, _lines(path, instead))]


def examples(folder: Path = FOLDER) -> list[Example]:
    """Give all examples of the theme files. Raises OperationError."""
    return [example for block in blocks(folder) for example in block.examples]


def parts(folder: Path = FOLDER) -> list[Example]:
    """Give the questions marked in messages that ask several things: each is an example of its topic as well. Raises OperationError."""
    path = folder / SEVERAL
    lines = _lines(path, NOTHING) if path.exists() else []
    return [Example(part[1], part[2], path, number) for number, line in enumerate(lines, 1) if EXAMPLE.match(line) for part in PART.finditer(line)]


def known_topics(folder: Path = FOLDER) -> list[str]:
    """Give the topics that have a block of examples, in the order of the files."""
    return list(dict.fromkeys(block.topic for block in blocks(folder)))


def as_line(text: str) -> str:
    """Give a message as one line that Rasa reads as it is: no line breaks, nothing unprintable, no mark-up of entities."""
    return re.sub(r"\](?=[({\[])", "] ", " ".join(UNPRINTABLE.sub(" ", text).split()))


def duplicates(texts: Sequence[str], folder: Path = FOLDER) -> dict[str, Example]:
    """Give, for each text whose words are an example already, that example."""
    known = {words(example.text): example for example in reversed(examples(folder))}
    return {text: known[words(text)] for text in texts if words(text) in known}


def with_examples(
    topic: str, texts: Iterable[str], aspect: str = GENERAL, folder: Path = FOLDER, instead: Mapping[Path, str] = NOTHING
) -> tuple[Path, str, int]:
    """Give the file that holds a topic's examples, its text with some lines more, and the number of the first new line.

    `aspect` matters for comparisons alone; `instead`: what some files are to hold soon.
    Raises OperationError when there is no such block, or the file would mean anything but before and the new lines.
    """
    of_topic = [block for block in blocks(folder, instead) if block.topic == topic]
    block = next((block for block in of_topic if block.aspect in (aspect, "")), None)
    if block is None:
        raise OperationError(_no_block(topic, aspect, of_topic, folder))
    before = _lines(block.file, instead)
    new = [f"{block.indent}- {as_line(text)}\n" for text in texts]
    if block.end and not before[block.end - 1].endswith("\n"):
        before[block.end - 1] += "\n"
    after = "".join([*before[: block.end], *new, *before[block.end :]])
    _require_same_but_new(block, "".join(before), after, [line.strip()[2:] for line in new])
    return block.file, after, block.end + 1


def without(gone: Collection[Example], folder: Path = FOLDER) -> dict[Path, str]:
    """Give the files that hold some examples, in full but without them.

    Raises OperationError when a block would be left with none, or a file would mean anything but before without them.
    """
    texts: dict[Path, str] = {}
    for path in dict.fromkeys(example.file for example in gone):
        before, found = _lines(path, NOTHING), [block for block in blocks(folder) if block.file == path]
        for block in found:
            if block.examples and not [example for example in block.examples if example not in gone]:
                raise OperationError(f"{block.topic} would have no example left in {path}; leave it one, or add others first")
        numbers = {example.line for example in gone if example.file == path}
        after = "".join(line for number, line in enumerate(before, 1) if number not in numbers)
        left = [(block.topic, block.aspect, [example.text for example in block.examples if example not in gone]) for block in found]
        if _meaning(after) != left:
            raise OperationError(f"{path}: taking the lines out would change what else stands there; nothing was written. Move them by hand")
        texts[path] = after
    return texts


def remarked(changed: Collection[Example], topic: str) -> dict[Path, str]:
    """Give the file of messages that ask several things, in full, with some of their questions marked as another topic's. Raises OperationError."""
    texts: dict[Path, str] = {}
    for path in dict.fromkeys(part.file for part in changed):
        wanted = {(part.line, part.text, part.topic) for part in changed}

        def mark(found: re.Match[str], number: int, wanted: Collection[tuple[int, str, str]] = wanted) -> str:
            return f"[{found[1]}](question:{topic if (number, found[1], found[2]) in wanted else found[2]})"

        lines = enumerate(_lines(path, NOTHING), 1)
        texts[path] = "".join(PART.sub(lambda found, number=number: mark(found, number), line) for number, line in lines)  # type: ignore[misc]
    return texts


def _no_block(topic: str, aspect: str, of_topic: list[Block], folder: Path) -> str:
    if of_topic:
        return f"{topic} has no examples of the aspect {aspect}; expected one of {', '.join(block.aspect for block in of_topic)}"
    return f"no file in {folder}/ has a block for {topic}; `archway check` lists the topics"


def _require_same_but_new(block: Block, before: str, after: str, new: list[str]) -> None:
    was, is_ = _meaning(before), _meaning(after)
    expected = [(topic, aspect, [*lines, *new] if (topic, aspect) == (block.topic, block.aspect) else lines) for topic, aspect, lines in was]
    if is_ != expected:
        raise OperationError(f"{block.file}: the new lines would change what stands there; nothing was written. Add them by hand, and run `archway check`")


def _meaning(text: str) -> list[tuple[str, str, list[str]]]:
    """What Rasa will read: topic, aspect and example lines of each block."""
    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["nlu"]
    return [(b["intent"], (b.get("metadata") or {}).get("aspect", ""), [line[1:].strip() for line in b["examples"].splitlines()]) for b in loaded]


def _lines(path: Path, instead: Mapping[Path, str]) -> list[str]:
    if path in instead:
        return list(StringIO(instead[path], newline=""))
    try:
        return list(StringIO(path.read_bytes().decode("utf-8"), newline=""))
    except (OSError, UnicodeDecodeError) as error:
        raise OperationError(f"{path} can't be read ({error}); mend the file") from error


def _blocks(path: Path, lines: list[str]) -> list[Block]:
    found: list[Block] = []
    for number, line in enumerate(lines):
        if begins := BLOCK.match(line):
            found.append(Block(begins[1], "", path, number + 1, "    ", []))
        elif found and (says := METADATA.match(line)):
            found[-1].aspect = says[1]
        elif found and (example := EXAMPLE.match(line)):
            found[-1].indent, found[-1].end = example[1], number + 1
            found[-1].examples.append(Example(example[2].strip(), found[-1].topic, path, number + 1))
    return found

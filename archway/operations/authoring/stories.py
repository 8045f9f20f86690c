"""Turns conversations into stories, which hold intents and actions and no word that a visitor wrote."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from archway.operations.dialogue import contradictions
from archway.operations.errors import OperationError
from archway.operations.files import write_whole
from archway.operations.lock import operators_lock
from archway.operations.stored import open_store
from archway.operations.transcripts import Turn, turns

FOLDER, FILE = Path("data/stories"), Path("data/stories/operators.yml")
HEAD = '# Stories that operators kept with `archway story`.\nversion: "3.1"\n\nstories:\n'
FAILED = "utter_unavailable"
EVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Story:
    """A name, and what was meant and done in turn: an intent and the actions that answered it."""

    name: str
    steps: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def text(self) -> str:
        """The story as it stands in the file."""
        lines = [f"\n  - story: {_quoted(self.name)}\n    steps:\n"]
        for intent, actions in self.steps:
            lines += [f"      - intent: {intent}\n", *(f"      - action: {action}\n" for action in actions)]
        return "".join(lines)


@dataclass(frozen=True)
class Heard:
    """A stored conversation, for choosing one: no word of it, only when it was and which topics were answered."""

    conversation: str
    at: datetime
    turns: int
    topics: tuple[str, ...]


def heard(days: int, most: int) -> list[Heard]:
    """Give the latest conversations that have turns, the newest first. Raises OperationError."""
    with open_store() as store:
        found = [turns(conversation, events) for conversation, events in store.histories(datetime.now(UTC) - timedelta(days=days))]
    newest = sorted((of_one for of_one in found if of_one), key=lambda of_one: of_one[-1].at, reverse=True)[:most]
    return [Heard(of[0].conversation, of[-1].at, len(of), tuple(topic for turn in of for topic in turn.topics)) for of in newest]


def story_of_conversation(conversation: str, name: str | None = None) -> Story:
    """Give a stored conversation as a story. Raises OperationError when there is no such conversation, or nothing in it was answered."""
    with open_store() as store:
        found = [turn for id_, events in store.histories(EVER, conversation) for turn in turns(id_, events)]
    if not found:
        raise OperationError(f"there is no conversation {conversation}, or nothing was said in it; `archway story --list` gives the latest")
    return story(_steps(found), name)


def story(steps: Iterable[tuple[str, tuple[str, ...]]], name: str | None = None) -> Story:
    """Give a story, named after its intents unless it is given a name. Raises OperationError when there are no steps."""
    steps = tuple(steps)
    if not steps:
        raise OperationError("nothing in this conversation was answered, so there is no story in it")
    return Story(name or "a visitor says " + ", then ".join(intent for intent, _ in steps), steps)


def keep(new: Story, file: Path = FILE) -> Path:
    """Add a story to the stories. Raises OperationError when there is one like it already, or it contradicts a rule or another story."""
    with operators_lock():
        for path in sorted(FOLDER.glob("*.yml")):
            for known in yaml.safe_load(path.read_text("utf-8")).get("stories") or []:
                _require_other(new, known, path)
        with tempfile.TemporaryDirectory() as folder:
            alone = Path(folder) / "story.yml"
            alone.write_text(HEAD + new.text, "utf-8")
            problems = contradictions(new=alone)
        if problems:
            raise OperationError("the story was not kept:\n" + "\n".join(problems))
        write_whole(file, (file.read_text("utf-8") if file.exists() else HEAD) + new.text)
    return file


def _steps(found: list[Turn]) -> list[tuple[str, tuple[str, ...]]]:
    return [(turn.intent, turn.actions) for turn in found if turn.intent and turn.actions and FAILED not in turn.actions]


def _require_other(new: Story, known: dict[str, Any], path: Path) -> None:
    flat = [step for intent, actions in new.steps for step in ({"intent": intent}, *({"action": action} for action in actions))]
    if known.get("steps") == flat:
        raise OperationError(f"the same story stands in {path} already (“{known['story']}”); it was not kept again")
    if known.get("story") == new.name:
        raise OperationError(f"another story in {path} has the name “{new.name}”; give this one another with --name")


def _quoted(name: str) -> str:
    return yaml.safe_dump(name, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")

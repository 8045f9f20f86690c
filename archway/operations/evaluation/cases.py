"""The test sets: messages and dialogues with the topics that a fair judge accepts."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path("tests/understanding")
SETS = ("plain", "messy", "faq", "safety", "multi", "dialogues")
ANYTHING = "*"


@dataclass(frozen=True)
class Turn:
    """A message and what answers it. `wanted`: groups of topics; one topic of each group must be answered."""

    text: str
    wanted: tuple[tuple[str, ...], ...]
    aspect: str | None = None
    condition: str | None = None


@dataclass(frozen=True)
class Case:
    """A conversation of one or more turns. `kind`: a voice, or for safety what sort of message it is."""

    name: str
    kind: str
    turns: tuple[Turn, ...]


def load_cases(name: str, folder: Path = FOLDER) -> list[Case]:
    """Give the cases of a set. Raises ValueError naming file and line."""
    path = folder / f"{name}.jsonl"
    cases = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            cases.append(_case(json.loads(line)))
        except (ValueError, KeyError) as error:
            raise ValueError(f"{path}:{number}: not a test case ({error!r}); see the lines around it for the form") from error
    return cases


def _case(row: dict[str, Any]) -> Case:
    if "turns" in row:
        return Case(row["name"], "dialogue", tuple(_turn(turn, turn["user"]) for turn in row["turns"]))
    kind = row.get("kind") or row.get("voice") or "several"
    return Case(row["text"], kind, (_turn(row, row["text"]),))


def _turn(row: dict[str, Any], text: str) -> Turn:
    if "topics" in row:
        return Turn(text, tuple(tuple(group) if isinstance(group, list) else (group,) for group in row["topics"]))
    wanted = row["topic"] if isinstance(row["topic"], list) else [row["topic"]]
    return Turn(text, (tuple(wanted),), row.get("aspect"), row.get("condition"))

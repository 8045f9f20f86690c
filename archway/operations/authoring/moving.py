"""Moves examples from the topics that they are filed under to another one, and says which ask to be moved.

The questions marked in data/nlu/several.yml are examples too; they are moved by being marked as the other topic's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archway.operations import examples
from archway.operations.checking.orphans import CRISIS
from archway.operations.errors import OperationError
from archway.operations.examples import Example
from archway.operations.files import write_together
from archway.operations.inbox.decisions import words
from archway.operations.lock import operators_lock
from archway.operations.meaning import centred, direction, has_meaning, vectors

AT_ONCE = 20  # as many as an operator reads
REFUSED_COUNT = 0.3  # of what agreed ones count


@dataclass(frozen=True)
class Neighbour:
    """An example of another topic, and how alike it is to what it is compared with: about 0 to 1."""

    example: Example
    likeness: float


class Search:
    """Finds the examples of other topics that say what some texts of a topic say.

    Look, tell what belongs to the topic and what does not, and look again: each look leaves out what was shown, and goes by what was agreed to.
    Messages of danger are never among them: danger is answered as such whatever else it asks.
    """

    def __init__(self, topic: str, texts: Sequence[str], folder: Path = examples.FOLDER) -> None:
        """Read and encode all examples. Raises OperationError."""
        self._topic, self._folder = topic, folder
        asked = [text for text in texts if has_meaning(text)]
        known = list(dict.fromkeys([example.text for example in _all(folder) if has_meaning(example.text)] + asked))
        found = vectors(known)
        self._vector = dict(zip(known, centred(found, found.mean(axis=0)), strict=True))
        self._agreed, self._refused, self._shown = list(asked), list[str](), set[str]()

    def look(self, least: float, most: int = AT_ONCE) -> list[Neighbour]:
        """Give the nearest ones that were not shown yet, the nearest first, each at least so alike. Raises OperationError."""
        found = [example for example in _all(self._folder) if self._may_move(example)]
        if not found or not self._agreed:
            return []
        candidates, wanted = self._vectors(example.text for example in found), direction(self._vectors(self._agreed))
        alike = candidates @ wanted
        ranks = alike - REFUSED_COUNT * (candidates @ direction(self._vectors(self._refused)) if self._refused else 0.0)
        nearest = [at for at in np.argsort(-ranks, kind="stable") if alike[at] >= least][:most]
        self._shown.update(found[at].text for at in nearest)
        return [Neighbour(found[at], float(alike[at])) for at in nearest]

    def learn(self, shown: Iterable[Neighbour], agreed: Collection[Neighbour]) -> None:
        """Take in which of those that were shown belong to the topic."""
        for neighbour in shown:
            (self._agreed if neighbour in agreed else self._refused).append(neighbour.example.text)

    def _may_move(self, example: Example) -> bool:
        return example.topic not in (self._topic, CRISIS) and example.text in self._vector and example.text not in self._shown

    def _vectors(self, texts: Iterable[str]) -> np.ndarray:
        return np.stack([self._vector[text] for text in texts])


def named(topic: str, texts: Iterable[str], folder: Path = examples.FOLDER) -> list[Example]:
    """Give the examples of other topics that consist of these words. Raises OperationError when one is not there, or must stay."""
    return [_named(topic, text, _all(folder)) for text in texts]


def move(topic: str, moved: Sequence[Example], aspect: str = examples.GENERAL) -> dict[str, str]:
    """Take examples out of their files and append them to a topic's; give the new place of each. All is written or nothing. Raises OperationError."""
    with operators_lock():
        found = list(dict.fromkeys(_still_there(example) for example in moved))
        marked = [example for example in found if example.file.name == examples.SEVERAL]
        whole = [example for example in found if example not in marked]
        changed = {**examples.without(whole), **examples.remarked(marked, topic)}
        places = {part.text: part.place for part in marked}
        if whole:
            file, text, first = examples.with_examples(topic, [example.text for example in whole], aspect, instead=changed)
            changed[file] = text
            places |= {example.text: f"{file}:{first + at}" for at, example in enumerate(whole)}
        write_together(changed)
    return places


def _named(topic: str, text: str, known: Sequence[Example]) -> Example:
    same = [example for example in known if words(example.text) == words(text)]
    if not same:
        raise OperationError(f"“{text}” is no example, so it can't be moved; give it as `archway label {topic} --near` shows it")
    found = next((example for example in same if example.topic != topic), None)
    if found is None:
        raise OperationError(f"“{text}” is an example of {topic} already ({same[0].place})")
    if found.topic == CRISIS:
        raise OperationError(f"“{text}” tells of danger and stays under {CRISIS} ({found.place}), whatever else it asks")
    return found


def _all(folder: Path) -> list[Example]:
    return [*examples.examples(folder), *examples.parts(folder)]


def _still_there(example: Example) -> Example:
    """The example where it stands by now: lines move while an operator thinks."""
    for known in _all(example.file.parent):
        if (known.text, known.topic) == (example.text, example.topic):
            return known
    raise OperationError(f"“{example.text}” is no example of {example.topic} any more; somebody changed {example.file}. Nothing was moved")

"""Finds examples of different topics that say the same, or nearly: the assistant can't tell such topics apart."""

import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from archway.nlu import encoder
from archway.nlu.topic_model import FEW
from archway.operations.checking.orphans import CRISIS
from archway.operations.checking.project import ERROR, NLU, WARNING, Finding, Project
from archway.operations.examples import Example, parts
from archway.operations.inbox.decisions import words
from archway.operations.meaning import centred, direction, has_meaning, vectors

NEAR = 0.93  # cosine of the vectors; what topics have in common in these examples lies below
AT_ONCE = 1_000
SHARE = 0.75  # of a small topic's own examples lie further from the whole of it than what is called contradicting
ENOUGH = 5  # examples of a topic; with fewer, nobody can tell what they have in common
SHOWN = 10  # of what contradicts one topic


def same_words(project: Project) -> Iterator[Finding]:
    """Give the examples whose words stand under another topic as well."""
    first: dict[str, Example] = {}
    for example in (example for block in project.blocks for example in block.examples):
        other = first.setdefault(words(example.text), example)
        if other.topic != example.topic:
            yield Finding(
                ERROR,
                _place(example, project),
                f"“{example.text}” is an example of {example.topic}, and of {other.topic} ({_place(other, project)}); keep one of the two lines",
            )


def near_duplicates(project: Project, folder: Path = encoder.DEFAULT_FOLDER) -> Iterator[Finding]:
    """Give the examples of different topics that contradict each other by what they mean. Raises OperationError when the encoder is not built.

    Those are pairs that mean almost the same, and what is filed elsewhere but says what a topic of few examples says, which would drown.
    """
    whole = [example for block in project.blocks for example in block.examples if has_meaning(example.text)]
    found = whole + [part for part in parts(project.root / NLU) if has_meaning(part.text)]
    encoded, topics = vectors([example.text for example in found], folder), np.array([example.topic for example in found])
    for one, other, cosine in _near(encoded[: len(whole)], topics[: len(whole)]):
        a, b = found[one], found[other]
        if words(a.text) != words(b.text):
            place, said = _place(a, project), f"“{a.text}” ({a.topic}) and “{b.text}” ({b.topic}, {_place(b, project)})"
            remedy = f"if both ask for {a.topic}, `archway label {a.topic} --move {shlex.quote(b.text)}` moves the second, else reword or remove one"
            yield Finding(WARNING, place, f"{said} mean almost the same ({cosine:.2f}); {remedy}")
    apart = centred(encoded, encoded.mean(axis=0)) if found else encoded
    for topic in project.topics:
        own = np.flatnonzero(topics == topic)
        if ENOUGH <= len(own) < FEW:
            yield from _contradicting(topic, own, apart, found, project)


def _contradicting(topic: str, own: np.ndarray, apart: np.ndarray, found: list[Example], project: Project) -> Iterator[Finding]:
    """Give what lies nearer to a topic than most of its own examples do."""
    whole = direction(apart[own])
    others = np.array([at for at, example in enumerate(found) if example.topic not in (topic, CRISIS)], int)
    alike = apart[others] @ whole
    least = np.quantile([apart[at] @ direction(apart[own[own != at]]) for at in own], SHARE)
    near = [at for at in np.argsort(-alike, kind="stable") if alike[at] >= least]
    for at in near[:SHOWN]:
        example, remedy = found[others[at]], f"`archway label {topic} --near` lists such examples and moves those that belong there"
        said = f"“{example.text}” ({example.topic}) says what the {len(own)} examples of {topic} say ({alike[at]:.2f})"
        yield Finding(WARNING, _place(example, project), f"{said}, so {topic} is hardly recognised; {remedy}")


def _near(vectors: np.ndarray, topics: np.ndarray) -> Iterator[tuple[int, int, float]]:
    bounds = [*range(0, len(vectors), AT_ONCE), len(vectors)]
    for begin, end in pairwise(bounds):
        alike = vectors[begin:end] @ vectors[begin:].T
        alike[topics[begin:end, None] == topics[None, begin:]] = 0.0
        for row, column in np.argwhere(alike >= NEAR):
            if row < column:
                yield begin + int(row), begin + int(column), float(alike[row, column])


def _place(example: Example, project: Project) -> str:
    return f"{example.file.relative_to(project.root)}:{example.line}"

"""Finds examples of different topics that say the same, or nearly: the assistant can't tell such topics apart."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from archway.nlu import encoder
from archway.operations.checking.project import ERROR, WARNING, Finding, Project
from archway.operations.errors import OperationError
from archway.operations.examples import Example
from archway.operations.inbox.decisions import words

NEAR = 0.93  # cosine of the vectors; what topics have in common in these examples lies below
AT_ONCE = 1_000
CACHE = "examples.npz"


def same_words(project: Project) -> Iterator[Finding]:
    """Give the examples whose words stand under another topic as well."""
    first: dict[str, Example] = {}
    for example in (example for block in project.blocks for example in block.examples):
        other = first.setdefault(words(example.text), example)
        if other.topic != example.topic:
            yield Finding(
                ERROR, _place(example, project), f"“{example.text}” is an example of {example.topic}, and of {other.topic} ({_place(other, project)})"
            )


def near_duplicates(project: Project, folder: Path = encoder.DEFAULT_FOLDER) -> Iterator[Finding]:
    """Give the pairs of examples of different topics that mean almost the same. Raises OperationError when the encoder is not built."""
    # Without letters there is nothing to encode: emojis are all alike.
    found = [example for block in project.blocks for example in block.examples if any(letter.isalpha() for letter in example.text)]
    try:
        cached = encoder.CachedEncoder(encoder.load(folder), folder / CACHE)
        vectors = cached.encode([example.text for example in found]) / np.sqrt(2.0)
    except encoder.EncoderError as error:
        raise OperationError(str(error)) from error
    for one, other, cosine in _near(vectors, np.array([example.topic for example in found])):
        a, b = found[one], found[other]
        if words(a.text) != words(b.text):
            place, said = _place(a, project), f"“{a.text}” ({a.topic}) and “{b.text}” ({b.topic}, {_place(b, project)})"
            yield Finding(WARNING, place, f"{said} mean almost the same ({cosine:.2f}); should one go, or move?")


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

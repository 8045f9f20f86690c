"""Puts messages that mean much the same into groups."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from archway.operations.inbox.unanswered import Unanswered

APART = 0.55  # distance between groups, on average, from which they stay apart
SAME_NAMED = 0.25
LIKELIEST = 3
TAKEN_COUNTS = 2.0  # what a visitor chose after a message says more than what the model took it for


@dataclass(frozen=True)
class Group:
    """Messages that mean much the same, the most typical first, and the topics that they are likeliest about, with shares."""

    messages: tuple[Unanswered, ...]
    likeliest: tuple[tuple[str, float], ...]

    @property
    def texts(self) -> list[str]:
        """The different texts, the most typical first."""
        return list(dict.fromkeys(message.text for message in self.messages))


def grouped(messages: Sequence[Unanswered], vectors: np.ndarray) -> list[Group]:
    """Give the groups, the largest first. `vectors`: float32 of shape (messages, width), one a message, as the encoder gives them."""
    if not messages:
        return []
    different = {message.text: at for at, message in enumerate(messages)}
    labels = dict(zip(different, _labels(likeness(messages, vectors, list(different.values()))), strict=True))
    members: dict[int, list[Unanswered]] = {}
    for message in messages:
        members.setdefault(labels[message.text], []).append(message)
    groups = [_group(of_one, vectors[[different[message.text] for message in of_one]]) for of_one in members.values()]
    return sorted(groups, key=lambda group: (-len(group.messages), group.messages[0].text))


def likeness(messages: Sequence[Unanswered], vectors: np.ndarray, which: Sequence[int]) -> np.ndarray:
    """Give how alike some of the messages are to each other: float of shape (which, which), from about 0 to 1.

    The cosine of their vectors, and some more for those that name the same subject, therapy or condition, which the encoder may not know as the same.
    """
    units = unit(vectors[list(which)])
    named = [messages[at].named for at in which]
    alike = units @ units.T
    for row, mine in enumerate(named):
        if mine:
            alike[row] += [SAME_NAMED * bool(mine & other) for other in named]
    return np.asarray(np.clip(alike, 0.0, 1.0))


def unit(vectors: np.ndarray) -> np.ndarray:
    """Give the vectors with length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def likeliest(messages: Sequence[Unanswered]) -> tuple[tuple[str, float], ...]:
    """Give the topics that messages are likeliest about, with their shares, from what the model took them for and what visitors then chose."""
    scores: dict[str, float] = defaultdict(float)
    for message in messages:
        for topic, confidence in message.ranking:
            scores[topic] += confidence
        if message.taken:
            scores[message.taken] += TAKEN_COUNTS
    total = sum(scores.values()) or 1.0
    best = sorted(scores, key=lambda topic: -scores[topic])[:LIKELIEST]
    return tuple((topic, scores[topic] / total) for topic in best)


def _labels(alike: np.ndarray) -> list[int]:
    if len(alike) == 1:
        return [1]
    distances = squareform(1.0 - alike, checks=False)
    return [int(label) for label in fcluster(linkage(distances, "average"), APART, "distance")]


def _group(messages: Sequence[Unanswered], vectors: np.ndarray) -> Group:
    units = unit(vectors)
    ordered = [messages[at] for at in np.argsort(-(units @ units.mean(axis=0)), kind="stable")]
    return Group(tuple(ordered), likeliest(ordered))

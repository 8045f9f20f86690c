"""The examples of each class that are nearest to a text in meaning, in the original half of the vectors. Knows nothing of Rasa."""

from itertools import pairwise
from typing import Any, Sequence

import numpy as np
from sklearn.decomposition import PCA

from archway.nlu.minilm import WIDTH

SEED = 7


class Nearest:
    """Keeps examples by class, and says how alike the nearest ones are to a text.

    `axes`: how many of the original vector's 384 dimensions are told apart; fewer are less to read at each message.
    """

    def __init__(self, axes: int) -> None:
        self._axes = axes

    def fit(self, vectors: np.ndarray, labels: Sequence[Any]) -> "Nearest":
        """Keep the examples: vectors float32 of shape (texts, 768)."""
        order = np.argsort(np.asarray(labels), kind="stable")
        original = vectors[order, :WIDTH]
        axes = min(self._axes, *original.shape)
        self.axes = PCA(axes, random_state=SEED).fit(original).components_.T.astype(np.float32)
        self.known = np.ascontiguousarray(original @ self.axes)
        self.labels, starts = np.unique(np.asarray(labels)[order], return_index=True)
        self.bounds = [*starts.tolist(), len(order)]
        return self

    def density(self, vectors: np.ndarray, sharpness: float) -> np.ndarray:
        """Give for each class the sum of exp(sharpness · likeness) over its examples: float32 of shape (texts, classes). The sharper, the fewer count."""
        return np.add.reduceat(np.exp(sharpness * self._likeness(vectors)), self.bounds[:-1], axis=1)

    def likeness(self, vectors: np.ndarray, few: int) -> list[np.ndarray]:
        """Give for each class, in the order of `labels`, the likeness of its `few` nearest examples: float of shape (texts, few or fewer), unsorted."""
        likeness = self._likeness(vectors)
        return [_largest(likeness[:, start:end], few) for start, end in pairwise(self.bounds)]

    def _likeness(self, vectors: np.ndarray) -> np.ndarray:
        return np.asarray(vectors[:, :WIDTH] @ self.axes @ self.known.T)


def _largest(numbers: np.ndarray, few: int) -> np.ndarray:
    few = min(few, numbers.shape[1])
    return np.partition(numbers, numbers.shape[1] - few, axis=1)[:, -few:]

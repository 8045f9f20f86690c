"""Decides whether a text asks several things. Knows nothing of Rasa."""

from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.network import Network

MEANING_SCALE = 4.0
SEED = 13


class SeveralModel:
    """The mean of a linear model over wording and a small network over meaning: each alone misses more (docs/understanding.md)."""

    def fit(self, wording: csr_matrix, vectors: np.ndarray, several: Sequence[bool]) -> "SeveralModel":
        """Learn from the wording features of texts, their vectors (float32 of shape (texts, 768)) and whether each asks several things."""
        linear, network = Network(units=0, steps=350, rate=0.01, decay=1e-5, seed=SEED), Network(units=64, steps=600, rate=4e-3, decay=1e-2, seed=SEED)
        self.wording, self.meaning = fitted_side_by_side([(linear, wording, several), (network, vectors * MEANING_SCALE, several)])
        return self

    def probabilities(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give for each text how likely it asks several things: float of shape (texts,)."""
        return np.asarray((self.wording.probabilities(wording)[:, 1] + self.meaning.probabilities(vectors * MEANING_SCALE)[:, 1]) / 2)

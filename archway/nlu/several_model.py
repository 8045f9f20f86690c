"""Decides whether a text asks several things. Knows nothing of Rasa."""

from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neural_network import MLPClassifier

from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.network import probabilities
from archway.nlu.wording import LinearModel

MEANING_SCALE = 4.0
EPOCHS, BATCH = 6, 64
SEED = 13


class SeveralModel:
    """The mean of a linear model over wording and a small network over meaning: each alone misses more (docs/understanding.md)."""

    def fit(self, wording: csr_matrix, vectors: np.ndarray, several: Sequence[bool]) -> "SeveralModel":
        """Learn from the wording features of texts, their vectors (float32 of shape (texts, 768)) and whether each asks several things."""
        linear = LinearModel(max_iter=50, random_state=SEED)
        batch = min(BATCH, len(vectors))
        network = MLPClassifier((64,), alpha=1e-2, max_iter=EPOCHS, learning_rate_init=2e-3, batch_size=batch, random_state=SEED)
        self.wording, self.meaning = fitted_side_by_side([(linear, wording, several), (network, vectors * MEANING_SCALE, several)])
        return self

    def probabilities(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give for each text how likely it asks several things: float of shape (texts,)."""
        return np.asarray((self.wording.probabilities(wording)[:, 1] + probabilities(self.meaning, vectors * MEANING_SCALE)[:, 1]) / 2)

"""Small networks, and linear models, which are networks without a hidden layer: scikit-learn trains them, their weights alone are kept."""

from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np
from scipy.special import expit, softmax
from sklearn.neural_network import MLPClassifier

from archway.nlu.fitting import fitted

BATCHES = (16, 256)  # examples; small ones where there are few examples,
SHARE = 12  # so that a round has about so many batches
ROUNDS = (3, 40)


@dataclass
class Network:
    """A classifier of dense or sparse features.

    `units`: of the hidden layer, 0 for none. `steps`: batches that it sees in training, about, however many examples there are. `decay` keeps weights
    small; `rate` is how far a step goes.
    """

    units: int
    steps: int
    rate: float
    seed: int
    decay: float = 1e-3

    def fit(self, features: Any, labels: Sequence[Any]) -> "Network":
        """Learn from features (dense or sparse, of shape (texts, width)) and their labels."""
        batch = min(int(np.clip(len(labels) // SHARE, *BATCHES)), len(labels))
        rounds = int(np.clip(round(self.steps * batch / len(labels)), *ROUNDS))
        hidden = (self.units,) if self.units else ()
        learner = MLPClassifier(hidden, alpha=self.decay, max_iter=rounds, learning_rate_init=self.rate, batch_size=batch, random_state=self.seed)
        learnt = fitted(learner, features, labels)
        self.labels: np.ndarray = learnt.classes_
        # What training keeps besides is three times as large.
        self.weights = [np.ascontiguousarray(weights, np.float32) for weights in learnt.coefs_]
        self.offsets = [offsets.astype(np.float32) for offsets in learnt.intercepts_]
        return self

    def scores(self, features: Any) -> np.ndarray:
        """Give log-odds: float of shape (texts, labels), with one column, that of the second label, where there are two."""
        out = np.asarray(features @ self.weights[0]) + self.offsets[0]
        return np.maximum(out, 0) @ self.weights[1] + self.offsets[1] if self.units else out

    def probabilities(self, features: Any) -> np.ndarray:
        """Give float of shape (texts, labels), rows adding up to 1; columns in the order of `labels`."""
        scores = self.scores(features)
        if scores.shape[1] > 1:
            return np.asarray(softmax(scores, axis=1))
        second = expit(scores)
        return np.concatenate([1 - second, second], axis=1)

"""Decides which aspect of a comparison a text asks about. Knows nothing of Rasa."""

from typing import Sequence

import numpy as np
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from archway.nlu.fitting import fitted

SCALE = 4.0
SEED = 3
GENERAL = "general"  # the comparison as a whole


class AspectModel:
    """One linear model over meaning for each comparison, from examples whose aspect is known."""

    def __init__(self) -> None:
        self.models: dict[str, LogisticRegression] = {}

    def fit(self, vectors: np.ndarray, topics: Sequence[str], aspects: Sequence[str]) -> "AspectModel":
        """Learn from vectors (float32 of shape (texts, 768)), their comparisons and their aspects."""
        for topic in sorted(set(topics)):
            rows = [i for i, found in enumerate(topics) if found == topic]
            known = [aspects[i] for i in rows]
            if len(set(known)) > 1:
                self.models[topic] = fitted(LogisticRegression(C=10.0, max_iter=200, random_state=SEED), vectors[rows] * SCALE, known)
        return self

    def likeliest(self, topic: str, vector: np.ndarray) -> tuple[str, float] | None:
        """Give the likeliest aspect of a comparison and its confidence, for one vector of shape (768,); None for other topics."""
        model = self.models.get(topic)
        if model is None:
            return None
        scores = model.coef_ @ (vector * SCALE) + model.intercept_
        confidences = softmax(scores if len(scores) > 1 else [0.0, scores[0]])  # what its predict_proba gives, without its checks
        best = int(confidences.argmax())
        return str(model.classes_[best]), float(confidences[best])

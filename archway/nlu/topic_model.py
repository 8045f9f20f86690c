"""Decides which topic a text is about: a plain classifier over words, letters and meaning. Knows nothing of Rasa."""

from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neural_network import MLPClassifier

from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.nearest import Nearest
from archway.nlu.network import probabilities
from archway.nlu.wording import LinearModel

# What these numbers were chosen by stands in docs/understanding.md.
MEANING_SCALE = 4.0  # unit vectors are small beside what a network starts from
BATCH = 64
STEPS = 1_000  # a network sees about so many batches, however many examples there are,
EPOCHS = (6, 40)  # within these bounds
MEMBERS = 3  # networks that differ in their random start only; averaging them steadies the result
NEIGHBOURS, SHARPNESS = 5, 12.0
SEED = 7


class TopicModel:
    """Three classifiers whose probabilities are multiplied.

    One sees words and pieces of words (robust to jargon and misspelling), one the sentence's vector (robust to wording), one the nearest examples.
    """

    def __init__(self) -> None:
        self.wording = LinearModel(max_iter=25, random_state=SEED)
        self.nearest = Nearest()

    @property
    def topics(self) -> list[str]:
        """The topics it can tell apart, in the order of the columns that `probabilities` gives."""
        return [str(topic) for topic in self.wording.labels]

    def fit(self, wording: csr_matrix, vectors: np.ndarray, topics: Sequence[str]) -> "TopicModel":
        """Learn from the wording features of texts, their vectors (float32 of shape (texts, 768)) and their topics."""
        epochs = int(np.clip(round(STEPS * BATCH / len(topics)), *EPOCHS))
        networks = [_network(SEED + member, epochs, min(BATCH, len(topics))) for member in range(MEMBERS)]
        scaled = vectors * MEANING_SCALE
        self.wording, *self.meaning = fitted_side_by_side([(self.wording, wording, topics), *((network, scaled, topics) for network in networks)])
        self.nearest.fit(vectors, topics)
        return self

    def probabilities(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        meaning = np.mean([probabilities(network, vectors * MEANING_SCALE) for network in self.meaning], axis=0)
        likeness = self.nearest.likeness(vectors, NEIGHBOURS)
        nearness = np.stack([np.exp(SHARPNESS * nearest).mean(axis=1) for nearest in likeness], axis=1)
        joint = np.sqrt(self.wording.probabilities(wording) * meaning * nearness)
        return joint / joint.sum(axis=1, keepdims=True)


def _network(seed: int, epochs: int, batch: int) -> MLPClassifier:
    return MLPClassifier((256,), alpha=1e-3, max_iter=epochs, learning_rate_init=2e-3, batch_size=batch, random_state=seed)

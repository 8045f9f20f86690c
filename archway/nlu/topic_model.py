"""Decides which topic a text is about: a plain classifier over words, letters and meaning. Knows nothing of Rasa."""

from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.nearest import Nearest
from archway.nlu.network import Network

# What these numbers were chosen by stands in docs/understanding.md.
MEANING_SCALE = 4.0  # unit vectors are small beside what a network starts from
MEMBERS = 2  # networks that differ in their random start only; averaging them steadies the result
AXES, SHARPNESS, WEIGHT = 64, 40.0, 0.3
FEW = 120  # examples; those of a topic that has fewer, and fewer than most, count several times
SEED = 7


class TopicModel:
    """Three classifiers whose probabilities are multiplied.

    One sees words and pieces of words (robust to jargon and misspelling), one the sentence's vector (robust to wording), one the nearest examples.
    """

    def __init__(self) -> None:
        self.wording = Network(units=0, steps=300, rate=0.02, decay=1e-5, seed=SEED)
        self.meaning = [Network(units=256, steps=500, rate=4e-3, seed=SEED + member) for member in range(MEMBERS)]
        self.nearest = Nearest(AXES)

    @property
    def topics(self) -> list[str]:
        """The topics it can tell apart, in the order of the columns that `probabilities` gives."""
        return [str(topic) for topic in self.wording.labels]

    def fit(self, wording: csr_matrix, vectors: np.ndarray, topics: Sequence[str]) -> "TopicModel":
        """Learn from the wording features of texts, their vectors (float32 of shape (texts, 768)) and their topics."""
        rows = with_few_repeated(topics)
        wanted, scaled = np.asarray(topics)[rows], vectors[rows] * MEANING_SCALE
        jobs = [(self.wording, wording[rows], wanted), *((network, scaled, wanted) for network in self.meaning)]
        self.wording, *self.meaning = fitted_side_by_side(jobs)
        self.nearest.fit(vectors, topics)
        return self

    def probabilities(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        meaning = np.mean([network.probabilities(vectors * MEANING_SCALE) for network in self.meaning], axis=0)
        nearness = self.nearest.density(vectors, SHARPNESS) ** WEIGHT
        joint = np.sqrt(self.wording.probabilities(wording) * meaning * nearness)
        return joint / joint.sum(axis=1, keepdims=True)


def with_few_repeated(topics: Sequence[str]) -> np.ndarray:
    """Give the rows of all examples, those of topics with few examples several times: a topic of eight would drown among hundreds."""
    labels, counts = np.unique(np.asarray(topics), return_counts=True)
    least = min(FEW, int(np.median(counts)))
    times = dict(zip(labels.tolist(), np.ceil(least / counts).astype(int).tolist(), strict=True))
    return np.repeat(np.arange(len(topics)), [times[topic] for topic in topics])

"""Decides which topic a text is about: a plain classifier over words, letters and meaning. Knows nothing of Rasa."""

from itertools import pairwise
from typing import Any, Sequence

import numpy as np
from sklearn.neural_network import MLPClassifier

from archway.nlu.early_stopping import stopping_early
from archway.nlu.minilm import WIDTH
from archway.nlu.wording import WordingModel

# What these numbers were chosen by stands in docs/understanding.md.
MEANING_SCALE = 4.0  # unit vectors are small beside what a network starts from
BATCH = 64
STEPS = 1_000  # a network sees about so many batches, however many examples there are,
EPOCHS = (6, 40)  # within these bounds
MEMBERS = 3  # networks that differ in their random start only; averaging them steadies the result
NEIGHBOURS, SHARPNESS = 5, 12.0
HALVES = (slice(0, WIDTH), slice(WIDTH, 2 * WIDTH))  # the original vector, the adapted one
SEED = 7


class NearestExamples:
    """Scores a topic by its five examples that are nearest in meaning, in the original and in the adapted vectors."""

    def fit(self, vectors: np.ndarray, topics: Sequence[str]) -> "NearestExamples":
        """Keep the examples: vectors float32 of shape (texts, 768)."""
        order = np.argsort(np.asarray(topics), kind="stable")
        self.halves = [np.ascontiguousarray(vectors[order][:, half]) for half in HALVES]
        self.topics, starts = np.unique(np.asarray(topics)[order], return_index=True)
        self.bounds = [*starts.tolist(), len(order)]
        return self

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        scores = np.ones((len(vectors), len(self.topics)))
        for half, known in zip(HALVES, self.halves, strict=True):
            likeness = vectors[:, half] @ known.T
            scores *= np.sqrt(np.stack([_nearness(likeness[:, a:b]) for a, b in pairwise(self.bounds)], axis=1))
        return scores / scores.sum(axis=1, keepdims=True)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "halves": [half.astype(np.float16) for half in self.halves]}  # half the size on disk, the same ranking

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({**state, "halves": [half.astype(np.float32) for half in state["halves"]]})


def _nearness(likeness: np.ndarray) -> np.ndarray:
    few = min(NEIGHBOURS, likeness.shape[1])
    nearest = np.partition(likeness, likeness.shape[1] - few, axis=1)[:, -few:]
    return np.asarray(np.exp(SHARPNESS * nearest).mean(axis=1))


class TopicModel:
    """Three classifiers whose probabilities are multiplied.

    One sees words and pieces of words (robust to jargon and misspelling), one the sentence's vector (robust to wording), one the nearest examples.
    """

    def __init__(self) -> None:
        self.wording = WordingModel(max_iter=25, random_state=SEED)
        self.nearest = NearestExamples()

    @property
    def topics(self) -> list[str]:
        """The topics it can tell apart, in the order of the columns that `probabilities` gives."""
        return [str(topic) for topic in self.wording.labels]

    def fit(self, texts: Sequence[str], vectors: np.ndarray, topics: Sequence[str]) -> "TopicModel":
        """Learn from texts, their vectors (float32 of shape (texts, 768)) and their topics."""
        epochs = int(np.clip(round(STEPS * BATCH / len(texts)), *EPOCHS))
        networks = [_network(SEED + member, epochs, min(BATCH, len(texts))) for member in range(MEMBERS)]
        self.wording.fit(texts, topics)
        with stopping_early():
            self.meaning = [network.fit(vectors * MEANING_SCALE, topics) for network in networks]
        self.nearest.fit(vectors, topics)
        return self

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        meaning = np.mean([network.predict_proba(vectors * MEANING_SCALE) for network in self.meaning], axis=0)
        joint = np.sqrt(self.wording.probabilities(texts) * meaning * self.nearest.probabilities(vectors))
        return joint / joint.sum(axis=1, keepdims=True)


def _network(seed: int, epochs: int, batch: int) -> MLPClassifier:
    return MLPClassifier((256,), alpha=1e-3, max_iter=epochs, learning_rate_init=2e-3, batch_size=batch, random_state=seed)

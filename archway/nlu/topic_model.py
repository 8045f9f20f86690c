"""Decides which topic a text is about: a plain classifier over words, letters and meaning. Knows nothing of Rasa."""

from itertools import pairwise
from typing import Any, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from archway.nlu.early_stopping import stopping_early
from archway.nlu.minilm import WIDTH

# What these numbers were chosen by stands in docs/understanding.md.
MEANING_SCALE = 4.0  # unit vectors are small beside what a network starts from
BATCH = 64
STEPS = 1_000  # a network sees about so many batches, however many examples there are,
EPOCHS = (6, 40)  # within these bounds
MEMBERS = 3  # networks that differ in their random start only; averaging them steadies the result
NEIGHBOURS, SHARPNESS = 5, 12.0
MANY = 5_000  # examples; from here a word must occur twice to count
SEED = 7


class NearestExamples:
    """Scores a topic by its five examples that are nearest in meaning, in the original and in the adapted vectors."""

    def fit(self, vectors: np.ndarray, topics: Sequence[str]) -> "NearestExamples":
        """Keep the examples: vectors float32 of shape (texts, 768)."""
        order = np.argsort(np.asarray(topics), kind="stable")
        self.vectors = vectors[order]
        self.topics, starts = np.unique(np.asarray(topics)[order], return_index=True)
        self.bounds = [*starts.tolist(), len(order)]
        return self

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        scores = np.ones((len(vectors), len(self.topics)))
        for half in (slice(0, WIDTH), slice(WIDTH, 2 * WIDTH)):
            likeness = vectors[:, half] @ self.vectors[:, half].T
            scores *= np.sqrt(np.stack([_nearness(likeness[:, a:b]) for a, b in pairwise(self.bounds)], axis=1))
        return scores / scores.sum(axis=1, keepdims=True)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "vectors": self.vectors.astype(np.float16)}  # half the size on disk, the same ranking

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({**state, "vectors": state["vectors"].astype(np.float32)})


def _nearness(likeness: np.ndarray) -> np.ndarray:
    nearest = np.sort(likeness, axis=1)[:, -NEIGHBOURS:]
    return np.asarray(np.exp(SHARPNESS * nearest).mean(axis=1))


class TopicModel:
    """Three classifiers whose probabilities are multiplied.

    One sees words and pieces of words (robust to jargon and misspelling), one the sentence's vector (robust to wording), one the nearest examples.
    """

    def __init__(self) -> None:
        self.pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=20_000)
        self.by_wording = LogisticRegression(C=10.0, max_iter=25, random_state=SEED)
        self.nearest = NearestExamples()

    @property
    def topics(self) -> list[str]:
        """The topics it can tell apart, in the order of the columns that `probabilities` gives."""
        return [str(topic) for topic in self.by_wording.classes_]

    def fit(self, texts: Sequence[str], vectors: np.ndarray, topics: Sequence[str]) -> "TopicModel":
        """Learn from texts, their vectors (float32 of shape (texts, 768)) and their topics."""
        self.words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, min_df=2 if len(texts) > MANY else 1)
        sparse = hstack([self.words.fit_transform(texts), self.pieces.fit_transform(texts)]).tocsr()
        epochs = int(np.clip(round(STEPS * BATCH / len(texts)), *EPOCHS))
        networks = [_network(SEED + member, epochs, min(BATCH, len(texts))) for member in range(MEMBERS)]
        with stopping_early():
            self.by_wording.fit(sparse, topics)
            self.by_meaning = [network.fit(vectors * MEANING_SCALE, topics) for network in networks]
        self.nearest.fit(vectors, topics)
        return self

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        wording = self.by_wording.predict_proba(self._sparse(texts))
        meaning = np.mean([network.predict_proba(vectors * MEANING_SCALE) for network in self.by_meaning], axis=0)
        joint = np.sqrt(wording * meaning * self.nearest.probabilities(vectors))
        return joint / joint.sum(axis=1, keepdims=True)

    def _sparse(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self.words.transform(texts), self.pieces.transform(texts)]).tocsr()


def _network(seed: int, epochs: int, batch: int) -> MLPClassifier:
    return MLPClassifier((256,), alpha=1e-3, max_iter=epochs, learning_rate_init=2e-3, batch_size=batch, random_state=seed)

"""Decides which topic a text is about: a plain classifier over words, letters and meaning. Knows nothing of Rasa."""

from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

MEANING_SCALE = 4.0  # unit vectors are small beside TF-IDF's; found by cross-validation, see docs/understanding.md
BATCH = 64
MEMBERS = 3  # networks that differ in their random start only; averaging them steadies the result
SEED = 7


class TopicModel:
    """Two classifiers whose probabilities are multiplied.

    One sees words and pieces of words (robust to jargon and misspelling), the other the sentence's vector (robust to wording).
    """

    def __init__(self) -> None:
        self.words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        self.pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=20_000)
        self.by_wording = LogisticRegression(C=10.0, max_iter=25, random_state=SEED)
        self.by_meaning = [
            MLPClassifier((256,), alpha=1e-3, max_iter=6, learning_rate_init=2e-3, batch_size=BATCH, random_state=SEED + member) for member in range(MEMBERS)
        ]

    @property
    def topics(self) -> list[str]:
        """The topics it can tell apart, in the order of the columns that `probabilities` gives."""
        return [str(topic) for topic in self.by_wording.classes_]

    def fit(self, texts: Sequence[str], vectors: np.ndarray, topics: Sequence[str]) -> "TopicModel":
        """Learn from texts, their vectors (float32 of shape (texts, 768)) and their topics."""
        sparse = hstack([self.words.fit_transform(texts), self.pieces.fit_transform(texts)]).tocsr()
        self.by_wording.fit(sparse, topics)
        for network in self.by_meaning:
            network.set_params(batch_size=min(BATCH, len(texts))).fit(vectors * MEANING_SCALE, topics)
        return self

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give float64 of shape (texts, topics); each row adds up to 1."""
        wording = self.by_wording.predict_proba(self._sparse(texts))
        meaning = np.mean([network.predict_proba(vectors * MEANING_SCALE) for network in self.by_meaning], axis=0)
        joint = np.sqrt(wording * meaning)
        return joint / joint.sum(axis=1, keepdims=True)

    def _sparse(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self.words.transform(texts), self.pieces.transform(texts)]).tocsr()

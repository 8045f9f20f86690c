"""Words and pieces of words as features, and a linear classifier over them: robust to jargon and to misspelling. Knows nothing of Rasa."""

from typing import Any, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from archway.nlu.early_stopping import stopping_early

MANY = 5_000  # examples; from here a word must occur twice to count


class Wording:
    """TF-IDF of words, word pairs and letter groups."""

    def fit(self, texts: Sequence[str]) -> "Wording":
        """Learn which words and letter groups there are."""
        self.words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, min_df=2 if len(texts) > MANY else 1, dtype=np.float32)
        self.pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=20_000, dtype=np.float32)
        self.words.fit(texts)
        self.pieces.fit(texts)
        return self

    def features(self, texts: Sequence[str]) -> csr_matrix:
        """Give float32 of shape (texts, words and letter groups)."""
        return hstack([self.words.transform(texts), self.pieces.transform(texts)], dtype=np.float32).tocsr()


class LinearModel:
    """Logistic regression over wording features. Options are those of scikit-learn's LogisticRegression."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    def fit(self, features: csr_matrix, labels: Sequence[Any]) -> "LinearModel":
        """Learn from features and their labels."""
        with stopping_early():
            linear = LogisticRegression(C=10.0, **self.options).fit(features, labels)
        self.labels = linear.classes_
        # scikit-learn copies its weights at every prediction; laid out like this they are read where they are
        self.weights, self.offsets = np.ascontiguousarray(linear.coef_.T.astype(np.float32)), linear.intercept_.astype(np.float32)
        return self

    def probabilities(self, features: csr_matrix) -> np.ndarray:
        """Give float of shape (texts, labels), rows adding up to 1; columns in the order of `labels`."""
        scores = np.asarray(features @ self.weights) + self.offsets
        if scores.shape[1] == 1:  # two labels have one column of weights
            positive = expit(scores[:, 0])
            return np.stack([1 - positive, positive], axis=1)
        return np.asarray(softmax(scores, axis=1))

"""Decides whether a text tells of danger: patterns for the plain cases, a model of its own for the rest. Knows nothing of Rasa.

Danger means suicide, self-harm, abuse, violence or an emergency, of the writer or of somebody they tell about. The screen sees the raw text.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from archway.nlu.danger_patterns import HARMLESS, PATTERNS

CRISIS, UNSURE, NONE = "crisis", "unsure", "none"
SCALE = 6.0
SEED = 11
LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a", "!": "i", "’": "'"})


@dataclass(frozen=True)
class Verdict:
    """What the screen found: level crisis, unsure or none; the tier of a matched pattern; the model's score from 0 to 1."""

    level: str
    tier: str | None = None
    score: float = 0.0


def match(text: str) -> str | None:
    """Give the tier of the first pattern that the text matches, or None. Needs no model."""
    for form in _forms(text):
        cleared = HARMLESS.sub(" ", form)
        for tier, pattern in PATTERNS.items():
            if pattern.search(cleared):
                return tier
    return None


def clauses(text: str) -> list[str]:
    """Give the text and its clauses, so that danger in one of them is not drowned by the rest."""
    parts = [part.strip() for part in re.split(r"[.?!;:\n,]+|\b(?:and|but|because|cos|bc|cause|so)\b", text)]
    longer = [part for part in parts if len(part.split()) > 2]
    return [text, *(part for part in longer if part != text)]


class DangerModel:
    """Scores texts from 0 (harmless) to 1 (danger): the mean of a linear model on wording, networks and a kernel machine on meaning."""

    def __init__(self) -> None:
        self.words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        self.pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=20_000)
        self.by_wording = LogisticRegression(C=10.0, max_iter=100, class_weight="balanced", random_state=SEED)
        self.networks = [
            MLPClassifier((128,), alpha=1e-2, max_iter=12, learning_rate_init=2e-3, batch_size=64, random_state=SEED + member)
            for member in range(3)
        ]
        self.kernel = SVC(C=10.0, gamma=1.5, class_weight="balanced", random_state=SEED)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, dangerous: Sequence[bool]) -> "DangerModel":
        """Learn from texts, their vectors (float32 of shape (texts, 384)) and whether each tells of danger."""
        sparse = hstack([self.words.fit_transform(texts), self.pieces.fit_transform(texts)]).tocsr()
        self.by_wording.fit(sparse, dangerous)
        self.kernel.fit(vectors, dangerous)
        for network in self.networks:
            network.fit(vectors * SCALE, dangerous)
        return self

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give a score a text: float64 of shape (texts,)."""
        wording = self.by_wording.predict_proba(self._sparse(texts))[:, 1]
        meaning = np.mean([network.predict_proba(vectors * SCALE)[:, 1] for network in self.networks], axis=0)
        kernel = 1.0 / (1.0 + np.exp(-3.0 * self.kernel.decision_function(vectors)))
        return (wording + meaning + kernel) / 3.0

    def _sparse(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self.words.transform(texts), self.pieces.transform(texts)]).tocsr()


def _forms(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    plain = re.sub(r"\s+", " ", plain)
    undisguised = plain.translate(LOOKALIKES)
    return [plain] if undisguised == plain else [plain, undisguised]

"""Decides whether a text tells of danger: patterns for the plain cases, a model of its own for the rest. Knows nothing of Rasa.

Danger means suicide, self-harm, abuse, violence or an emergency, of the writer or of somebody they tell about. The screen sees the raw text.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Sequence

import numpy as np
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from archway.nlu.danger_patterns import HARMLESS, PATTERNS
from archway.nlu.early_stopping import stopping_early
from archway.nlu.minilm import WIDTH
from archway.nlu.wording import WordingModel

CRISIS, UNSURE, NONE = "crisis", "unsure", "none"
SCALE = 5.0
BATCH = 64
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


class DangerModel:
    """Scores texts from 0 (harmless) to 1 (danger): the mean of a linear model on wording, networks on meaning, and two kernel machines.

    One kernel machine sees the original half of the vectors, the other the adapted half. Why these: docs/understanding.md.
    """

    def __init__(self) -> None:
        self.wording = WordingModel(max_iter=100, class_weight="balanced", random_state=SEED)
        self.networks = [
            MLPClassifier((128,), alpha=1e-2, max_iter=8, learning_rate_init=2e-3, batch_size=BATCH, random_state=SEED + member) for member in range(2)
        ]
        self.kernels = [SVC(C=10.0, gamma=1.5, class_weight="balanced", random_state=SEED) for _ in range(2)]

    def fit(self, texts: Sequence[str], vectors: np.ndarray, dangerous: Sequence[bool]) -> "DangerModel":
        """Learn from texts, their vectors (float32 of shape (texts, 768)) and whether each tells of danger."""
        self.wording.fit(texts, dangerous)
        with stopping_early():
            for network in self.networks:
                network.set_params(batch_size=min(BATCH, len(texts))).fit(vectors * SCALE, dangerous)
        for kernel, half in zip(self.kernels, _halves(vectors), strict=True):
            kernel.fit(half, dangerous)
        return self

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give a score a text: float64 of shape (texts,)."""
        wording = self.wording.probabilities(texts)[:, 1]
        networks = np.mean([network.predict_proba(vectors * SCALE)[:, 1] for network in self.networks], axis=0)
        margins = [kernel.decision_function(half) for kernel, half in zip(self.kernels, _halves(vectors), strict=True)]
        return np.mean([wording, networks, *(1.0 / (1.0 + np.exp(-3.0 * margin)) for margin in margins)], axis=0)


def _halves(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return vectors[:, :WIDTH], vectors[:, WIDTH:]


def _forms(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    plain = re.sub(r"\s+", " ", plain)
    undisguised = plain.translate(LOOKALIKES)
    return [plain] if undisguised == plain else [plain, undisguised]

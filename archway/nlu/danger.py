"""Decides whether a text tells of danger: patterns for the plain cases, a model of its own for the rest. Knows nothing of Rasa.

Danger means suicide, self-harm, abuse, violence or an emergency, of the writer or of somebody they tell about. The screen sees the raw text.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from archway.nlu.danger_patterns import HARMLESS, PATTERNS
from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.nearest import Nearest
from archway.nlu.network import probabilities
from archway.nlu.wording import LinearModel

CRISIS, UNSURE, NONE = "crisis", "unsure", "none"
SCALE = 5.0
AXES = 128  # of the 768 numbers of a vector, for the kernel machine
BATCH = 64
SEED = 11
NEIGHBOURS = 3
LEAST = 1e-4  # no part may be surer than this
# How much each of the signs counts: `make danger-weights` learns these numbers from the examples.
WEIGHTS, OFFSET = np.array([0.48, 0.21, 1.52, 3.68, -2.42]), -0.45
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
    """Scores texts from 0 (harmless) to 1 (danger) by a linear model on wording, networks and a kernel machine on meaning, and the nearest examples."""

    def __init__(self) -> None:
        self.wording = LinearModel(max_iter=100, class_weight="balanced", random_state=SEED)
        self.networks = [
            MLPClassifier((128,), alpha=1e-2, max_iter=8, learning_rate_init=2e-3, batch_size=BATCH, random_state=SEED + member) for member in range(2)
        ]
        self.kernel = SVC(C=10.0, gamma=0.75, class_weight="balanced", random_state=SEED)
        self.nearest = Nearest()

    def fit(self, wording: csr_matrix, vectors: np.ndarray, dangerous: Sequence[bool]) -> "DangerModel":
        """Learn from the wording features of texts, their vectors (float32 of shape (texts, 768)) and whether each tells of danger."""
        scaled, networks = vectors * SCALE, [network.set_params(batch_size=min(BATCH, len(vectors))) for network in self.networks]
        self.axes = PCA(min(AXES, *vectors.shape), random_state=SEED).fit(vectors)
        self.kernel, self.wording, *self.networks = fitted_side_by_side(
            [(self.kernel, self.axes.transform(vectors), dangerous), (self.wording, wording, dangerous), *((n, scaled, dangerous) for n in networks)]
        )
        self.nearest.fit(vectors, dangerous)
        return self

    def signs(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give what each part says of each text: float64 of shape (texts, 5), larger for danger except the last, the likeness to harmless examples."""
        linear = self.wording.probabilities(wording)[:, 1]
        networks = np.mean([probabilities(network, vectors * SCALE)[:, 1] for network in self.networks], axis=0)
        harmless, dangerous = (nearest.mean(axis=1) for nearest in self.nearest.likeness(vectors, NEIGHBOURS))
        return np.stack([_log_odds(linear), _log_odds(networks), self.kernel.decision_function(self.axes.transform(vectors)), dangerous, harmless], axis=1)

    def scores(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give a score a text: float64 of shape (texts,)."""
        return np.asarray(expit(self.signs(wording, vectors) @ WEIGHTS + OFFSET))


def _log_odds(probability: np.ndarray) -> np.ndarray:
    return np.asarray(np.log((probability + LEAST) / (1.0 - probability + LEAST)))


def _forms(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    plain = re.sub(r"\s+", " ", plain)
    undisguised = plain.translate(LOOKALIKES)
    return [plain] if undisguised == plain else [plain, undisguised]

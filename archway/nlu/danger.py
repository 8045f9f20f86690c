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

from archway.nlu.danger_patterns import DENIED, HARMLESS, LONG_AGO, PATTERNS, STILL_IN_NEED
from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.minilm import WIDTH
from archway.nlu.nearest import Nearest
from archway.nlu.network import Network

CRISIS, UNSURE, NONE = "crisis", "unsure", "none"
SCALE = 5.0
MEMBERS = 2
SEED = 11
NEIGHBOURS, AXES = 3, 96
BORDERING = 10_000  # harmless examples, those most like a dangerous one, that a text is compared with
BATCH = 1_000
SUREST = 9.0  # log-odds; the networks may not be surer than this
# How much each of the signs counts: `make danger-weights` learns these numbers from the examples.
WEIGHTS, OFFSET = np.array([0.74, 0.47, 4.08, -1.0]), -0.69
BESIDE = 3  # words that a message must hold besides, for its denial to count
DISGUISABLE = re.compile(r"\S*[a-z]\S*")  # "k1ll", but not "19"
LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a", "!": "i", "’": "'"})


@dataclass(frozen=True)
class Verdict:
    """What the screen found: level crisis, unsure or none; the tier of a matched pattern; the model's score from 0 to 1."""

    level: str
    tier: str | None = None
    score: float = 0.0


def match(text: str) -> str | None:
    """Give the tier of the first pattern that the text matches beside what it denies, or None. Needs no model."""
    for form in _forms(text):
        cleared = HARMLESS.sub(" ", _beside_denials(form))
        for tier, pattern in PATTERNS.items():
            if pattern.search(cleared):
                return tier
    return None


def is_long_ago(text: str) -> bool:
    """Whether the text says of something that it was years ago."""
    return any(LONG_AGO.search(form) for form in _forms(text))


def is_denied(text: str) -> bool:
    """Whether the text says that there is no danger ("I don't want to die, I want to know how CBT is different")."""
    return any(_beside_denials(form) != form for form in _forms(text))


def is_still_in_need(text: str) -> bool:
    """Whether the text, right after a message about danger, still speaks of it ("what do i do", "nobody i can tell")."""
    return any(STILL_IN_NEED.search(form) for form in _forms(text))


class DangerModel:
    """Scores texts from 0 (harmless) to 1 (danger) by a linear model on wording, networks on meaning, and the nearest examples."""

    def __init__(self) -> None:
        self.wording = Network(units=0, steps=350, rate=0.01, decay=1e-5, seed=SEED)
        self.networks = [Network(units=128, steps=700, rate=4e-3, decay=1e-2, seed=SEED + member) for member in range(MEMBERS)]
        self.nearest = Nearest(AXES)

    def fit(self, wording: csr_matrix, vectors: np.ndarray, dangerous: Sequence[bool]) -> "DangerModel":
        """Learn from the wording features of texts, their vectors (float32 of shape (texts, 768)) and whether each tells of danger."""
        scaled = vectors * SCALE
        jobs = [(self.wording, wording, dangerous), *((network, scaled, dangerous) for network in self.networks)]
        self.wording, *self.networks = fitted_side_by_side(jobs)
        kept = _bordering(vectors, np.asarray(dangerous, bool))
        self.nearest.fit(vectors[kept], np.asarray(dangerous)[kept])
        return self

    def signs(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give what each part says of each text: float64 of shape (texts, 4), larger for danger except the last, the likeness to harmless examples."""
        linear = self.wording.scores(wording)[:, 0]
        networks = np.mean([np.clip(network.scores(vectors * SCALE)[:, 0], -SUREST, SUREST) for network in self.networks], axis=0)
        harmless, dangerous = (nearest.mean(axis=1) for nearest in self.nearest.likeness(vectors, NEIGHBOURS))
        return np.stack([linear, networks, dangerous, harmless], axis=1)

    def scores(self, wording: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give a score a text: float64 of shape (texts,)."""
        return np.asarray(expit(self.signs(wording, vectors) @ WEIGHTS + OFFSET))


def _bordering(vectors: np.ndarray, dangerous: np.ndarray) -> np.ndarray:
    """Give the rows of all dangerous examples, and of those harmless ones that are most like one of them in the original half of the vectors."""
    harmless, known = np.flatnonzero(~dangerous), vectors[dangerous, :WIDTH].T
    likeness = np.concatenate([(vectors[some, :WIDTH] @ known).max(axis=1) for some in np.array_split(harmless, len(harmless) // BATCH + 1)])
    return np.concatenate([np.flatnonzero(dangerous), harmless[np.argsort(-likeness, kind="stable")[:BORDERING]]])


def _beside_denials(form: str) -> str:
    """What a text says beside denying danger. One that says nothing else is no denial: "I don't want to die" is a cry for help."""
    rest = DENIED.sub(" ", form)
    return rest if len(rest.split()) >= BESIDE else form


def _forms(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    plain = re.sub(r"\s+", " ", plain)
    undisguised = DISGUISABLE.sub(lambda word: word.group().translate(LOOKALIKES), plain)
    return [plain] if undisguised == plain else [plain, undisguised]

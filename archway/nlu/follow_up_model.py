"""Decides which topic a text is about that may lean on what was said before. Knows nothing of Rasa."""

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from archway.nlu.fitting import fitted_side_by_side
from archway.nlu.network import Network

MEANING_SCALE, CONTEXT_SCALE = 4.0, 2.0
REPEATS = 3  # follow-ups are few beside the examples that stand alone
IN_CONTEXT = 0.7  # of the examples that stand alone are shown as if they followed on something: most questions do not care
STEPS, MEMBERS = 900, 2
SEED = 9


@dataclass(frozen=True)
class Preceding:
    """The topic of the last answer, and the article's topic that was last spoken of; None where there is none."""

    after: str | None
    about: str | None


class FollowUpModel:
    """Small networks over a text's vector and its context, trained on follow-ups and on examples that stand alone."""

    def fit(self, vectors: np.ndarray, topics: Sequence[str], contexts: Sequence[Preceding | None]) -> "FollowUpModel":
        """Learn from vectors (float32 of shape (texts, 768)), topics and contexts; a context is None where the text stands alone."""
        leaning = np.array([context is not None for context in contexts])
        known = [context for context in contexts if context is not None]
        self.places = {name: i for i, name in enumerate(sorted({name for c in known for name in (c.after, c.about) if name}))}
        chance = np.random.default_rng(SEED)
        shown = [known[chance.integers(len(known))] if chance.random() < IN_CONTEXT else Preceding(None, None) for _ in range(int((~leaning).sum()))]
        leant = self._features(vectors[leaning], known)
        features = np.concatenate([*[leant] * REPEATS, self._features(vectors[~leaning], shown)])
        labels = np.asarray(topics)
        wanted = np.concatenate([*[labels[leaning]] * REPEATS, labels[~leaning]])
        networks = [Network(units=256, steps=STEPS, rate=4e-3, seed=SEED + member) for member in range(MEMBERS)]
        self.networks = fitted_side_by_side((network, features, wanted) for network in networks)
        self.topics = [str(topic) for topic in self.networks[0].labels]
        return self

    def probabilities(self, vectors: np.ndarray, contexts: Sequence[Preceding]) -> np.ndarray:
        """Give float of shape (texts, topics), rows adding up to 1; columns in the order of `topics`."""
        features = self._features(vectors, contexts)
        return np.asarray(np.mean([network.probabilities(features) for network in self.networks], axis=0))

    def _features(self, vectors: np.ndarray, contexts: Sequence[Preceding]) -> np.ndarray:
        places = np.zeros((len(vectors), 2 * len(self.places)), np.float32)
        for row, context in enumerate(contexts):
            for half, name in enumerate((context.after, context.about)):
                if name in self.places:
                    places[row, half * len(self.places) + self.places[name]] = CONTEXT_SCALE
        return np.concatenate([vectors * MEANING_SCALE, places], axis=1)

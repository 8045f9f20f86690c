"""Where in a message a new question begins, learnt from examples whose questions are marked. Knows nothing of Rasa.

The rules of splitting.py are among the features: they know what a joint looks like, the model how much to trust it.
"""

from itertools import pairwise
from typing import Iterator, Sequence

import numpy as np
from scipy.sparse import vstack
from scipy.special import expit
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc, Token

from archway.nlu.fitting import fitted
from archway.nlu.splitting import AUXILIARIES, DETERMINERS, JOINERS, QUESTION_WORDS, REQUESTS, SUBJECTS, Segment, split

KINDS = {"q": QUESTION_WORDS, "a": AUXILIARIES, "r": REQUESTS, "j": JOINERS, "s": SUBJECTS, "d": DETERMINERS}
ASKING = set("qar")
WIDTH = 2**18
AROUND = 3  # tokens on each side
JOINT = 2  # tokens that a joint may be long
SEED = 17


class BoundaryModel:
    """A linear model over what stands around each token."""

    def __init__(self) -> None:
        self.hasher = FeatureHasher(WIDTH, input_type="string", dtype=np.float32)
        self.linear = LogisticRegression(C=2.0, max_iter=60, random_state=SEED)

    def fit(self, docs: Sequence[Doc], starts: Sequence[set[int]]) -> "BoundaryModel":
        """Learn from messages and the character offsets at which their second and later questions start; none in a message that asks one thing."""
        begins = [[token.idx in of_one for token in doc] for doc, of_one in zip(docs, starts, strict=True)]
        fitted(self.linear, vstack([self._features(doc) for doc in docs]), np.concatenate(begins))
        return self

    def probabilities(self, doc: Doc) -> np.ndarray:
        """Give for each token how likely a new question begins with it: float of shape (tokens,). The first token begins none."""
        if not len(doc):  # the hasher takes nothing for a mistake
            return np.zeros(0)
        scores = expit(np.asarray(self._features(doc) @ self.linear.coef_[0]) + self.linear.intercept_[0])
        scores[:1] = 0.0
        return np.asarray(scores)

    def _features(self, doc: Doc) -> np.ndarray:
        return self.hasher.transform(list(_described(doc)))


def cut(doc: Doc, probabilities: np.ndarray, likely: float, ruled: float) -> list[Segment]:
    """Cut a message where a new question likely begins, or where a rule says so and it is not out of the question. Empty when there is but one part.

    `likely` and `ruled`: from which probability each of the two holds. A message of mere fragments ("cost and length?") is cut by the rules alone.
    """
    segments = split(doc)
    starts = np.flatnonzero(probabilities >= likely).tolist()
    if segments and not segments[0].loose:
        places = {token.idx: token.i for token in doc}
        starts = _united(starts, [places[segment.start] for segment in segments[1:]], probabilities, ruled)
    if not starts:
        return segments if segments and segments[0].loose else []
    spans = [doc[start:end] for start, end in pairwise([0, *starts, len(doc)])]
    return [Segment(span.text, span.start_char, span.end_char) for span in spans]


def _united(learnt: list[int], ruled: list[int], probabilities: np.ndarray, least: float) -> list[int]:
    """Add those starts that only a rule knows. A rule leaves a joining word out of the question, the model takes it in: neighbours are the same start."""
    added = [start for start in ruled if probabilities[max(0, start - JOINT) : start + JOINT].max() >= least]
    return sorted(learnt + [start for start in added if all(abs(start - other) > JOINT for other in learnt)])


def _described(doc: Doc) -> Iterator[list[str]]:
    """Give for each token what stands around it."""
    ruled = {segment.start: "loose" if segment.loose else "strict" for segment in split(doc)[1:]}
    words = ["<"] * AROUND + [token.lower_ for token in doc] + [">"] * AROUND
    kinds = ["<"] * AROUND + [_kind(token) for token in doc] + [">"] * AROUND
    asked = False
    for place, token in enumerate(doc):
        here = place + AROUND
        kind, before = kinds[here], kinds[here - 1]
        asks_later = any(ASKING & set(later) for later in kinds[here:-AROUND])
        rule = ruled.get(token.idx, "none")
        yield [
            *(f"word {k} {words[here + k]}" for k in range(-2, 3)),
            *(f"kind {k} {kinds[here + k]}" for k in range(-AROUND, AROUND + 1)),
            *(f"words {k} {words[here + k]} {words[here + k + 1]}" for k in (-1, 0)),
            *(f"kinds {a} {b} {' '.join(kinds[here + a : here + b + 1])}" for a, b in ((-1, 1), (-2, 0), (0, 2), (-1, 2))),
            f"from start {min(place, 6)}",
            f"to end {min(len(doc) - place, 6)}",
            f"asked {asked} {kind}",
            f"asked {asked} {before} {kind}",
            f"rule {rule}",
            f"rule {rule} {bool(ruled)}",
            f"sentence {bool(token.is_sent_start)}",
            f"asks later {asks_later} {kind}",
        ]
        asked = asked or bool(ASKING & set(kind))


def _kind(token: Token) -> str:
    if token.is_punct:
        return f"P{token.text}"
    return "".join(kind for kind, words in KINDS.items() if token.lower_ in words) or "x"

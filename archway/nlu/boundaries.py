"""Where in a message a new question begins, learnt from examples whose questions are marked. Knows nothing of Rasa.

The rules of splitting.py are among the features: they know what a joint looks like, the model how much to trust it.
"""

from typing import Iterator, Sequence

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc, Token

from archway.nlu.early_stopping import stopping_early
from archway.nlu.splitting import AUXILIARIES, DETERMINERS, JOINERS, QUESTION_WORDS, REQUESTS, SUBJECTS, Segment, split

KINDS = {"q": QUESTION_WORDS, "a": AUXILIARIES, "r": REQUESTS, "j": JOINERS, "s": SUBJECTS, "d": DETERMINERS}
ASKING = set("qar")
WIDTH = 2**18
AROUND = 3  # tokens on each side
SEED = 17


class BoundaryModel:
    """A linear model over what stands around each token."""

    def __init__(self) -> None:
        self.hasher = FeatureHasher(WIDTH, input_type="string", dtype=np.float32)
        self.linear = LogisticRegression(C=2.0, max_iter=60, random_state=SEED)

    def fit(self, docs: Sequence[Doc], starts: Sequence[set[int]]) -> "BoundaryModel":
        """Learn from messages and the character offsets at which their second and later questions start; none in a message that asks one thing."""
        begins = [[token.idx in of_one for token in doc] for doc, of_one in zip(docs, starts, strict=True)]
        with stopping_early():
            self.linear.fit(vstack([self._features(doc) for doc in docs]), np.concatenate(begins))
        return self

    def probabilities(self, doc: Doc) -> np.ndarray:
        """Give for each token how likely a new question begins with it: float of shape (tokens,). The first token begins none."""
        scores = self.linear.predict_proba(self._features(doc))[:, 1]
        scores[:1] = 0.0
        return np.asarray(scores)

    def _features(self, doc: Doc) -> np.ndarray:
        return self.hasher.transform(list(_described(doc)))


def cut(doc: Doc, probabilities: np.ndarray, likely: float, sure: float) -> list[Segment]:
    """Cut a message where a new question likely begins; the parts are loose unless all of that is sure. Empty when there is but one part."""
    starts = [0, *np.flatnonzero(probabilities >= likely).tolist()]
    if len(starts) < 2:
        return []
    loose = bool(probabilities[starts[1:]].min() < sure)
    ends = [*starts[1:], len(doc)]
    spans = [doc[start:end] for start, end in zip(starts, ends, strict=True)]
    return [Segment(span.text, span.start_char, span.end_char, loose) for span in spans]


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

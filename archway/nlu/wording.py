"""Words and pieces of words as features: robust to jargon and to misspelling. Knows nothing of Rasa."""

from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import Any, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

MANY = 5_000  # examples; from here a word must occur twice to count
REMEMBERED = 20_000  # words with their letter groups, twice as many as the examples hold
LONG = 25  # letters; a longer word is taken apart each time


class Terms:
    """The terms of texts weighted by TF-IDF, as scikit-learn's vectorizer does, which learns them but takes ten times as long over one text.

    `by_word`: a term never goes beyond a word, so that each word need be taken apart but once.
    """

    def __init__(self, by_word: bool = False, **options: Any) -> None:
        self._by_word = by_word
        self._options = {**options, "sublinear_tf": True, "dtype": np.float32}
        self._prepare()

    def fit(self, texts: Sequence[str]) -> "Terms":
        """Learn which terms there are, and how rare each is."""
        learnt = TfidfVectorizer(**self._options).fit(texts)
        self.places: dict[str, int] = {term: int(place) for term, place in learnt.vocabulary_.items()}
        self.rarity = learnt.idf_.astype(np.float32)
        return self

    def weigh(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Give the places of a text's known terms, and their weights: a unit vector."""
        counts = Counter(chain.from_iterable(map(self._known_in, text.lower().split())) if self._by_word else self._known(text))
        places = np.fromiter(counts.keys(), np.int32, len(counts))
        weights = (1.0 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.rarity[places]
        return places, weights / np.linalg.norm(weights) if len(counts) else weights

    def _known_in(self, word: str) -> list[int]:
        return self._remembered(word) if len(word) <= LONG else self._known(word)

    def _known(self, text: str) -> list[int]:
        return [self.places[term] for term in self._terms(text) if term in self.places]

    def _prepare(self) -> None:
        """Make what is not stored with the model."""
        self._terms = TfidfVectorizer(**self._options).build_analyzer()
        self._remembered = lru_cache(REMEMBERED)(self._known)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in {"_terms", "_remembered"}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()


class Wording:
    """TF-IDF of words, word pairs and letter groups."""

    def fit(self, texts: Sequence[str]) -> "Wording":
        """Learn which words and letter groups there are."""
        self.words = Terms(analyzer="word", ngram_range=(1, 2), min_df=2 if len(texts) > MANY else 1).fit(texts)
        self.pieces = Terms(by_word=True, analyzer="char_wb", ngram_range=(2, 5), min_df=2, max_features=20_000).fit(texts)
        return self

    def features(self, texts: Sequence[str]) -> csr_matrix:
        """Give float32 of shape (texts, words and letter groups)."""
        first = len(self.words.places)
        rows: list[tuple[np.ndarray, np.ndarray]] = [(np.empty(0, np.int32), np.empty(0, np.float32))]
        for text in texts:
            (words, word_weights), (pieces, piece_weights) = self.words.weigh(text), self.pieces.weigh(text)
            rows.append((np.concatenate([words, pieces + first]), np.concatenate([word_weights, piece_weights])))
        places, weights = (np.concatenate(column) for column in zip(*rows, strict=True))
        ends = np.cumsum([len(row) for row, _ in rows])
        return csr_matrix((weights, places, ends), shape=(len(texts), first + len(self.pieces.places)))

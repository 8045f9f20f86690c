"""Puts misspelt words right, towards the words that visitors use. Knows nothing of Rasa."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
SHORTEST = 4  # letters; shorter words are too alike
NAME = 6  # letters of a name's word, from which a misspelling is told from another word
OFTEN = 6  # examples that hold a word, from which it is one to correct towards
RATHER = 5  # times as frequent a word must be to make a rare one beside it a misspelling
CUTOFF, CANDIDATES = 0.70, 4


class Speller:
    """Corrects towards the frequent words of the training data. `known`: whether a word is an English one, which is never touched."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        self.known = known
        self.words: dict[str, int] = {}

    def fit(self, texts: Sequence[str], names: Iterable[str] = ()) -> "Speller":
        """Learn the frequent words, and the longer words of the names; a strange word beside a much more frequent one is taken for a misspelling of it."""
        counts = Counter(word for text in texts for word in WORD.findall(text.lower()) if len(word) >= SHORTEST)
        named = {word: OFTEN for name in names for word in WORD.findall(name.lower()) if len(word) >= NAME}
        frequent = named | {word: count for word, count in counts.items() if count >= OFTEN}
        strange = {word for word in frequent if not self.known(word) and _misspelt(word, frequent)}
        self.words = {word: count for word, count in frequent.items() if word not in strange}
        return self

    def correct(self, text: str) -> str:
        """Give the text with misspelt words replaced, or the text itself if there are none."""
        return WORD.sub(lambda found: self._word(found.group()), text)

    def _word(self, written: str) -> str:
        word = written.lower()
        if len(word) < SHORTEST or word in self.words or self.known(word):
            return written
        likely = process.extract(word, self.words.keys(), scorer=OSA.normalized_similarity, limit=CANDIDATES, score_cutoff=CUTOFF)
        near = [(self._likeness(word, other, likeness), other) for other, likeness, _ in likely if OSA.distance(word, other) <= _tolerated(word)]
        return max(near)[1] if near else written

    def _likeness(self, word: str, other: str, likeness: float) -> float:
        """Like spelling first; then the same first and last letter, which typists seldom miss, and how frequent the other is."""
        return likeness + 0.05 * (word[0] == other[0]) + 0.02 * (word[-1] == other[-1]) + 0.01 * min(self.words[other], 500) / 500


def _misspelt(word: str, frequent: dict[str, int]) -> bool:
    near = process.extract(word, frequent.keys(), scorer=OSA.distance, limit=CANDIDATES, score_cutoff=2)
    return any(frequent[other] >= RATHER * frequent[word] for other, distance, _ in near if distance)


def _tolerated(word: str) -> int:
    return 1 if len(word) <= 5 else 2 if len(word) <= 8 else 3

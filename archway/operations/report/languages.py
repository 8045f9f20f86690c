"""Guesses the language of a message from its script and from the small words in it. Good enough to count; unsure about very short messages."""

import importlib
import re
import unicodedata
from collections import Counter
from functools import cache

NAMES = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "sv": "Swedish", "da": "Danish", "nb": "Norwegian", "fi": "Finnish", "tr": "Turkish", "ro": "Romanian", "cs": "Czech", "hu": "Hungarian",
    "id": "Indonesian", "tl": "Tagalog", "hr": "Croatian", "ca": "Catalan",
}  # fmt: skip
SCRIPTS = {
    "CYRILLIC": "Cyrillic script", "GREEK": "Greek", "ARABIC": "Arabic script", "HEBREW": "Hebrew", "DEVANAGARI": "Devanagari script",
    "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "THAI": "Thai", "BENGALI": "Bengali",
    "TAMIL": "Tamil", "GEORGIAN": "Georgian",
}  # fmt: skip
UNSURE = "too short to tell"
ENGLISH = "en"
TYPED_SO = {"im", "isn", "don", "doesn", "haven", "ve", "ll", "dont", "cant", "thats", "whats", "wat", "wanna", "gonna", "my", "ok", "lol"}  # in English
FEWEST = 2  # small words that another language must have, and have more of than English
TELLING = 0.5  # share of letters in a script from which it counts


def language(text: str) -> str:
    """Give the English name of the language, or of its script, or UNSURE."""
    script = _script(text)
    if script:
        return script
    words = re.findall(r"[^\W\d_]+", text.casefold())
    scores = {code: sum(word in small for word in words) for code, small in _small_words().items()}
    best = max(scores, key=lambda code: (scores[code], code == ENGLISH))
    if scores[best] == 0 or (best != ENGLISH and scores[best] < FEWEST):
        return UNSURE
    tied = [code for code, score in scores.items() if score == scores[best]]
    return NAMES[best] if len(tied) == 1 or ENGLISH in tied else UNSURE


def _script(text: str) -> str | None:
    letters = [unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]
    counted = Counter(SCRIPTS[script] for script in letters if script in SCRIPTS)
    if not counted or sum(counted.values()) < TELLING * len(letters):
        return None
    return SCRIPTS["HIRAGANA"] if SCRIPTS["HIRAGANA"] in counted else counted.most_common(1)[0][0]


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """The words that spaCy calls stop words, by language; single letters tell nothing."""
    found = {code: set(importlib.import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS) for code in NAMES}
    found[ENGLISH] |= TYPED_SO
    return {code: frozenset(word for word in small if len(word) > 1) for code, small in found.items()}

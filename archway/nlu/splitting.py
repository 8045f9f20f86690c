"""Finds the separate questions in a message, also where punctuation is missing. Plain functions over a spaCy Doc."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Iterator

from spacy.tokens import Doc, Token

QUESTION_WORDS = {
    *("what", "whats", "what's", "wat", "wot", "wats", "how", "hows", "who", "whos", "who's", "why", "when", "where", "wheres", "which", "whose"),
    *("hw", "wht", "wots", "wen", "wich", "y", "hows"),
}
AUXILIARIES = {
    *("is", "are", "am", "was", "were", "do", "does", "did", "dose", "can", "could", "will", "would", "should", "shall", "has", "have", "had"),
    *("may", "might", "must", "isn't", "isnt", "aren't", "arent", "don't", "dont", "doesn't", "doesnt", "won't", "wont", "can't", "cant"),
}
REQUESTS = {"tell", "explain", "kno", "know", "describe", "name", "list", "give", "show", "define", "compare", "wondering", "wonder", "curious"}
JOINERS = {"and", "an", "also", "plus", "then", "but", "&", "n", "nd", "+", "oh", "so", "additionally", "lastly", "secondly"}
OPENERS = JOINERS | {"ok", "okay", "hi", "hey", "hello", "well", "please", "pls", "um", "uh", "like", "hiya", "just", "actually", "btw", "firstly"}
SUBJECTS = {
    *("i", "you", "u", "it", "this", "that", "they", "he", "she", "we", "the", "a", "an", "there", "people", "ppl", "someone", "anyone", "everyone"),
    *("psychodynamic", "therapy", "cbt", "psychoanalysis", "therapists", "therapist", "these", "those", "my", "your", "any", "sessions"),
}
PERFECT = {"have", "had", "was", "were"}  # "have been low lately" asks nothing
RELATIVES = {"who", "where", "when", "which", "whose"}  # after a comma or nothing they rather continue a sentence
BARE_STARTS = {"what", "whats", "what's", "wat", "wats", "how", "hows", "why", "y"}
PREPOSITIONS = {"from", "for", "at", "in", "with", "on", "by", "to"}
ENUMERATORS = set("abcd123456")
MIN_TOKENS = 2
DETERMINERS = {"the", "its", "their"}
LOOSE_TOKENS, LOOSE_PARTS = 24, 4
PRONOUNS = {"it", "he", "she", "they", "you", "i", "u", "we", "there"}
SHORT_SEQUEL = 6  # words: "And emotions." after a question asks the same about emotions


@dataclass(frozen=True)
class Segment:
    """A part of a message that asks something, by character offsets. `loose`: a mere fragment, which counts only if it is unmistakable."""

    text: str
    start: int
    end: int
    loose: bool = False


def split(doc: Doc) -> list[Segment]:
    """Give the parts of the message that look like questions of their own; empty unless there are two or more."""
    asking: list[list[Token]] = []
    for part in _parts(doc):
        if _asks(part) or (asking and _continues(part)):
            asking.append(part)
    if len(asking) > 1:
        return [_segment(doc, part) for part in asking]
    fragments = [part for part in _fragments(doc) if _content(part)] if len(doc) <= LOOSE_TOKENS else []
    return [_segment(doc, part, loose=True) for part in fragments] if 1 < len(fragments) <= LOOSE_PARTS else []


def _segment(doc: Doc, part: list[Token], loose: bool = False) -> Segment:
    return Segment(doc.text[part[0].idx : _end(part)], part[0].idx, _end(part), loose)


def _fragments(doc: Doc) -> Iterator[list[Token]]:
    """Split at every comma, slash, dash and joining word: "cost and duration?"."""
    part: list[Token] = []
    for token in doc:
        if token.lower_ in JOINERS or token.is_punct:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _continues(part: list[Token]) -> bool:
    """Whether it is a sequel such as "And emotions." to the question before it."""
    return part[0].lower_ in {"and", "also", "plus"} | DETERMINERS and 0 < len(_content(part)) <= SHORT_SEQUEL


def _end(part: list[Token]) -> int:
    return part[-1].idx + len(part[-1])


def _parts(doc: Doc) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in doc:
        if part and _starts_new(doc, token, part):
            yield part
            part = []
        part.append(token)
    if part:
        yield part


def _starts_new(doc: Doc, token: Token, part: list[Token]) -> bool:
    previous = doc[token.i - 1]
    if token.is_punct:
        return False
    if _enumerates(doc, token.i):
        return True
    if token.is_sent_start or previous.text in {"?", "!", ";"} or "\n" in previous.text:
        return not all(t.is_punct or t.is_space for t in part)
    if not _content(part) or any(t.lower_ == "between" for t in part) or "or" in (previous.lower_, token.lower_):
        return False
    joined = previous.lower_ in JOINERS and part[0].i < previous.i
    if (joined or previous.text == ",") and token.lower_ in DETERMINERS and _lists(part):
        return True
    if joined or previous.text in {",", "-", "–", "/", ":"}:
        return _opens_question(doc, token.i, joined)
    if not _asks(part) or not _complete(part):
        return False
    follower = doc[token.i + 1].lower_ if token.i + 2 < len(doc) else ""
    if token.lower_ in AUXILIARIES - PERFECT:  # "whats a session like is it weekly"
        return follower in PRONOUNS and len(_content(part)) > 3
    return token.lower_ in BARE_STARTS and (len(_content(part)) > 2 or follower in AUXILIARIES) and _opens_question(doc, token.i, joined=True)


def _lists(part: list[Token]) -> bool:
    """Whether it asks for things by name, or goes on doing so: "explain the aims", "and its history"."""
    first = next((t.lower_ for t in part if t.lower_ not in JOINERS and not t.is_punct), "")
    return first in DETERMINERS or any(t.lower_ in REQUESTS for t in part[:8])


def _enumerates(doc: Doc, i: int) -> bool:
    """Whether here stands "1)", "2." or "b)"."""
    return doc[i].lower_ in ENUMERATORS and i + 1 < len(doc) and doc[i + 1].text in {")", "."} and (i == 0 or not doc[i - 1].like_num)


def _content(part: list[Token]) -> list[Token]:
    return [t for t in part if not t.is_punct and not t.is_space and t.lower_ not in OPENERS]


def _complete(part: list[Token]) -> bool:
    """Whether the words so far could be a question on their own ("how do i know what …" could not)."""
    return len(_content(part)) >= 2 and part[-1].lower_ not in {
        *("of", "about", "to", "know", "say", "in", "on", "with", "for", "from", "at", "by", "than", "tell", "me", "explain", "understand", "wonder", "see"),
        *("me", "is", "are", "the", "a", "do", "does", "if", "like", "exactly", "and", "or", "depends", "wondering", "knows", "decides", "just", "talk"),
    }


def _opens_question(doc: Doc, i: int, joined: bool) -> bool:
    while i < len(doc) - 1 and doc[i].lower_ in OPENERS:
        i += 1
    word = doc[i].lower_
    follower = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    if joined and word == "if":  # "and if it does how many sessions"
        return any(token.lower_ in QUESTION_WORDS for token in doc[i : i + 6])
    if word in RELATIVES and follower in AUXILIARIES:
        return True
    if word in QUESTION_WORDS - (set() if joined else RELATIVES) or word in REQUESTS or word in PREPOSITIONS and follower in QUESTION_WORDS:
        return True
    return word in AUXILIARIES and bool(follower) and (joined or follower in SUBJECTS)


def _asks(part: list[Token]) -> bool:
    content = _content(part)
    if content and any(t.text == "?" for t in part):
        return True
    if len(content) < MIN_TOKENS:
        return False
    words = [t.lower_ for t in content]
    if words[0] in QUESTION_WORDS | REQUESTS or words[0] in AUXILIARIES - PERFECT or _enumerates(content[0].doc, part[0].i):
        return True
    return any(a in QUESTION_WORDS | REQUESTS for a in words[1:4]) or any(a in AUXILIARIES and b in SUBJECTS for a, b in pairwise(words[1:]))

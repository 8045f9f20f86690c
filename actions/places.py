"""Which item of a list is meant: "the third one", "number five?", "the last". Knows nothing of Rasa."""

import re

from actions.content.loader import topics_of
from actions.content.models import Article
from actions.dialogue import Context

LONGEST = 9  # words
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
SUFFIXED = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th"]
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
PLACES = {word: place for words in (ORDINALS, SUFFIXED) for place, word in enumerate(words)}
COUNTED = {word: place for words in (NUMBERS, [str(n) for n in range(1, 9)]) for place, word in enumerate(words)}
ORDINAL = re.compile(rf"\b({'|'.join(PLACES)}|last|next)\b")
NUMBERED = r"\b(?:number|no\.?|nr\.?|point|item|feature|option)\s*|#\s*|^\W*(?:and\s+)?"
NUMBER = re.compile(rf"(?:{NUMBERED})({'|'.join(COUNTED)})\W*(?:\b(?:please|pls|then|again)\W*)?$")
OTHERWISE = re.compile(
    r"\b(?:session|sessions|appointment|time|visit|meeting|week|month|date|day|step|steps|name|person|language|opinion|thing|place|at|who|last long|"
    r"last (?:year|week|month|night|time))\b"
)


def listed(text: str, context: Context, article: Article) -> str | None:
    """Give the topic of the item that a short message names by its place, in what was offered or listed last; None when it names none."""
    items = context.offered or _items(context.topic, article)
    words = text.lower().strip()
    if not items or len(words.split()) > LONGEST or OTHERWISE.search(words):
        return None
    ordinal, number = ORDINAL.search(words), NUMBER.search(words)
    if ordinal and ordinal.group(1) == "next":
        return _after(items, context.topic)
    if ordinal and ordinal.group(1) == "last":
        return items[-1]
    place = PLACES[ordinal.group(1)] if ordinal else COUNTED[number.group(1)] if number else len(items)
    return items[place] if place < len(items) else None


def _items(topic: str | None, article: Article) -> tuple[str, ...]:
    """The list that a topic is, or stands in."""
    for id_, found in topics_of(article).items():
        if found.lists and topic in (id_, *found.lists):
            return found.lists
    return ()


def _after(items: tuple[str, ...], topic: str | None) -> str | None:
    place = items.index(topic) + 1 if topic in items else 0
    return items[place] if place < len(items) else None

"""What a content file may hold: the shape of articles and of crisis contacts.

Every model forbids unknown keys, so a misspelt key is an error and never silently ignored.
"""

from datetime import date
from typing import TYPE_CHECKING, Optional, TypeAlias

from pydantic import BaseModel, Extra, conlist, constr

if TYPE_CHECKING:  # constrained types mean nothing to a type checker
    Words: TypeAlias = str
    ButtonTitle: TypeAlias = str
    Identifier: TypeAlias = str
    FollowUps: TypeAlias = list[str]
else:
    Words = constr(min_length=1, strip_whitespace=True)
    ButtonTitle = constr(min_length=1, max_length=40)
    Identifier = constr(regex=r"^[a-z][a-z0-9_]*$")
    FollowUps = conlist(str, min_items=2, max_items=3)


class Strict(BaseModel):
    """Base of all content models: immutable, no unknown keys."""

    class Config:
        extra = Extra.forbid
        frozen = True


class ArticleMetadata(Strict):
    """Who stands behind an article. A value that the article does not give is null, never guessed."""

    id: str
    title: Words
    author: Words
    reviewer: Optional[Words]
    publisher: Optional[Words]
    reviewed_on: Optional[date]
    review_due: Optional[date]
    url: Optional[str]


class Topic(Strict):
    """One thing a visitor can ask about: the answer, what "tell me more" adds, and where it stands in the article.

    `lists`: the topics of what the answer lists, in its order, so that "the third one" can be told.
    """

    title: ButtonTitle
    short: Words
    more: Words
    section: str
    follow_ups: FollowUps
    lists: tuple[str, ...] = ()


class Aspect(Strict):
    """One point on which two therapies are compared: a sentence, then each side."""

    title: Words
    names: tuple[str, ...]
    summary: Words
    psychodynamic: Words
    other: Words


class Comparison(Topic):
    """A topic that sets psychodynamic therapy beside another one, aspect by aspect."""

    other: str
    other_name: Words
    aspects: dict[Identifier, Aspect]


class Condition(Strict):
    """A condition by its everyday names. `listed`: whether the article names it as one that has improved."""

    listed: bool
    title: Words
    names: tuple[str, ...]
    note: Optional[Words] = None


class Therapy(Strict):
    """A therapy by its everyday names; without a `topic`, the article is silent on it."""

    title: Words
    names: tuple[str, ...]
    topic: Optional[str] = None
    comparison: Optional[str] = None


class Subject(Strict):
    """Something visitors ask about and the article is silent on."""

    title: Words
    names: tuple[str, ...]


class Article(Strict):
    """All that the assistant can say about one article."""

    article: ArticleMetadata
    sections: dict[str, str]
    topics: dict[Identifier, Topic]
    comparisons: dict[Identifier, Comparison]
    conditions: dict[Identifier, Condition]
    therapies: dict[Identifier, Therapy]
    not_covered: dict[Identifier, Subject]


class Contact(Strict):
    """A way to get help now. `last_verified` is the day an operator checked it; null means nobody has."""

    name: Words
    purpose: Words
    call: Optional[str] = None
    text: Optional[str] = None
    url: Optional[str] = None
    hours: Optional[str] = None
    last_verified: Optional[date]


class Region(Strict):
    """A region's emergency number and crisis contacts, the most general first."""

    name: Words
    emergency: Words
    contacts: tuple[Contact, ...]


class Support(Strict):
    """Crisis contacts by ISO 3166 region code; `unknown` serves everybody else."""

    regions: dict[str, Region]

"""Reads the content files once and checks that they hold together."""

from functools import cache
from pathlib import Path
from typing import Any, Iterator, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from actions.content.models import Article, Support, Topic

HERE = Path(__file__).parent
ARTICLE = HERE / "articles" / "psychodynamic-therapy.yml"
SUPPORT = HERE / "support.yml"

Model = TypeVar("Model", bound=BaseModel)


class ContentError(ValueError):
    """A content file is missing, unreadable or inconsistent; the message names file, topic and key."""


@cache
def load_article(path: Path = ARTICLE) -> Article:
    """Give the article in `path`, validated. Raises ContentError."""
    article = _read(path, Article)
    problems = list(_broken_references(article))
    if problems:
        raise ContentError(f"{path.name}: " + "; ".join(problems))
    return article


@cache
def load_support(path: Path = SUPPORT) -> Support:
    """Give the crisis contacts in `path`, validated. Raises ContentError."""
    support = _read(path, Support)
    if "unknown" not in support.regions:
        raise ContentError(f"{path.name}: regions.unknown is missing; it serves visitors whose region is not known")
    for code, region in support.regions.items():
        if not region.contacts:
            raise ContentError(f"{path.name}: regions.{code}.contacts is empty; list at least one contact")
    return support


def topics_of(article: Article) -> dict[str, Topic]:
    """Give every topic by id, comparisons included (a comparison is a topic with aspects)."""
    return {**article.topics, **article.comparisons}


def _read(path: Path, model: type[Model]) -> Model:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror}); put the content file there") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ContentError(f"{path.name}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise ContentError(f"{path.name}: expected keys {', '.join(model.__fields__)}, found {type(data).__name__}")
    return _validated(path, model, data)


def _validated(path: Path, model: type[Model], data: dict[str, Any]) -> Model:
    try:
        return model(**data)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ContentError(f"{path.name}: {problems}") from error


def _broken_references(article: Article) -> Iterator[str]:
    topics = topics_of(article)
    for twice in article.topics.keys() & article.comparisons.keys():
        yield f"{twice}: is both a topic and a comparison; rename one"
    for id_, topic in topics.items():
        if topic.section not in article.sections:
            yield f"{id_}.section: '{topic.section}' is not one of sections ({', '.join(article.sections)})"
        for follow_up in topic.follow_ups:
            if follow_up not in topics and follow_up != "capabilities":
                yield f"{id_}.follow_ups: '{follow_up}' is not a topic"
            if follow_up == id_:
                yield f"{id_}.follow_ups: leads to itself"
        yield from (f"{id_}.lists: '{item}' is not a topic" for item in topic.lists if item not in topics)
    for id_, therapy in article.therapies.items():
        for key, target in (("topic", therapy.topic), ("comparison", therapy.comparison)):
            if target and target not in topics:
                yield f"therapies.{id_}.{key}: '{target}' is not a topic"

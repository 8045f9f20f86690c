"""Reads all that is checked, from one folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from actions.content import loader
from actions.content.models import Article, Support, Topic
from archway.operations import examples
from archway.operations.errors import OperationError

ERROR, WARNING = "error", "warning"
ARTICLES, SUPPORT, DOMAIN = Path("actions/content/articles"), Path("actions/content/support.yml"), Path("domain.yml")
RULES, STORIES, NLU = Path("data/rules"), Path("data/stories"), Path("data/nlu")
CODE = ("actions/*.py", "archway/channel/*.py")


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: an error stops a training, a warning does not. `where`: file, and place in it."""

    level: str
    where: str
    what: str


@dataclass(frozen=True)
class Step:
    """An intent or action of a rule or story, and where it stands."""

    kind: str
    name: str
    where: str


@dataclass(frozen=True)
class Project:
    """Everything in a folder that is checked. `responses_in_code`: names of responses that the code utters, some as beginnings of names."""

    root: Path
    article: Article
    support: Support
    domain: dict[str, Any]
    blocks: list[examples.Block]
    several: set[str]
    rules: list[Step]
    stories: list[Step]
    responses_in_code: set[str] = field(default_factory=set)

    @property
    def topics(self) -> dict[str, Topic]:
        """The article's topics by id."""
        return loader.topics_of(self.article)

    @property
    def intents(self) -> list[str]:
        """The domain's intents."""
        return [next(iter(intent)) if isinstance(intent, dict) else str(intent) for intent in self.domain.get("intents") or []]

    @property
    def article_file(self) -> Path:
        """The article's file, from the root."""
        return article_file(self.root).relative_to(self.root)


def article_file(root: Path = Path()) -> Path:
    """Give the file of the article that the assistant answers from."""
    return root / ARTICLES / loader.ARTICLE.name


def load_project(root: Path = Path()) -> Project:
    """Read a folder. Raises OperationError, naming the file, when one is missing or is not what it should be."""
    try:
        article, support = loader.load_article.__wrapped__(article_file(root)), loader.load_support.__wrapped__(root / SUPPORT)
    except loader.ContentError as error:
        raise OperationError(str(error)) from error
    several = {str(block["intent"]) for block in _yaml(root / NLU / examples.SEVERAL).get("nlu") or []} if (root / NLU / examples.SEVERAL).exists() else set()
    return Project(
        root,
        article,
        support,
        _yaml(root / DOMAIN),
        examples.blocks(root / NLU),
        several,
        [step for path in sorted((root / RULES).glob("*.yml")) for step in _steps(_yaml(path).get("rules"), "rule", path.relative_to(root))],
        [step for path in sorted((root / STORIES).glob("*.yml")) for step in _steps(_yaml(path).get("stories"), "story", path.relative_to(root))],
        {name for pattern in CODE for path in root.glob(pattern) for name in re.findall(r"\butter_\w+", path.read_text("utf-8"))},
    )


def _yaml(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise OperationError(f"{path} can't be read: {error}") from error
    if not isinstance(loaded, dict):
        raise OperationError(f"{path}: expected keys and values, found {type(loaded).__name__}")
    return loaded


def _steps(told: list[dict[str, Any]] | None, kind: str, path: Path) -> Iterator[Step]:
    for one in told or []:
        where = f"{path}, {kind} “{one.get(kind)}”"
        for step in one.get("steps") or []:
            for each in step.get("or") or [step]:
                for key in ("intent", "action"):
                    if key in each:
                        yield Step(key, str(each[key]), where)

"""Adds a topic: to the content, the examples, the domain and the rule, all at once or not at all."""

import shutil
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from pydantic import Extra, ValidationError, conlist, constr

from actions.content.loader import topics_of
from actions.content.models import Topic
from archway.operations.checking.project import DOMAIN, NLU, Finding, Project, article_file, load_project
from archway.operations.checking.run import check, errors
from archway.operations.errors import OperationError
from archway.operations.examples import as_line
from archway.operations.files import write_together
from archway.operations.lock import operators_lock

ANSWERS = Path("data/rules/answers.yml")
FEWEST = 8  # examples; with fewer, hardly anybody who asks is understood
WIDTH = 130


class NewTopic(Topic):
    """A topic and how people ask for it: at least eight examples, worded as differently as people word things."""

    id: constr(regex=r"^[a-z][a-z0-9_]*$")  # type: ignore[valid-type]
    examples: conlist(constr(min_length=1, strip_whitespace=True), min_items=FEWEST)  # type: ignore[valid-type]

    class Config:
        extra = Extra.forbid


def new_topic(**given: Any) -> NewTopic:
    """Give a topic from its parts. Raises OperationError naming what is missing or wrong."""
    try:
        return NewTopic(**given)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise OperationError(f"the topic is not complete: {problems}") from error


def add_topic(topic: NewTopic) -> tuple[list[Path], list[Finding]]:
    """Add a topic when `archway check` passes with it; give the files that were written and the warnings that came with it. Raises OperationError."""
    with operators_lock():
        project = load_project()
        if topic.id in project.intents or topic.id in project.topics:
            raise OperationError(f"there is a topic {topic.id} already; choose another id, or edit {project.article_file}")
        texts = _texts(topic, project)
        with _copy(texts) as folder:
            found = check(folder, encoder_too=False)  # what means nearly the same is no error; it is for the operator to move
        if failed := errors(found):
            raise OperationError("the topic was not added, since the check would fail:\n" + "\n".join(f"  {f.where}: {f.what}" for f in failed))
        before = {(finding.where, finding.what) for finding in check(encoder_too=False)}
        write_together(texts)
    return list(texts), [finding for finding in found if (finding.where, finding.what) not in before]


def _texts(topic: NewTopic, project: Project) -> dict[Path, str]:
    """Give the files with the topic in them."""
    known, nlu = set(topics_of(project.article)), NLU / f"{topic.id}.yml"
    if nlu.exists():
        raise OperationError(f"{nlu} exists already; choose another id")
    examples = "".join(f"    - {as_line(example)}\n" for example in topic.examples)
    return {
        article_file(): _with_content(article_file().read_text("utf-8"), topic),
        DOMAIN: _after_last(DOMAIN, lambda line: line.startswith("  - ") and line[4:].strip() in known, f"  - {topic.id}\n"),
        ANSWERS: _after_last(ANSWERS, lambda line: line.strip().removeprefix("- intent: ") in known, f"          - intent: {topic.id}\n"),
        nlu: f'version: "3.1"\n\nnlu:\n\n- intent: {topic.id}\n  examples: |\n{examples}',
    }


def _with_content(article: str, topic: NewTopic) -> str:
    lines = article.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if line.startswith("comparisons:")), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    block = (
        f"\n  {topic.id}:\n    section: {topic.section}\n    title: {_scalar(topic.title)}\n    short: {_block(topic.short)}    more: {_block(topic.more)}"
        f"    follow_ups: [{', '.join(topic.follow_ups)}]\n"
    )
    after = "".join([*lines[:end], block, *lines[end:]])
    was, is_ = yaml.safe_load(article), yaml.safe_load(after)
    was["topics"][topic.id] = topic.dict(exclude={"id", "examples", "lists"})
    if is_ != was:
        raise OperationError("the texts of the topic can't be written into the article's file as they are; take out unusual characters")
    return after


def _after_last(path: Path, matches: Callable[[str], bool], new: str) -> str:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    at = [number for number, line in enumerate(lines) if matches(line.rstrip("\n"))]
    if not at:
        raise OperationError(f"{path} lists no topic after which the new one could stand; add it by hand, and to the content and examples as well")
    return "".join([*lines[: at[-1] + 1], new, *lines[at[-1] + 1 :]])


def _scalar(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")


def _block(text: str) -> str:
    style, lines = ("|-", text.split("\n")) if "\n" in text else (">-", textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))
    return f"{style}\n" + "".join(f"      {line}".rstrip() + "\n" for line in lines)


@contextmanager
def _copy(texts: dict[Path, str]) -> Iterator[Path]:
    """Give a folder with all that is checked, some files in other words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (Path("actions"), Path("archway/channel"), Path("data")):
            shutil.copytree(path, folder / path, ignore=shutil.ignore_patterns("__pycache__"))
        for path, text in texts.items():
            (folder / path).write_text(text, "utf-8")
        yield folder

"""Copies of Archway to train and serve in a folder of their own: as it ships, with DIET as its classifier, and with synthetic topics."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from actions.content.loader import ARTICLE
from benchmarks.content import ROOT, Topic, chosen, plain_examples

LINKED = ("archway", "build", "credentials.yml", "endpoints.yml", "widget")
OWN_COMPONENTS = ("question_splitter", "several_classifier", "topic_classifier", "follow_up_classifier")  # what DIET stands in for, and what needs its marks
KEPT_EXAMPLES = 20  # of each intent that is no topic, beside synthetic ones


def write(folder: Path, examples: int | None) -> None:
    """Write Archway as it ships; with at most so many examples of each topic, or with all."""
    _link(folder)
    (folder / "actions").symlink_to(ROOT / "actions")
    shutil.copytree(ROOT / "data", folder / "data")
    if examples is not None:
        shutil.rmtree(folder / "data/nlu")
        for path, content in chosen(examples).items():
            _dump(folder / "data" / path, content)
    shutil.copy(ROOT / "config.yml", folder)
    shutil.copy(ROOT / "domain.yml", folder)


def use_diet(folder: Path, epochs: int) -> None:
    """Put DIET with its usual features in the place of the topic classifier; it learns from the examples that it can use."""
    shutil.rmtree(folder / "data/nlu/follow_ups", ignore_errors=True)
    (folder / "data/nlu/several.yml").unlink(missing_ok=True)
    config = yaml.safe_load((folder / "config.yml").read_text("utf-8"))
    kept = [part for part in config["pipeline"] if not any(name in part["name"] for name in OWN_COMPONENTS)]
    for part in kept:
        if "MessageTokenizer" in part["name"]:
            part["name"] = "WhitespaceTokenizer"  # Archway's own leaves training data alone, and DIET's features need its tokens
    before_screen = next(at for at, part in enumerate(kept) if "aspect_classifier" in part["name"])
    config["pipeline"] = [*kept[:before_screen], *_diet(epochs), *kept[before_screen:]]
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")


def _diet(epochs: int) -> list[dict[str, Any]]:
    return [
        {"name": "LexicalSyntacticFeaturizer", "alias": "lexical"},
        {"name": "CountVectorsFeaturizer", "alias": "words"},
        {"name": "CountVectorsFeaturizer", "alias": "letters", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {
            "name": "DIETClassifier",
            "epochs": epochs,
            "constrain_similarities": True,
            "entity_recognition": False,
            "featurizers": ["lexical", "words", "letters"],
        },
    ]


def write_synthetic(folder: Path, topics: dict[str, Topic]) -> None:
    """Write Archway with these topics in the place of the article's; what is no topic stays, with a few examples each."""
    _link(folder)
    shutil.copytree(ROOT / "actions", folder / "actions", ignore=shutil.ignore_patterns("__pycache__"))
    article = yaml.safe_load(ARTICLE.read_text("utf-8"))
    known = plain_examples(KEPT_EXAMPLES)
    others = [intent for intent in known if intent not in article["topics"] and intent not in article["comparisons"]]
    _dump(folder / "actions/content/articles" / ARTICLE.name, {**article, "topics": _topics(topics, next(iter(article["sections"]))), **_nothing_else()})
    shutil.copy(ROOT / "config.yml", folder)
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    _dump(folder / "domain.yml", {**domain, "intents": [*topics, *others]})
    examples = {**{name: topic.examples for name, topic in topics.items()}, **{name: known[name] for name in others}}
    _dump(folder / "data/nlu/examples.yml", {"version": "3.1", "nlu": [{"intent": i, "examples": "".join(f"- {t}\n" for t in e)} for i, e in examples.items()]})
    answered = [{"intent": intent} for intent in [*topics, *others] if intent != "crisis"]
    rules = [
        {"rule": "danger", "steps": [{"intent": "crisis"}, {"action": "utter_crisis"}]},
        {"rule": "everything else", "steps": [{"or": answered}, {"action": "action_answer"}]},
    ]
    _dump(folder / "data/rules/rules.yml", {"version": "3.1", "rules": rules})


def _topics(topics: dict[str, Topic], section: str) -> dict[str, Any]:
    names = list(topics)
    return {
        name: {
            "section": section,
            "title": name.removeprefix("topic_"),
            "short": topic.answer,
            "more": topic.answer,
            "follow_ups": [names[at - 1], names[at - 2]],
        }
        for at, (name, topic) in enumerate(topics.items())
    }


def _nothing_else() -> dict[str, Any]:
    return {"comparisons": {}, "conditions": {}, "therapies": {}, "not_covered": {}}


def _link(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "models").mkdir()
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000), "utf-8")

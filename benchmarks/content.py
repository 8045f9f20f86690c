"""What both assistants are made from: topics with their answers and examples, the project's own or synthetic ones."""

import functools
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.content.loader import load_article, topics_of

ROOT = Path(__file__).parents[1]
SYLLABLES = [consonant + vowel for consonant in "bdfglkmnprstv" for vowel in "aeio"]
ASKED = ["what is {}", "tell me about {}", "how does {} work", "is {} any good", "who needs {}", "why {}", "explain {} please", "can {} help me"]
SEED = 7


@dataclass(frozen=True)
class Topic:
    """An answer and the examples that ask for it."""

    answer: str
    examples: tuple[str, ...]


@functools.cache
def chosen(limit: int) -> dict[Path, dict[str, Any]]:
    """Give the training files by their path in `data/`, with at most so many examples of each intent, evenly chosen.

    Messages that ask several things, and those that lean on what was said before, are chosen for themselves.
    """
    files = {path.relative_to(ROOT / "data"): read_yaml(path) for path in sorted((ROOT / "data/nlu").rglob("*.yml"))}
    listed: dict[tuple[bool, str], list[tuple[dict[str, Any], Any]]] = {}
    for path, content in files.items():
        for block in content["nlu"]:
            examples, block["examples"] = _listed(block["examples"]), []
            listed.setdefault((is_plain(path), block["intent"]), []).extend((block, example) for example in examples)
    for found in listed.values():
        for at in range(min(limit, len(found))):
            block, example = found[at * len(found) // min(limit, len(found))]
            block["examples"].append(example)
    for content in files.values():
        content["nlu"] = [{**block, "examples": _written(block["examples"])} for block in content["nlu"] if block["examples"]]
    return {path: content for path, content in files.items() if content["nlu"]}


def read_yaml(path: Path) -> Any:
    """Give a file's content; by libyaml, since the training files are long."""
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def is_plain(path: Path) -> bool:
    """Tell whether a training file holds nothing but examples with their topics, which stock components can use."""
    return path.parent.name == "nlu" and path.name != "several.yml"


def plain_examples(limit: int) -> dict[str, list[str]]:
    """Give the texts by intent of the chosen examples that stock components can use."""
    found: dict[str, list[str]] = {}
    for path, content in chosen(limit).items():
        for block in content["nlu"] if is_plain(path) else []:
            examples = _listed(block["examples"])
            found.setdefault(block["intent"], []).extend(e if isinstance(e, str) else str(e["text"]).strip() for e in examples)
    return found


def _listed(examples: Any) -> list[Any]:
    """Give examples one by one: texts, or mappings that say more than the text."""
    return [line[2:].strip() for line in examples.splitlines() if line.startswith("- ")] if isinstance(examples, str) else list(examples)


def _written(examples: list[Any]) -> Any:
    return "".join(f"- {text}\n" for text in examples) if isinstance(examples[0], str) else examples


def topics_of_article() -> set[str]:
    """Give the topics that the article answers."""
    return set(topics_of(load_article()))


def own_topics(limit: int) -> dict[str, Topic]:
    """Give the project's topics and all else it answers by a fixed text, each text different, with at most so many examples each."""
    said = {id_: topic.short for id_, topic in topics_of(load_article()).items()}
    responses = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
    return {intent: Topic(_one_bubble(said.get(intent) or _response(responses, intent)), tuple(examples)) for intent, examples in plain_examples(limit).items()}


def _one_bubble(text: str) -> str:
    """Give the text without blank lines, at which Rasa would break it into several messages."""
    return re.sub(r"\n\s*\n", "\n", text.strip())


def _response(responses: dict[str, Any], intent: str) -> str:
    found = responses.get(f"utter_{intent}") or [{}]
    return str(found[0].get("text") or f"About {intent.replace('_', ' ')} I have nothing more to say.")


def synthetic_topics(count: int) -> dict[str, Topic]:
    """Give so many topics with made-up names, eight examples each; always the same ones."""
    chance = random.Random(SEED)
    names: list[str] = []
    while len(names) < count:
        name = "".join(chance.choices(SYLLABLES, k=4))
        if name not in names:
            names.append(name)
    return {
        f"topic_{name}": Topic(f"This is what there is to say about {name}, and it is always the same.", tuple(a.format(name) for a in ASKED)) for name in names
    }

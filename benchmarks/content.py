"""What both assistants are made from: topics with their answers and examples, the project's own or synthetic ones."""

import random
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


def plain_examples() -> dict[str, list[str]]:
    """Give the examples by intent of `data/nlu/*.yml`.

    Left out are messages that ask several things and those that lean on what was said before: stock components can't use their marks.
    """
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        if path.name != "several.yml":
            for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
                found.setdefault(block["intent"], []).extend(_texts(block["examples"]))
    return found


def _texts(examples: Any) -> list[str]:
    if isinstance(examples, str):
        return [line[2:].strip() for line in examples.splitlines() if line.startswith("- ")]
    return [str(example["text"]).strip() for example in examples]


def topics_of_article() -> set[str]:
    """Give the topics that the article answers."""
    return set(topics_of(load_article()))


def own_topics() -> dict[str, Topic]:
    """Give the project's topics and all else it answers by a fixed text, each text different."""
    said = {id_: topic.short for id_, topic in topics_of(load_article()).items()}
    responses = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
    return {intent: Topic(said.get(intent) or _response(responses, intent), tuple(examples)) for intent, examples in plain_examples().items()}


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

"""What the compared assistants are made from."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks import stock_rasa
from benchmarks.content import chosen, own_topics, plain_examples, read_yaml, synthetic_topics, topics_of_article
from benchmarks.run import CANDIDATES
from tests.conftest import ROOT


def test_each_topic_has_at_most_so_many_examples_and_none_is_left_out() -> None:
    intents = {block["intent"] for path in (ROOT / "data/nlu").glob("*.yml") for block in read_yaml(path)["nlu"]}
    few, everything = plain_examples(5), plain_examples(10_000)
    assert few.keys() == intents
    assert {len(examples) for examples in few.values()} == {5}
    assert all(set(examples) <= set(everything[intent]) for intent, examples in few.items())


def test_chosen_examples_keep_what_is_said_of_them() -> None:
    everything = chosen(10_000)
    for path in (ROOT / "data/nlu").rglob("*.yml"):
        read, written = read_yaml(path)["nlu"], everything[path.relative_to(ROOT / "data")]["nlu"]
        assert [(block["intent"], block.get("metadata")) for block in read] == [(block["intent"], block.get("metadata")) for block in written]


def test_no_two_topics_have_the_same_answer_so_that_an_answer_tells_its_topic() -> None:
    answers = Counter(topic.answer for topic in own_topics(3).values())
    assert [answer for answer, count in answers.items() if count > 1] == []


def test_synthetic_topics_are_always_the_same() -> None:
    assert len(synthetic_topics(640)) == 640
    assert list(synthetic_topics(10)) == list(synthetic_topics(640))[:10]


def test_stock_rasa_gets_every_topic_and_example(tmp_path: Path) -> None:
    topics = own_topics(4)
    stock_rasa.write(tmp_path, topics, set(topics) - topics_of_article(), None)
    blocks = yaml.safe_load((tmp_path / "data/nlu.yml").read_text())["nlu"]
    assert {block["intent"] for block in blocks} == {stock_rasa.intent(topic, set(topics) - topics_of_article()) for topic in topics}
    assert all(block["examples"].count("\n") == 4 for block in blocks)
    responses = yaml.safe_load((tmp_path / "domain.yml").read_text())["responses"]
    assert {f"utter_{block['intent']}" for block in blocks} < responses.keys()


@pytest.mark.parametrize("kind", CANDIDATES)
def test_every_assistant_can_be_written_with_its_own_and_with_other_topics(kind: type, tmp_path: Path) -> None:
    for name, topics in (("own", None), ("other", synthetic_topics(10))):
        candidate = kind(tmp_path / name, 4, 1, topics)
        assert (candidate.folder / "config.yml").is_file() and (candidate.folder / "domain.yml").is_file()

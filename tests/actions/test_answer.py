import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer, read_context, read_questions
from actions.content.loader import load_article
from actions.content.models import Article
from actions.dialogue import Context

TRACKERS = Path(__file__).with_name("trackers")


def state(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TRACKERS / f"{name}.json").read_text("utf-8"))
    return loaded


def run(name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The messages and events of the action on a stored tracker."""
    dispatcher = CollectingDispatcher()
    events = ActionAnswer().run(dispatcher, Tracker.from_dict(state(name)), {})
    return dispatcher.messages, events


def remembered(name: str) -> Context:
    _, events = run(name)
    (event,) = events
    assert (event["event"], event["name"]) == ("slot", "context")
    return read_context(event["value"])


def context_after(name: str) -> Context:
    """What is remembered, but for the topic of the last answer itself."""
    return replace(remembered(name), last=None)


def payloads(message: dict[str, Any]) -> list[str]:
    return [button["payload"] for button in message["buttons"]]


@pytest.fixture(scope="module")
def article() -> Article:
    return load_article()


def test_the_action_is_the_one_of_the_domain() -> None:
    domain = (Path(__file__).parents[2] / "domain.yml").read_text("utf-8")
    assert f"\nactions:\n  - {ActionAnswer().name()}\n" in domain


def test_a_question_is_answered_with_text_topic_section_and_buttons(article: Article) -> None:
    (message,), _ = run("asks_definition")
    assert message["text"] == article.topics["definition"].short
    assert message["response"] is None
    assert message["topic"] == "definition"
    assert message["section"] == "what-is"
    assert message["buttons"] == [
        {"title": "Tell me more", "payload": "/more"},
        {"title": "What happens in a session?", "payload": "/session_overview"},
        {"title": "How does it work?", "payload": "/how_it_works"},
    ]


@pytest.mark.parametrize(("name", "last"), [("asks_definition", "definition"), ("asks_the_cost", "not_covered"), ("thanks", "thanks")])
def test_the_last_answers_own_topic_is_remembered_too(name: str, last: str) -> None:
    assert remembered(name).last == last


def test_the_answer_is_remembered_in_the_slot_context() -> None:
    assert context_after("asks_definition") == Context("definition")


@pytest.mark.parametrize("name", sorted(path.stem for path in TRACKERS.glob("*.json")))
def test_the_context_survives_being_stored_as_json(name: str) -> None:
    _, events = run(name)
    (event,) = events
    stored = json.loads(json.dumps(event["value"]))
    assert asdict(read_context(stored)) == event["value"]


@pytest.mark.parametrize("name", sorted(path.stem for path in TRACKERS.glob("*.json")))
def test_every_message_says_its_topic_or_gives_the_support_line(name: str) -> None:
    messages, _ = run(name)
    assert messages
    assert [message for message in messages if not message.get("topic") and message.get("support") is not True] == []
    assert [message for message in messages if bool(message["text"]) == bool(message["response"])] == []


def test_an_ellipsis_is_resolved_by_the_stored_context(article: Article) -> None:
    (message,), _ = run("asks_and_for_cbt_after_duration")
    assert message["topic"] == "cbt_duration"
    assert message["text"] == article.topics["cbt_duration"].short
    assert context_after("asks_and_for_cbt_after_duration") == Context("cbt_duration")


def test_an_aspect_reaches_the_channel_and_is_remembered() -> None:
    (message,), _ = run("asks_an_aspect")
    assert (message["topic"], message["aspect"], message["section"]) == ("vs_cbt", "homework", "vs-cbt")
    assert "**CBT:** homework and worksheets" in message["text"]
    assert context_after("asks_an_aspect") == Context("vs_cbt", aspect="homework")


def test_an_unlisted_condition_goes_out_as_a_response_with_its_values() -> None:
    (message,), _ = run("asks_an_unlisted_condition")
    assert (message["text"], message["response"]) == (None, "utter_condition_unlisted")
    assert message["condition_name"] == "obsessive-compulsive disorder (OCD)"
    assert message["condition_id"] == "ocd"
    assert message["uncovered"] is True
    assert message["topic"] == "conditions"
    assert context_after("asks_an_unlisted_condition") == Context("conditions", condition="ocd")


def test_what_is_not_covered_is_named_and_leaves_the_context() -> None:
    (message,), _ = run("asks_the_cost")
    assert (message["response"], message["subject_name"]) == ("utter_not_covered_subject", "what it costs")
    assert (message["topic"], message["uncovered"]) == ("not_covered", True)
    assert "section" not in message
    assert context_after("asks_the_cost") == Context("duration", told_more=True, silent=True, subject="not_covered.cost")


def test_two_questions_get_a_message_each_with_the_entities_of_their_own_part(article: Article) -> None:
    messages, _ = run("asks_two_questions")
    assert [message["topic"] for message in messages] == ["effectiveness", "conditions"]
    assert messages[0]["text"] == article.topics["effectiveness"].short
    assert messages[1]["condition_id"] == "ocd"
    assert context_after("asks_two_questions") == Context("conditions", condition="ocd")


@pytest.mark.parametrize("name", ["chooses_a_button", "chooses_a_button_without_a_ranking", "chooses_a_button_with_the_ranking_of_its_text"])
def test_a_buttons_choice_is_answered_whatever_its_text_looks_like(article: Article, name: str) -> None:
    (message,), _ = run(name)
    assert (message["topic"], message["text"]) == ("cbt", article.topics["cbt"].short)
    assert context_after(name) == Context("cbt")


def test_more_tells_the_longer_text_and_is_remembered(article: Article) -> None:
    (message,), _ = run("asks_for_more")
    assert (message["topic"], message["text"]) == ("definition", article.topics["definition"].more)
    assert "/more" not in payloads(message)
    assert context_after("asks_for_more") == Context("definition", told_more=True)


def test_more_on_an_aspect_tells_the_others_too(article: Article) -> None:
    (message,), _ = run("asks_for_more_on_an_aspect")
    assert message["topic"] == "vs_cbt"
    assert article.comparisons["vs_cbt"].aspects["structure"].other in message["text"]


def test_yes_takes_up_the_stored_offer() -> None:
    (message,), _ = run("says_yes_to_offers")
    assert message["topic"] == "goals"
    assert context_after("says_yes_to_offers") == Context("goals")


def test_what_is_not_understood_is_met_with_offers_and_a_way_out() -> None:
    (message,), _ = run("mumbles")
    assert (message["topic"], message["response"]) == ("did_you_mean", "utter_did_you_mean")
    assert payloads(message) == ["/goals", "/cbt", "/deny"]
    assert context_after("mumbles") == Context("duration", offered=("goals", "cbt"), misses=1)


def test_the_second_time_it_says_that_it_is_lost() -> None:
    (message,), _ = run("mumbles_again")
    assert (message["topic"], message["response"], message["buttons"]) == ("did_you_mean", "utter_lost", [])
    assert context_after("mumbles_again") == Context("duration")


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        pytest.param("asks_in_doubtful_words", ["definition"], id="one-question"),
        pytest.param("asks_two_questions_in_doubtful_words", ["definition", "duration"], id="two-questions"),
    ],
)
def test_words_that_may_tell_of_danger_are_answered_and_the_support_line_comes_once_at_the_end(name: str, topics: list[str]) -> None:
    messages, _ = run(name)
    assert [message.get("topic") for message in messages] == [*topics, None]
    assert (messages[-1]["response"], messages[-1]["support"]) == ("utter_support_line", True)
    assert [message.get("support") for message in messages[:-1]] == [None] * len(topics)


@pytest.mark.parametrize("name", ["asks_definition", "chooses_a_button", "asks_two_questions"])
def test_harmless_words_bring_no_support_line(name: str) -> None:
    messages, _ = run(name)
    assert [message["response"] for message in messages if message["response"] == "utter_support_line"] == []


def test_thanks_are_answered_by_the_domain_and_keep_the_thread() -> None:
    (message,), _ = run("thanks")
    assert (message["topic"], message["response"]) == ("thanks", "utter_thanks")
    assert context_after("thanks") == Context("vs_cbt", aspect="focus")


def test_an_empty_slot_is_an_empty_context() -> None:
    assert read_context(None) == Context()
    assert read_context({}) == Context()


def test_stored_offers_come_back_as_a_tuple() -> None:
    assert read_context({"topic": "goals", "offered": ["cbt", "vs_cbt"]}) == Context("goals", offered=("cbt", "vs_cbt"))


def test_an_entity_belongs_to_the_part_it_starts_in() -> None:
    whole, parts = read_questions(state("asks_two_questions")["latest_message"])
    assert whole.entities == [("condition", "ocd")]
    assert [part.entities for part in parts] == [[], [("condition", "ocd")]]
    assert [part.ranking[0] for part in parts] == [("effectiveness", 0.95), ("conditions", 0.95)]


def test_a_message_without_text_and_entities_is_read_by_its_intent() -> None:
    whole, parts = read_questions({"intent": {"name": "greet", "confidence": 1.0}})
    assert (whole.text, whole.ranking, whole.entities, parts) == ("", [("greet", 1.0)], [], [])

"""Which messages went unanswered."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from archway.channel.feedback import Vote
from archway.operations.inbox.unanswered import unanswered
from archway.operations.transcripts import turns, vote_tells_of_danger

CONVERSATION = "0" * 32
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def said(text: str, *topics: str, intent: str = "duration", level: str = "none", uncovered: bool = False, minutes_ago: int = 60) -> list[Event]:
    """A message and its answers; did_you_mean offers duration and goals."""
    id_, at = str(uuid4()), (NOW - timedelta(minutes=minutes_ago)).timestamp()
    parsed: Any = {"intent_ranking": [{"name": intent, "confidence": 0.6}, {"name": "goals", "confidence": 0.3}], "danger": {"level": level}}
    message = UserUttered(text, {"name": intent, "confidence": 0.6}, parse_data=parsed, timestamp=at, metadata={"id": id_})
    buttons = [{"title": "How long?", "payload": "/duration"}, {"title": "Aims?", "payload": "/goals"}, {"title": "Something else", "payload": "/deny"}]
    answers: list[Event] = [
        BotUttered("…", {"buttons": buttons if topic == "did_you_mean" else []}, {"topic": topic, "uncovered": uncovered}, at + 1) for topic in topics
    ]
    return [message, ActionExecuted("action_answer"), *answers, ActionExecuted("action_listen")]


def vote(message: list[Event], reason: str | None = None) -> SlotSet:
    assert isinstance(message[0], UserUttered)
    answer = uuid5(UUID(message[0].metadata["id"]), "0")
    return Vote(str(answer), False, reason, "duration", "m", "c").event()


def why(*messages: list[Event]) -> list[tuple[str, tuple[str, ...]]]:
    return [(found.text, found.why) for found in unanswered(turns(CONVERSATION, [event for events in messages for event in events]), NOW)]


@pytest.mark.parametrize(
    ("events", "reasons"),
    [
        (said("x", "did_you_mean", minutes_ago=5), ("did_you_mean",)),
        (said("x", "did_you_mean", minutes_ago=60), ("did_you_mean", "abandoned")),
        (said("x", "duration", "did_you_mean", minutes_ago=5), ("low_confidence",)),
        (said("x", "not_covered"), ("not_covered",)),
        (said("x", "conditions", uncovered=True), ("not_covered",)),
        (said("x", "out_of_scope"), ("out_of_scope",)),
    ],
)
def test_a_message_is_unanswered_for_a_reason(events: list[Event], reasons: tuple[str, ...]) -> None:
    assert why(events) == [("x", reasons)]


def test_a_thumbs_down_is_one_with_what_was_said_of_it_redacted() -> None:
    message = said("how long", "duration")
    [found] = unanswered(turns(CONVERSATION, [*message, vote(message, "no use, mail me@example.org")]), NOW)
    assert (found.why, found.told) == (("thumbs_down",), "no use, mail [email address]")


def test_what_was_answered_greeted_or_chosen_is_none() -> None:
    assert why(said("how long", "duration"), said("hi", "greet"), said("/not_covered", "not_covered")) == []


def test_a_conversation_in_which_nothing_was_said_has_none() -> None:
    assert why([ActionExecuted("utter_greet"), BotUttered("Hello.")]) == []


def test_a_suggestion_that_was_taken_tells_the_topic_and_one_that_was_refused_counts_as_abandoned() -> None:
    [taken] = unanswered(turns(CONVERSATION, [*said("x", "did_you_mean"), *said("/goals", "goals", intent="goals")]), NOW)
    assert (taken.why, taken.taken) == (("did_you_mean",), "goals")
    assert why(said("x", "did_you_mean"), said("/deny", "deny", intent="deny")) == [("x", ("did_you_mean", "abandoned"))]


@pytest.mark.parametrize(
    "dangerous",
    [
        said("anything", "crisis", intent="crisis"),
        said("anything", "not_covered", level="unsure"),
        said("anything", "not_covered", level="crisis"),
        said("i want to kill myself", "unavailable", intent=""),
        [*said("anything", "not_covered"), SlotSet("danger", True)],
    ],
)
def test_danger_never_appears_nor_what_is_said_after_it_was_told(dangerous: list[Event]) -> None:
    assert "anything" not in str(why(dangerous))
    assert "kill" not in str(why(dangerous))


def test_nothing_that_is_said_after_danger_appears() -> None:
    assert why(said("cost?", "not_covered"), said("x", "crisis", intent="crisis"), said("nobody", "out_of_scope")) == [("cost?", ("not_covered",))]


def test_the_reason_of_a_vote_that_tells_of_danger_is_not_shown() -> None:
    message = said("how long", "duration")
    events = [*message, vote(message, "i want to kill myself")]
    assert vote_tells_of_danger(events)
    [found] = unanswered(turns(CONVERSATION, events), NOW, danger_in_votes=True)
    assert found.told is None

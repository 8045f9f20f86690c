"""What of a conversation travels to an action."""

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from archway.channel.action_endpoint import latest_turn


def call(*events: Any) -> dict[str, Any]:
    tracker = DialogueStateTracker.from_events("a", list(events), [AnySlot("context", [])])
    return RemoteAction("action_answer", None)._action_call_format(tracker, Domain.empty())


def test_an_action_gets_the_latest_turn_and_all_that_the_tracker_says_of_now() -> None:
    before = [UserUttered("first"), ActionExecuted("action_answer"), BotUttered("one"), SlotSet("context", {"topic": "goals"}), ActionExecuted("action_listen")]
    whole = call(*before, UserUttered("second", {"name": "more"}), ActionExecuted("action_answer"))
    short = latest_turn(whole)
    assert [event.get("text", event.get("name")) for event in short["tracker"]["events"]] == ["second", "action_answer"]
    assert {**short["tracker"], "events": None} == {**whole["tracker"], "events": None}
    assert short["tracker"]["slots"] == {"context": {"topic": "goals"}}
    assert short["tracker"]["latest_message"]["intent"] == {"name": "more"}
    assert {**short, "tracker": None} == {**whole, "tracker": None}
    assert len(whole["tracker"]["events"]) == len(before) + 2


def test_a_conversation_without_a_message_is_told_whole() -> None:
    assert latest_turn(call()) == call()
    begun = call(ActionExecuted("action_session_start"))
    assert latest_turn(begun) == begun

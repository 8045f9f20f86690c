"""Danger, told to the running assistant: the crisis answer in every state."""

import re

import pytest

from actions.content.loader import load_support
from tests.channel.conftest import Welcome
from tests.channel.talk import CRISIS, QUESTION, assert_answer
from tests.conftest import Visitor


@pytest.mark.parametrize("region", [None, "FR", *(code for code in load_support().regions if code != "unknown")])
def test_danger_is_answered_with_the_emergency_number_and_contacts_of_the_region(assistant: str, region: str | None, welcome: Welcome) -> None:
    expected = load_support().regions.get(region or "unknown", load_support().regions["unknown"])
    visitor = welcome(assistant, region)
    (answer,) = visitor.say(CRISIS)
    assert_answer(answer)
    assert (answer["topic"], answer["support"]) == ("crisis", True)
    for number in re.findall(r"\d{3}", expected.emergency):
        assert f"[{number}](tel:{number})" in answer["text"].partition("\n")[0]
    for contact in expected.contacts:
        assert contact.name in answer["text"]


@pytest.mark.parametrize("message", [CRISIS, "my husband hits me", "my friend says she wants to die", "I keep cutting myself", "I took all my pills"])
def test_every_kind_of_danger_gets_the_crisis_answer(talker: Visitor, message: str) -> None:
    assert [(a["topic"], a["support"]) for a in talker.say(message)] == [("crisis", True)]


def test_support_stays_once_danger_was_mentioned(visitor: Visitor) -> None:
    assert [a["support"] for a in visitor.say(QUESTION)] == [False]
    visitor.say(CRISIS)
    for said in [QUESTION, "thanks", "....", "What is psychodynamic therapy? And who wrote the article?"]:
        answers = visitor.say(said)
        assert all(answer["support"] for answer in answers), said
    assert all(answer["support"] for answer in visitor.choose("duration"))


def test_danger_of_one_visitor_changes_nothing_for_another(assistant: str, visitor: Visitor, welcome: Welcome) -> None:
    visitor.say(CRISIS)
    assert [a["support"] for a in welcome(assistant).say(QUESTION)] == [False]


BEFORE: dict[str, list[str]] = {
    "at once": [],
    "after an answer": [QUESTION],
    "after an offer": ["asdf qwer"],
    "after several that were not understood": ["asdf qwer", "zxcv", "qwerty uiop"],
    "after tell me more": [QUESTION, "tell me more"],
    "after a comparison": ["How does it differ from CBT?", "and psychoanalysis?"],
    "after danger": [CRISIS],
    "after goodbye": ["bye"],
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@pytest.mark.parametrize(
    "message", [CRISIS, f"{QUESTION} and i want to kill myself", "no, I meant I want to die", "ok thanks, I'm going to kill myself tonight"]
)
def test_danger_gets_the_crisis_answer_in_every_state(assistant: str, before: list[str], message: str, welcome: Welcome) -> None:
    visitor = welcome(assistant, "GB")
    for said in before:
        visitor.say(said)
    answers = visitor.say(message)
    assert [(a["topic"], a["support"]) for a in answers] == [("crisis", True)]
    assert "999" in answers[0]["text"]

"""Votes on answers."""

import json
import sqlite3
from typing import Any
from uuid import uuid4

import httpx
import pytest
from rasa.shared.core.events import Event, SlotSet

from archway.channel.feedback import SLOT, Vote, votes
from tests.channel.conftest import Server, Welcome
from tests.channel.talk import assert_problem
from tests.conftest import Visitor

QUESTION = "How long does it last?"


def vote(visitor: Visitor, **fields: Any) -> httpx.Response:
    return visitor.http.post("v1/feedback", json=fields, headers={"Authorization": f"Bearer {visitor.token}"})


def recorded(server: Server, message_id: str) -> list[dict[str, Any]]:
    """Give what the database holds of the votes on an answer, oldest first."""
    with sqlite3.connect(f"file:{server.folder}/conversations.db?mode=ro", uri=True) as database:
        rows = database.execute("SELECT data FROM events WHERE type_name = 'slot' AND action_name = ? ORDER BY id", (SLOT,)).fetchall()
    database.close()
    return [value for (data,) in rows if (value := json.loads(data)["value"])["message_id"] == message_id]


def test_a_vote_is_kept_with_topic_model_and_content(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    (answer,) = visitor.say(QUESTION)
    answered = vote(visitor, message_id=answer["id"], helpful=True, reason="clear; write me at me@example.org")
    assert (answered.status_code, answered.content) == (204, b"")
    health = visitor.http.get("v1/health").json()
    assert recorded(unlimited, answer["id"]) == [
        {
            "message_id": answer["id"],
            "helpful": True,
            "reason": "clear; write me at [email address]",
            "topic": "duration",
            "model": health["model"],
            "content": health["content"],
        }
    ]


def test_the_greeting_can_be_voted_on(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    assert vote(visitor, message_id=visitor.greeting[0]["id"], helpful=False).status_code == 204
    assert [kept["topic"] for kept in recorded(unlimited, visitor.greeting[0]["id"])] == ["greet"]


def test_each_of_several_answers_can_be_voted_on(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    for answer in visitor.say("What is psychodynamic therapy? And who wrote the article?"):
        assert vote(visitor, message_id=answer["id"], helpful=True).status_code == 204
        assert [kept["topic"] for kept in recorded(unlimited, answer["id"])] == [answer["topic"]]


def test_the_last_vote_on_an_answer_counts() -> None:
    one, other = str(uuid4()), str(uuid4())
    first, second, elsewhere = (Vote(id_, helpful, None, "duration", "m", "c") for id_, helpful in [(one, True), (one, False), (other, True)])
    events: list[Event] = [first.event(), elsewhere.event(), SlotSet("danger", True), second.event()]
    assert {str(id_): found.helpful for id_, found in votes(events).items()} == {one: False, other: True}


def test_votes_change_neither_history_nor_answers(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    body = {"id": str(uuid4()), "text": QUESTION}
    first = visitor.post(body).json()
    headers = unlimited.bearer(visitor.token)
    before = visitor.http.get("v1/messages", headers=headers).json()
    vote(visitor, message_id=first["messages"][0]["id"], helpful=False, reason="no")
    assert visitor.http.get("v1/messages", headers=headers).json() == before
    assert visitor.post(body).json() == first


@pytest.mark.parametrize(
    "reason", ["i want to die", "your bot is useless and I am going to kill myself", "there is no point in me being here any longer, I can't go on"]
)
def test_danger_told_in_a_reason_brings_support_from_then_on(unlimited: Server, welcome: Welcome, reason: str) -> None:
    visitor = welcome(unlimited.address)
    body = {"id": str(uuid4()), "text": QUESTION}
    first = visitor.post(body).json()
    assert vote(visitor, message_id=first["messages"][0]["id"], helpful=False, reason=reason).status_code == 204
    assert [answer["support"] for answer in visitor.say("Who wrote the article?")] == [True]
    assert visitor.post(body).json() == first


def test_a_harmless_reason_brings_no_support(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    (answer,) = visitor.say(QUESTION)
    vote(visitor, message_id=answer["id"], helpful=False, reason="too long")
    assert [answer["support"] for answer in visitor.say("Who wrote the article?")] == [False]


def test_an_answer_of_another_conversation_cannot_be_voted_on(unlimited: Server, welcome: Welcome) -> None:
    mine, other = welcome(unlimited.address), welcome(unlimited.address)
    (answer,) = other.say(QUESTION)
    assert_problem(vote(mine, message_id=answer["id"], helpful=True), 404, "unknown_answer")
    assert recorded(unlimited, answer["id"]) == []


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 400, "bad_request"),
        ({"helpful": None}, 400, "bad_request"),
        ({"helpful": "yes"}, 400, "bad_request"),
        ({"helpful": 1}, 400, "bad_request"),
        ({"helpful": True, "reason": 5}, 400, "bad_request"),
        ({"helpful": True, "message_id": "first"}, 400, "bad_request"),
        ({"helpful": True, "text": "hi"}, 400, "bad_request"),
        ({"helpful": True, "reason": "a" * 1_001}, 413, "too_large"),
        ({"helpful": True, "message_id": str(uuid4())}, 404, "unknown_answer"),
    ],
    ids=str,
)
def test_wrong_votes_are_refused(unlimited: Server, welcome: Welcome, fields: dict[str, Any], status: int, code: str) -> None:
    visitor = welcome(unlimited.address)
    assert_problem(vote(visitor, **{"message_id": visitor.greeting[0]["id"], **fields}), status, code)
    assert recorded(unlimited, visitor.greeting[0]["id"]) == []


@pytest.mark.parametrize("reason", [None, "", "  ", "\u200b", "a" * 1_000, "/crisis", "/restart", '/x{"a":1}'])
def test_odd_reasons_are_taken(unlimited: Server, welcome: Welcome, reason: str | None) -> None:
    visitor = welcome(unlimited.address)
    assert vote(visitor, message_id=visitor.greeting[0]["id"], helpful=True, reason=reason).status_code == 204

"""Rate limits of the running assistant: three messages an hour a conversation, thirty requests an hour an address."""

from collections.abc import Iterator
from itertools import count
from uuid import uuid4

import httpx
import pytest

from tests.channel.conftest import Server
from tests.channel.talk import CRISIS, QUESTION, assert_problem
from tests.conftest import PATIENCE, Visitor

ADDRESSES = (f"198.51.100.{last}" for last in count(1))
PER_ADDRESS = 30


@pytest.fixture
def visitor(limited: Server) -> Iterator[Visitor]:
    """A visitor from an address that nobody used before."""
    visitor = Visitor(limited.address, **{"X-Forwarded-For": next(ADDRESSES)})
    yield visitor
    visitor.http.close()


@pytest.fixture
def exhausted(visitor: Visitor) -> Visitor:
    for _ in range(3):
        visitor.say(QUESTION)
    return visitor


def assert_too_many(answered: httpx.Response) -> None:
    assert_problem(answered, 429, "too_many_requests")
    assert 1 <= int(answered.headers["retry-after"]) <= 3601


def test_a_message_over_the_limit_is_refused_with_the_time_to_come_back(exhausted: Visitor) -> None:
    assert_too_many(exhausted.post({"id": str(uuid4()), "text": QUESTION}))


@pytest.mark.parametrize("text", [CRISIS, "i can't see a way to keep going, everybody would be relieved if i was gone", "my husband hits me"])
def test_danger_is_answered_all_the_same(exhausted: Visitor, text: str) -> None:
    assert all(answer["support"] for answer in exhausted.say(text))


def test_danger_is_answered_however_often(exhausted: Visitor) -> None:
    for _ in range(6):
        assert [(answer["topic"], answer["support"]) for answer in exhausted.say(CRISIS)] == [("crisis", True)]


def test_a_refused_message_can_be_sent_again_later_under_its_id(exhausted: Visitor) -> None:
    refused = {"id": str(uuid4()), "text": QUESTION}
    assert_too_many(exhausted.post(refused))
    told = exhausted.http.get("v1/messages", headers={"Authorization": f"Bearer {exhausted.token}"}).json()["messages"]
    assert refused["id"] not in {line["id"] for line in told}


def test_feedback_counts_as_well(exhausted: Visitor) -> None:
    headers = {"Authorization": f"Bearer {exhausted.token}"}
    vote = {"message_id": exhausted.greeting[0]["id"], "helpful": False}
    assert_too_many(exhausted.http.post("v1/feedback", json=vote, headers=headers))
    assert exhausted.http.post("v1/feedback", json={**vote, "reason": CRISIS}, headers=headers).status_code == 204


def test_deleting_is_never_refused(exhausted: Visitor) -> None:
    assert exhausted.http.delete("v1/conversation", headers={"Authorization": f"Bearer {exhausted.token}"}).status_code == 204


def test_another_conversation_of_the_same_address_goes_on(exhausted: Visitor, limited: Server) -> None:
    other = Visitor(limited.address, **{"X-Forwarded-For": exhausted.http.headers["x-forwarded-for"]})
    assert other.say(QUESTION)
    other.http.close()


def test_an_address_that_starts_too_many_conversations_is_refused_and_others_are_not(limited: Server) -> None:
    greedy, other = next(ADDRESSES), next(ADDRESSES)
    with httpx.Client(base_url=limited.address, timeout=PATIENCE) as http:
        started = [http.post("v1/conversations", headers={"X-Forwarded-For": greedy}).status_code for _ in range(PER_ADDRESS)]
        assert started == [201] * PER_ADDRESS
        assert_too_many(http.post("v1/conversations", headers={"X-Forwarded-For": greedy}))
        assert_too_many(http.post("v1/conversations", headers={"X-Forwarded-For": f"{other}, {greedy}"}))
        assert http.post("v1/conversations", headers={"X-Forwarded-For": f"{greedy}, {other}"}).status_code == 201


def test_a_refusal_can_be_read_by_the_page_that_embeds_the_widget(exhausted: Visitor) -> None:
    headers = {"Authorization": f"Bearer {exhausted.token}", "Origin": "https://embedding.example"}
    refused = exhausted.http.post("v1/messages", json={"id": str(uuid4()), "text": QUESTION}, headers=headers)
    assert_too_many(refused)
    assert refused.headers["access-control-allow-origin"] == "https://embedding.example"
    assert "retry-after" in refused.headers["access-control-expose-headers"].lower()

"""Whatever a client sends, it gets an answer or a refusal that says what was expected: never a server error, never silence."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channel.conftest import Server, Welcome, serving
from tests.channel.talk import answered_in_the_end
from tests.conftest import Visitor

TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
IDS = st.one_of(st.uuids().map(str), TEXT)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
FIELDS = ["id", "text", "choice", "message_id", "helpful", "reason", "region"]
BODY = st.one_of(
    st.fixed_dictionaries({}, optional={field: st.one_of(IDS, JSON) for field in FIELDS}),
    st.fixed_dictionaries({"id": st.uuids().map(str), "text": TEXT}),
    st.fixed_dictionaries({"message_id": st.uuids().map(str), "helpful": st.booleans(), "reason": TEXT}),
    JSON,
)


@pytest.fixture(scope="module")
def talker(unlimited: Server) -> Iterator[Visitor]:
    visitor = Visitor(unlimited.address)
    yield visitor
    visitor.http.close()


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(path=st.sampled_from(["conversations", "messages", "feedback", "health", "conversation"]), body=BODY)
def test_any_json_is_answered_or_refused(talker: Visitor, path: str, body: Any) -> None:
    answered = talker.http.post(f"v1/{path}", content=json.dumps(body), headers={"Authorization": f"Bearer {talker.token}"})
    assert answered.status_code in {200, 201, 204, 400, 404, 405, 409, 413}, answered.text
    if answered.status_code >= 400:
        assert answered.headers["content-type"] == "application/problem+json"
        assert answered.json()["detail"]
    elif answered.status_code != 204:
        assert [answer["text"] for answer in answered.json()["messages"] if answer["text"].strip()]


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(content=st.binary(max_size=300), path=st.sampled_from(["conversations", "messages", "feedback"]))
def test_any_bytes_are_answered_or_refused(talker: Visitor, content: bytes, path: str) -> None:
    answered = talker.http.post(f"v1/{path}", content=content, headers={"Authorization": f"Bearer {talker.token}"})
    assert answered.status_code in {201, 400}, answered.text


def test_messages_whose_turn_never_comes_are_answered_all_the_same(tmp_path_factory: pytest.TempPathFactory, welcome: Welcome) -> None:
    """A ticket for the lock that expires while it waits: a minute by default, here a second."""
    with serving(tmp_path_factory.mktemp("tickets"), ARCHWAY_RATE_LIMIT="off", TICKET_LOCK_LIFETIME="1") as server:
        visitor = welcome(server.address)
        visitor.http.timeout = httpx.Timeout(180)  # one turn after the other, on a machine that may be busy
        bodies = [{"id": str(uuid4()), "text": "How long does it last?"} for _ in range(16)]
        with ThreadPoolExecutor(len(bodies)) as threads:
            answered = list(threads.map(visitor.post, bodies))
        assert [a.status_code for a in answered] == [200] * len(bodies)
        assert {answer["topic"] for a in answered for answer in a.json()["messages"]} <= {"duration", "unavailable"}
        assert [answered_in_the_end(visitor, body) for body in bodies] == ["duration"] * len(bodies)
        told = visitor.http.get("v1/messages", headers=server.bearer(visitor.token)).json()["messages"]
        said = [line["id"] for line in told if line["from"] == "visitor"]
        assert sorted(said) == sorted(body["id"] for body in bodies)

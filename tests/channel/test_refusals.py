"""What the running assistant refuses, and how it says so."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from archway.channel.requests import MAX_BODY
from tests.channel.talk import QUESTION, assert_problem, history, send, typed
from tests.conftest import Visitor


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nonsense", "Basic dTpw", "Bearer a.b.c"])
def test_without_a_token_nothing_is_said_or_shown(http: httpx.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    assert_problem(http.post("v1/messages", json=typed(QUESTION), headers=headers), 401, "unauthorized")
    assert_problem(http.get("v1/messages", headers=headers), 401, "unauthorized")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_altered_token_is_refused(visitor: Visitor, part: int) -> None:
    parts = visitor.token.split(".")
    parts[part] = parts[part][:5] + ("A" if parts[part][5] != "A" else "B") + parts[part][6:]
    assert_problem(visitor.post(typed(QUESTION), token=".".join(parts)), 401, "unauthorized")
    assert len(history(visitor)) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost", "file://"])
def test_a_foreign_origin_is_refused(visitor: Visitor, origin: str) -> None:
    assert_problem(send(visitor, json.dumps(typed(QUESTION)), Origin=origin), 403, "forbidden_origin")
    assert_problem(visitor.http.post("v1/conversations", json={}, headers={"Origin": origin}), 403, "forbidden_origin")
    assert len(history(visitor)) == 1


def test_an_origin_that_only_begins_like_its_own_is_refused(assistant: str, visitor: Visitor) -> None:
    own = assistant.removesuffix("/chat/")
    assert_problem(send(visitor, json.dumps(typed(QUESTION)), Origin=f"{own}.evil.example"), 403, "forbidden_origin")


def test_its_own_origin_is_allowed(assistant: str, visitor: Visitor) -> None:
    own = assistant.removesuffix("/chat/")
    assert send(visitor, json.dumps(typed(QUESTION)), Origin=own).status_code == 200


def test_a_text_over_a_thousand_characters_is_too_large(talker: Visitor) -> None:
    assert_problem(talker.post(typed("a" * 1_001)), 413, "too_large")


def test_a_body_over_sixteen_kilobytes_is_too_large(talker: Visitor) -> None:
    body = json.dumps(typed("hi"))
    assert send(talker, body.ljust(MAX_BODY)).status_code == 200
    assert_problem(send(talker, json.dumps(typed("hi")).ljust(MAX_BODY + 1)), 413, "too_large")
    assert_problem(talker.http.post("v1/conversations", content="{}".ljust(MAX_BODY + 1)), 413, "too_large")


@pytest.mark.parametrize("body", [b"", b"hello", b"{", b"\xff\xfe", b"id=1&text=hi", b"[" * 10_000, b"null", b"[]", b'"hi"'])
def test_a_body_that_is_no_json_object_is_refused(talker: Visitor, body: bytes) -> None:
    assert_problem(send(talker, body), 400, "bad_request")


@pytest.mark.parametrize("text", ["/crisis", '/crisis{"x":1}', '  /crisis {"x":1} ', "//restart", "/session_start", "\x00/crisis", "/definition"])
def test_an_intent_cannot_be_typed(talker: Visitor, text: str) -> None:
    assert_problem(talker.post(typed(text)), 400, "bad_request")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": 5},
        {"text": None},
        {"text": ""},
        {"text": "\u200b"},
        {"text": ["hi"]},
        {},
        {"text": "hi", "choice": "definition"},
        {"text": "hi", "sender": "somebody"},
        {"text": "hi", "\ud800": 1},
        {"choice": "nonsense"},
        {"choice": "crisis"},
        {"choice": "restart"},
        {"choice": "\ud800"},
        {"choice": 5},
        {"id": "not-a-uuid", "text": "hi"},
        {"id": None, "text": "hi"},
    ],
    ids=ascii,
)
def test_wrong_fields_are_refused(talker: Visitor, fields: dict[str, Any]) -> None:
    assert_problem(send(talker, json.dumps({"id": str(uuid4()), **fields})), 400, "bad_request")

"""What the tests of the running channel send, and what every answer and every refusal must look like."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.conftest import Visitor

CRISIS = "I want to kill myself"
QUESTION = "What is psychodynamic therapy?"
ANSWER = {"id": str, "text": str, "topic": str, "aspect": str | None, "condition": str | None, "covered": bool, "support": bool}
ANSWER_FIELDS = {*ANSWER, "source", "suggestions"}
SOURCE_FIELDS = {"title", "author", "section", "section_title", "reviewed_on", "url"}


def typed(text: str) -> dict[str, str]:
    return {"id": str(uuid4()), "text": text}


def send(visitor: Visitor, body: bytes | str, **headers: str) -> httpx.Response:
    """Post a body just as it is."""
    return visitor.http.post("v1/messages", content=body, headers={"Authorization": f"Bearer {visitor.token}", **headers})


def history(visitor: Visitor) -> list[dict[str, Any]]:
    answered = visitor.http.get("v1/messages", headers={"Authorization": f"Bearer {visitor.token}"})
    assert answered.status_code == 200, answered.text
    messages: list[dict[str, Any]] = answered.json()["messages"]
    return messages


def assert_problem(answered: httpx.Response, status: int, code: str) -> None:
    assert answered.status_code == status, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    problem = answered.json()
    assert problem.keys() == {"type", "title", "status", "detail", "code"}
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] and problem["title"] and problem["detail"]


def assert_answer(answer: dict[str, Any]) -> None:
    assert answer.keys() == ANSWER_FIELDS
    for field, kind in ANSWER.items():
        assert isinstance(answer[field], kind), field
    assert UUID(answer["id"]) and answer["text"] and answer["topic"]
    if answer["source"] is not None:
        assert answer["source"].keys() == SOURCE_FIELDS
    for suggestion in answer["suggestions"]:
        assert suggestion.keys() == {"title", "choice"}
        assert suggestion["title"] and not suggestion["choice"].startswith("/")


def answered_in_the_end(visitor: Visitor, body: dict[str, str]) -> str:
    """The topic of the answer when a visitor sends a message again for as long as none could be looked up: a loaded machine is slow."""
    topics = (str(visitor.post(body).json()["messages"][0]["topic"]) for _ in range(5))
    return next(topic for topic in topics if topic != "unavailable")

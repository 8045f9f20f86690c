"""Nothing that anybody says appears in a log line, whatever goes wrong."""

import os
import signal
import sqlite3
from uuid import uuid4

import pytest

from tests.channel.conftest import Server, Welcome, serving
from tests.channel.talk import answered_in_the_end, assert_problem, typed

MARK = "unmistakable-marmalade"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> object:
    with serving(tmp_path_factory.mktemp("own"), ARCHWAY_RATE_LIMIT="off", ARCHWAY_ANSWER_WITHIN="2", LOG_LEVEL="INFO") as server:
        yield server


def test_no_log_line_holds_what_was_said(own: Server, welcome: Welcome) -> None:
    visitor = welcome(own.address)
    headers = own.bearer(visitor.token)
    post, identifier = visitor.http.post, str(uuid4())
    visitor.say(f"What is {MARK}?")
    visitor.say(f"i want to die {MARK}")
    for body in [
        {"id": identifier, "text": f"one {MARK}"},
        {"id": identifier, "text": f"another {MARK}"},  # conflict
        {"id": "x", "text": MARK},
        {"id": str(uuid4()), "text": MARK * 100},
        {"id": str(uuid4()), "choice": MARK},
        {"id": str(uuid4()), "text": f"/{MARK}"},
        {MARK: MARK},
    ]:
        visitor.post(body)
    for content in [MARK.encode(), f'{{"text": "{MARK}'.encode(), MARK.encode() * 10_000, f'"{MARK}"'.encode(), MARK.encode() + b"\xff\xfe"]:
        for path in ["v1/messages", "v1/conversations", "v1/feedback", "v1/nonsense", "v1/health"]:
            post(path, content=content, headers=headers)
    vote = {"message_id": visitor.greeting[0]["id"], "helpful": False, "reason": f"bad {MARK}"}
    assert post("v1/feedback", json=vote, headers=headers).status_code == 204
    post("v1/feedback", json={**vote, "message_id": str(uuid4())}, headers=headers)
    post("v1/messages", json={"text": MARK}, headers={"Authorization": f"Bearer {MARK}"})
    post("v1/messages", json={"text": MARK}, headers={"Origin": f"https://{MARK}.example"})
    actions = own.child("archway.operations.action_server")
    os.kill(actions, signal.SIGSTOP)
    try:
        assert [answer["topic"] for answer in visitor.say(f"How long does {MARK} last?")] == ["unavailable"]
    finally:
        os.kill(actions, signal.SIGCONT)
    with sqlite3.connect(own.folder / "conversations.db", isolation_level=None) as writer:
        writer.execute("BEGIN EXCLUSIVE")  # no other connection gets to write
        body = {"id": str(uuid4()), "text": f"Who wrote {MARK}?"}
        assert [answer["topic"] for answer in visitor.post(body).json()["messages"]] == ["unavailable"]
        assert [answer["topic"] for answer in visitor.say(f"i want to kill myself {MARK}")] == ["crisis"]
        assert_problem(post("v1/feedback", json=vote, headers=headers), 503, "unavailable")
        assert_problem(visitor.http.delete("v1/conversation", headers=headers), 503, "unavailable")
        assert_problem(post("v1/conversations"), 503, "unavailable")
        writer.execute("ROLLBACK")
    writer.close()
    assert answered_in_the_end(visitor, body), "sent again, it is answered"
    told = visitor.http.get("v1/messages", headers=headers).json()["messages"]
    assert [line.get("id") for line in told].count(body["id"]) == 1
    own_log = own.log
    assert "StoreUnavailable" in own_log
    assert MARK not in own_log
    assert visitor.token not in own_log


def test_a_database_that_is_gone_is_told_and_danger_gets_its_lines(own: Server, welcome: Welcome) -> None:
    visitor = welcome(own.address, "GB")
    files = list(own.folder.glob("conversations.db*"))
    with sqlite3.connect(own.folder / "conversations.db") as database:
        database.execute("ALTER TABLE events RENAME TO hidden")
    try:
        assert_problem(visitor.http.get("v1/messages", headers=own.bearer(visitor.token)), 503, "unavailable")
        assert [answer["topic"] for answer in visitor.say("How long does it last?")] == ["unavailable"]
        (answer,) = visitor.say("I want to kill myself")
        assert (answer["topic"], answer["support"]) == ("crisis", True)
        assert "112" in answer["text"], "the region is not known while nothing can be read"
    finally:
        database.execute("ALTER TABLE hidden RENAME TO events")
        database.close()
    assert files
    assert [line["from"] for line in visitor.http.get("v1/messages", headers=own.bearer(visitor.token)).json()["messages"]] == ["assistant"], "nothing pretends"
    assert answered_in_the_end(visitor, typed("How long does it last?")) == "duration"

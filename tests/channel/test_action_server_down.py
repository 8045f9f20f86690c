"""What a visitor gets while the action server does not answer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.channel.conftest import Welcome, child
from tests.conftest import ROOT, Visitor, free_port

QUESTION = "What is psychodynamic therapy?"
CRISIS = "I want to kill myself"


@dataclass
class Running:
    """A running assistant of its own, whose action server can be halted for a while."""

    address: str
    action_server: int
    log: Path

    @contextmanager
    def halted(self) -> Iterator[None]:
        os.kill(self.action_server, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.action_server, signal.SIGCONT)


def start(log: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    environment = {**os.environ, "ARCHWAY_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "archway.operations.serve", "--apart"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    return server, f"http://127.0.0.1:{port}/chat/"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    log = tmp_path_factory.mktemp("server") / "output"
    server, address = start(log)
    try:
        while "\nReady" not in log.read_text():
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
        yield Running(address, child(server.pid, "archway.operations.action_server"), log)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


@pytest.fixture
def halted(own: Running) -> Iterator[Running]:
    """The assistant while its action server does not answer."""
    with own.halted():
        yield own


def topics(visitor: Visitor, text: str) -> list[str]:
    return [answer["topic"] for answer in visitor.say(text)]


def test_a_question_is_answered_with_unavailable(halted: Running, welcome: Welcome) -> None:
    visitor = welcome(halted.address)
    (answer,) = visitor.say(QUESTION)
    assert (answer["topic"], answer["support"], answer["source"]) == ("unavailable", False, None)
    assert "article" in answer["text"]


def test_a_conversation_can_be_started(halted: Running, welcome: Welcome) -> None:
    assert [answer["topic"] for answer in welcome(halted.address).greeting] == ["greet"]


@pytest.mark.parametrize(("region", "number"), [(None, "112"), ("GB", "999"), ("US", "911")])
def test_danger_is_answered_with_the_crisis_lines(halted: Running, region: str | None, number: str, welcome: Welcome) -> None:
    (answer,) = welcome(halted.address, region).say(CRISIS)
    assert (answer["topic"], answer["support"]) == ("crisis", True)
    assert number in answer["text"]


def test_danger_after_an_unavailable_answer_is_answered_with_the_crisis_lines(halted: Running, welcome: Welcome) -> None:
    visitor = welcome(halted.address, "GB")
    assert topics(visitor, QUESTION) == ["unavailable"]
    assert topics(visitor, CRISIS) == ["crisis"]


def test_support_stays_with_answers_that_are_unavailable(halted: Running, welcome: Welcome) -> None:
    visitor = welcome(halted.address)
    visitor.say(CRISIS)
    (answer,) = visitor.say(QUESTION)
    assert (answer["topic"], answer["support"]) == ("unavailable", True)


def test_the_same_message_again_gives_the_same_answer(halted: Running, welcome: Welcome) -> None:
    visitor = welcome(halted.address)
    body = {"id": str(uuid4()), "text": QUESTION}
    first, again = visitor.post(body), visitor.post(body)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()


def test_questions_are_answered_again_in_the_same_conversation(own: Running, welcome: Welcome) -> None:
    visitor = welcome(own.address)
    assert topics(visitor, QUESTION) == ["definition"]
    with own.halted():
        assert topics(visitor, "How long does it last?") == ["unavailable"]
    assert topics(visitor, "How long does it last?") == ["duration"]
    assert topics(visitor, QUESTION) == ["definition"]


def test_history_tells_each_message_once(own: Running, welcome: Welcome) -> None:
    visitor = welcome(own.address)
    with own.halted():
        assert topics(visitor, QUESTION) == ["unavailable"]
    assert topics(visitor, "How long does it last?") == ["duration"]
    said = visitor.http.get("v1/messages", headers={"Authorization": f"Bearer {visitor.token}"}).json()["messages"]
    assert [message.get("topic", "visitor") for message in said] == ["greet", "visitor", "unavailable", "visitor", "duration"]


def test_nothing_that_was_said_appears_in_the_output(own: Running, welcome: Welcome) -> None:
    visitor = welcome(own.address)
    with own.halted():
        assert topics(visitor, "How long does psychodynamic therapy for marmalade last?") == ["unavailable"]
        assert topics(visitor, "I want to kill myself with marmalade") == ["crisis"]
    visitor.say("What is psychodynamic marmalade?")
    output = own.log.read_text()
    assert "Ready" in output
    for said in ["marmalade", CRISIS, QUESTION, visitor.token]:
        assert said.lower() not in output.lower()

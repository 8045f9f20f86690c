"""The running assistant, started as a user starts it, and a client that talks to it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

ROOT = Path(__file__).parents[1]


class Visitor:
    """A visitor's side of one conversation."""

    def __init__(self, base: str, region: str | None = None, **headers: str) -> None:
        self.http = httpx.Client(base_url=base, timeout=30, headers=headers)
        started = self.http.post("v1/conversations", json={"region": region} if region else {})
        assert started.status_code == 201, started.text
        self.token: str = started.json()["token"]
        self.greeting: list[dict[str, Any]] = started.json()["messages"]

    def post(self, body: dict[str, Any], token: str | None = None) -> httpx.Response:
        return self.http.post("v1/messages", json=body, headers={"Authorization": f"Bearer {token or self.token}"})

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._answers({"id": str(uuid4()), "text": text})

    def choose(self, choice: str) -> list[dict[str, Any]]:
        return self._answers({"id": str(uuid4()), "choice": choice})

    def _answers(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answered = self.post(body)
        assert answered.status_code == 200, answered.text
        messages: list[dict[str, Any]] = answered.json()["messages"]
        assert messages
        return messages


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_assistant() -> Iterator[str]:
    """The address of the whole assistant while it runs: what `make run` runs, with the model that was trained last, whatever is live."""
    port = free_port()
    command = [sys.executable, "-m", "archway.operations.serve", "--newest"]
    server = subprocess.Popen(command, cwd=ROOT, env={"ARCHWAY_RATE_LIMIT": "off", **os.environ, "ARCHWAY_PORT": str(port)}, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        for line in server.stdout:
            if line.startswith("Ready"):
                break
        assert server.poll() is None, "the assistant did not start"
        yield f"http://127.0.0.1:{port}/chat/"
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


@pytest.fixture(scope="session")
def assistant() -> Iterator[str]:
    with running_assistant() as address:
        yield address


@pytest.fixture
def visitor(assistant: str) -> Iterator[Visitor]:
    visitor = Visitor(assistant)
    yield visitor
    visitor.http.close()

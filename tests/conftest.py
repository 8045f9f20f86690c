"""The running assistant, started as a user starts it, and a client that talks to it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds; a busy machine is slow
PATIENT = {"ARCHWAY_ANSWER_WITHIN": "30"}  # the assistant too: else it may tell that no answer could be looked up


class Visitor:
    """A visitor's side of one conversation."""

    def __init__(self, base: str, region: str | None = None, **headers: str) -> None:
        self.http = httpx.Client(base_url=base, timeout=PATIENCE, headers=headers)
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
    """The address of the whole assistant while it runs: what `make run` runs, with the model that was trained last, whatever is live.

    Its conversations are thrown away: whoever tests where visitors are served finds none of them in the inbox.
    """
    port = free_port()
    command = [sys.executable, "-m", "archway.operations.serve", "--newest", "--apart"]
    environment = {"ARCHWAY_RATE_LIMIT": "off", **PATIENT, **os.environ, "ARCHWAY_PORT": str(port)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        for line in server.stdout:
            if line.startswith("Ready"):
                break
        assert server.poll() is None, "the assistant did not start"
        yield f"http://127.0.0.1:{port}/chat/"
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=PATIENCE)


@pytest.fixture(scope="session")
def assistant() -> Iterator[str]:
    with running_assistant() as address:
        yield address


@pytest.fixture
def visitor(assistant: str) -> Iterator[Visitor]:
    visitor = Visitor(assistant)
    yield visitor
    visitor.http.close()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A PostgreSQL server of its own: what to give the store so that it uses it."""
    initdb, server = shutil.which("initdb"), shutil.which("postgres")
    if not initdb or not server:
        pytest.skip("no PostgreSQL on this machine")
    folder = Path(tempfile.mkdtemp(prefix="archway-postgres-"))  # below a folder that its user may enter
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    subprocess.run([initdb, "-D", str(folder / "data"), "-U", "archway", "-A", "trust"], user=user, cwd=folder, check=True, capture_output=True)
    port = free_port()
    settings = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    running = subprocess.Popen([server, "-D", str(folder / "data"), *settings], user=user, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr
        next(line for line in running.stderr if "ready to accept connections" in line)
        yield {"dialect": "postgresql", "host": "127.0.0.1", "port": port, "db": "postgres", "username": "archway"}
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
        shutil.rmtree(folder)

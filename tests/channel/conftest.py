"""Visitors whose connections are closed at the end of each test, and assistants with settings of their own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.channel.small_model import train_small_model
from tests.conftest import PATIENCE, PATIENT, ROOT, Visitor, free_port

Welcome = Callable[..., Visitor]


@pytest.fixture
def welcome() -> Iterator[Welcome]:
    """Start a conversation at an address, with a region or without."""
    with ExitStack() as leaving:

        def visitor(address: str, region: str | None = None) -> Visitor:
            arrived = Visitor(address, region)
            leaving.callback(arrived.http.close)
            return arrived

        yield visitor


@pytest.fixture
def visitor(assistant: str, welcome: Welcome) -> Visitor:
    return welcome(assistant)


@pytest.fixture(scope="module")
def talker(assistant: str) -> Iterator[Visitor]:
    """One long conversation, for tests that don't mind what was said before."""
    visitor = Visitor(assistant)
    yield visitor
    visitor.http.close()


@pytest.fixture
def http(assistant: str) -> Iterator[httpx.Client]:
    """A client without a conversation."""
    with httpx.Client(base_url=assistant, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a small model."""
    return train_small_model(tmp_path_factory.mktemp("small"))


@dataclass
class Server:
    """A running assistant in a folder of its own, with a database, keys and a log of its own."""

    address: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def stored(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.glob("conversations.db*"))

    def child(self, module: str) -> int:
        """Give the id of the process that runs a module for it."""
        return child(self.process.pid, module)

    def bearer(self, token: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"}


def child(parent: int, module: str) -> int:
    """Give the id of the process that `parent` started with this module."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (folder / "cmdline").read_text().split("\0"), (folder / "status").read_text()
        except OSError:  # it has ended
            continue
        if module in command and f"\nPPid:\t{parent}\n" in status:
            return int(folder.name)
    raise LookupError(f"process {parent} has no child that runs {module}")


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Server]:
    """Run the assistant with these variables."""
    for shared in ("actions", "build", "credentials.yml", "endpoints.yml", "models"):
        if not (folder / shared).exists():
            (folder / shared).symlink_to(ROOT / shared)
    port = free_port()
    merged = {**os.environ, **PATIENT, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **environment, "ARCHWAY_PORT": str(port)}
    with (folder / "log").open("ab") as log:
        began = log.tell()
        command = [sys.executable, "-m", "archway.operations.serve", "--newest"]
        process = subprocess.Popen(command, cwd=folder, env=merged, stdout=log, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}/chat/", folder, process)
    try:
        while "\nReady" not in server.log[began:]:
            assert process.poll() is None, server.log
            time.sleep(0.2)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@pytest.fixture(scope="session")
def unlimited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An assistant of its own without rate limits, which other pages may embed."""
    with serving(tmp_path_factory.mktemp("unlimited"), ARCHWAY_RATE_LIMIT="off", ARCHWAY_ALLOWED_ORIGINS="https://embedding.example") as server:
        yield server


@pytest.fixture(scope="session")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An assistant of its own that takes three messages an hour, behind a proxy, which other pages may embed."""
    with serving(
        tmp_path_factory.mktemp("limited"),
        ARCHWAY_RATE_LIMIT="3/hour",
        ARCHWAY_TRUSTED_PROXIES="127.0.0.1",
        ARCHWAY_ALLOWED_ORIGINS="https://embedding.example",
    ) as server:
        yield server


@dataclass
class Redis:
    """A Redis of its own, that can be stopped."""

    port: int
    process: subprocess.Popen[str]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("no redis-server on this machine")
    port = free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        next(line for line in process.stdout if "Ready to accept connections" in line)
        yield Redis(port, process)
    finally:
        process.terminate()
        process.communicate()

"""The three assistants that are compared: how each is written, trained, started, and talked to."""

import asyncio
import os
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from archway.operations.serve import free_port
from benchmarks import archway_projects, stock_rasa
from benchmarks.content import ROOT, Topic, own_topics, topics_of_article

STOCK_PYTHON = ROOT / ".tools/stock/bin/python"
SMALL_TALK = {"greet", "goodbye", "thanks"}  # beside synthetic topics
SMALL_TALK_EXAMPLES = 8
PATIENCE = 400.0  # seconds for a server to come up


@dataclass(frozen=True)
class Conversation:
    """One conversation with a running assistant."""

    http: aiohttp.ClientSession
    sender: str
    answers: dict[str, str]  # stock Rasa: the topic of each text

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Give the answers, each with at least its `topic`. Raises aiohttp.ClientError when there is none."""
        if self.answers:
            told = await posted(self.http, "/webhooks/rest/webhook", {"sender": self.sender, "message": text})
            return [{"topic": self.answers.get(answer.get("text", ""), ""), "aspect": None, "condition": None, "suggestions": []} for answer in told]
        told = await posted(self.http, "/chat/v1/messages", {"id": str(uuid4()), "text": text}, token=self.sender)
        messages: list[dict[str, Any]] = told["messages"]
        return messages


async def posted(http: aiohttp.ClientSession, path: str, body: dict[str, Any], token: str = "") -> Any:
    """Give what is answered to JSON. Raises aiohttp.ClientError unless it is a success."""
    async with http.post(path, json=body, headers={"Authorization": f"Bearer {token}"} if token else None) as response:
        return await response.json()


async def conversation_with(http: aiohttp.ClientSession, answers: dict[str, str]) -> Conversation:
    """Begin a conversation. `answers`: as in Conversation."""
    if answers:
        return Conversation(http, uuid4().hex, answers)
    return Conversation(http, (await posted(http, "/chat/v1/conversations", {}))["token"], {})


@dataclass(frozen=True)
class Running:
    """An assistant that runs: its address, its first process, and how long it took from the start to the first answer."""

    address: str
    process: int
    start_s: float
    answers: dict[str, str]

    async def conversation(self, http: aiohttp.ClientSession) -> Conversation:
        """Begin a conversation."""
        return await conversation_with(http, self.answers)


class Candidate(ABC):
    """An assistant in a folder of its own. `examples`: how many of each topic, None for all; `topics`: what it is about instead of the project's own topics."""

    name: str

    def __init__(self, folder: Path, examples: int | None, epochs: int | None, topics: dict[str, Topic] | None = None) -> None:
        self.folder = folder
        self.examples = examples
        self.epochs = epochs
        self.topics = topics
        self.environment = {**os.environ, "PYTHONPATH": str(folder), "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
        self.write()

    @abstractmethod
    def write(self) -> None:
        """Write the project."""

    @abstractmethod
    def rasa(self) -> list[str]:
        """Give the start of the command line of Rasa."""

    @abstractmethod
    def serve(self, port: int) -> list[str]:
        """Give the command that serves it."""

    def answers(self) -> dict[str, str]:
        """Give the topic of each text it may say; {} where the answers name their topic themselves."""
        return {}

    def train(self) -> float:
        """Train it from nothing; give the seconds."""
        began = time.monotonic()
        with (self.folder / "train.log").open("wb") as log:
            done = subprocess.run([*self.rasa(), "train", "--quiet"], cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        if done.returncode:
            raise RuntimeError(f"{self.name} could not be trained:\n{_end_of(self.folder / 'train.log')}")
        return time.monotonic() - began

    @contextmanager
    def running(self) -> Iterator[Running]:
        """Serve it until the end."""
        port = free_port()
        environment = {**self.environment, "ARCHWAY_PORT": str(port), "ARCHWAY_RATE_LIMIT": "off"}
        began = time.monotonic()
        with (self.folder / "serve.log").open("ab") as log:
            server = subprocess.Popen(self.serve(port), cwd=self.folder, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/"
            self._wait(server, address)
            yield Running(address, server.pid, time.monotonic() - began, self.answers())
        finally:
            server.terminate()
            server.wait(60)

    def _wait(self, server: subprocess.Popen[bytes], address: str) -> None:
        """Wait until it has answered a message."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and server.poll() is None:
            try:
                if asyncio.run(self._answers_at(address)):
                    return
            except (aiohttp.ClientError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} gave no answer within {PATIENCE:.0f} s:\n{_end_of(self.folder / 'serve.log')}")

    async def _answers_at(self, address: str) -> bool:
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(30), raise_for_status=True) as http:
            return bool(await (await conversation_with(http, self.answers())).say("hello"))


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]


class Archway(Candidate):
    """Archway as it ships."""

    name = "archway"

    def write(self) -> None:
        """Copy it, or write one with other topics."""
        if self.topics is None:
            archway_projects.write(self.folder, self.examples)
        else:
            archway_projects.write_synthetic(self.folder, self.topics)

    def rasa(self) -> list[str]:
        """Rasa in the project's environment."""
        return [sys.executable, "-m", "archway.operations.quiet_rasa"]

    def serve(self, port: int) -> list[str]:
        """What `make run` runs."""
        return [sys.executable, "-m", "archway.operations.serve"]


class ArchwayWithDiet(Archway):
    """Archway's dialogue and safety screen with DIET as the classifier."""

    name = "archway_diet"

    def write(self) -> None:
        """The same, with another pipeline."""
        super().write()
        archway_projects.use_diet(self.folder, self.epochs or stock_rasa.EPOCHS)


class StockRasa(Candidate):
    """The FAQ bot of Rasa's manual, in an environment with Rasa's own choice of versions."""

    name = "stock_rasa"

    def write(self) -> None:
        """Write it from the same content and examples."""
        own = own_topics(self.examples or SMALL_TALK_EXAMPLES)
        topics = self.topics or own
        self._said = {topic.answer.strip(): name for name, topic in topics.items()}
        faq = set(topics) if self.topics else topics_of_article()
        small = {name: topic for name, topic in own.items() if self.topics and name in SMALL_TALK}
        stock_rasa.write(self.folder, {**topics, **small}, set(topics) - faq | set(small), self.epochs)

    def answers(self) -> dict[str, str]:
        """The topic of each text."""
        return {**self._said, stock_rasa.FALLBACK: "out_of_scope"}

    def rasa(self) -> list[str]:
        """Rasa in an environment of its own."""
        return [str(STOCK_PYTHON), "-m", "rasa"]

    def serve(self, port: int) -> list[str]:
        """What the manual says."""
        return [*self.rasa(), "run", "--port", str(port), "--interface", "127.0.0.1"]


CANDIDATES: tuple[type[Candidate], ...] = (Archway, StockRasa, ArchwayWithDiet)

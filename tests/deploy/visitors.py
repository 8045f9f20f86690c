"""Visitors who talk all the time, send again what got no answer as the widget does, and afterwards compare what they saw with what was kept."""

import asyncio
import random
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx

QUESTIONS = [
    "What is psychodynamic therapy?",
    "How long does it last?",
    "and for cbt?",
    "tell me more",
    "Who wrote the article?",
    "thanks",
    "Who is it best for?",
]
PATIENCE = 15.0  # seconds: the widget's
SECOND_TRY = 0.5  # seconds until the same message is sent again
PAUSE = (2.0, 4.0)  # seconds between an answer and the next message
AGAIN = 0.1  # of the answered messages are sent once more


@dataclass
class Sent:
    """One message: when it was first sent, when answered (seconds of the monotonic clock), in how many tries, and how."""

    id: UUID
    sent: float
    tries: int = 0
    answered: float = float("inf")
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def took(self) -> float:
        """Seconds from the first try to the answer."""
        return self.answered - self.sent


@dataclass
class Visitor:
    """One conversation, as its visitor sees it. Each comes from a loopback address of its own, as visitors do."""

    http: httpx.AsyncClient
    chance: random.Random
    token: str = ""
    said: list[Sent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        """The token, as a header."""
        return {"Authorization": f"Bearer {self.token}"}

    async def talk(self, over: asyncio.Event) -> None:
        """Say one thing after the other until it is over."""
        await asyncio.sleep(self.chance.uniform(0, PAUSE[1]))
        started = await self._until_answered("v1/conversations", {}, 201)
        self.token = started["token"]
        while not over.is_set():
            message = Sent(uuid4(), time.monotonic())
            self.said.append(message)
            body = {"id": str(message.id), "text": self.chance.choice(QUESTIONS)}
            message.answers = (await self._until_answered("v1/messages", body, 200, message))["messages"]
            message.answered = time.monotonic()
            self._look_at(message)
            if self.chance.random() < AGAIN and (await self._until_answered("v1/messages", body, 200))["messages"] != message.answers:
                self.faults.append("the same message got another answer")
            await asyncio.sleep(self.chance.uniform(*PAUSE))

    async def check(self) -> None:
        """Compare with what is kept."""
        kept = await self.history(self.http)
        ids = [UUID(line["id"]) for line in kept if line["from"] == "visitor"]
        if ids != [message.id for message in self.said]:
            self.faults.append(f"{len(self.said)} messages were sent, {len(ids)} kept, or in another order")
        answers = [{name: value for name, value in line.items() if name != "from"} for line in kept if line["from"] == "assistant"]
        if answers[1:] != [answer for message in self.said for answer in message.answers]:  # the first is the greeting
            self.faults.append("what is kept is not what was answered")

    async def history(self, http: httpx.AsyncClient) -> list[dict[str, Any]]:
        """Give what is kept, as some server tells it."""
        answered = await http.get("v1/messages", headers=self.headers)
        answered.raise_for_status()
        lines: list[dict[str, Any]] = answered.json()["messages"]
        return lines

    def _look_at(self, message: Sent) -> None:
        if [answer["id"] for answer in message.answers] != [str(uuid5(message.id, str(number))) for number in range(len(message.answers))]:
            self.faults.append("an answer belongs to another message")
        if any(answer["topic"] == "unavailable" for answer in message.answers):
            self.faults.append("an answer was none: unavailable")

    async def _until_answered(self, path: str, body: dict[str, str], wanted: int, message: Sent | None = None) -> Any:
        while True:
            if message:
                message.tries += 1
            try:
                answered = await self.http.post(path, json=body, headers=self.headers if self.token else {})
            except httpx.HTTPError:
                await asyncio.sleep(SECOND_TRY)
                continue
            if answered.status_code == wanted:
                return answered.json()
            if answered.status_code < 500:
                raise AssertionError(f"{path} was refused: {answered.status_code} {answered.text}")
            await asyncio.sleep(SECOND_TRY)


def visitor(address: str, certificate: Path, number: int) -> Visitor:
    """Give the visitor with this number, who trusts the certificate alone."""
    transport = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=str(certificate)), local_address=f"127.0.1.{number + 1}")
    return Visitor(httpx.AsyncClient(base_url=address, timeout=PATIENCE, transport=transport), random.Random(number))

"""`make soak`: many visitors talk to a running assistant at once; nothing may get lost, nothing doubled, and memory stays flat.

Usage: python -m tests.soak    (SECONDS, VISITORS and PORT from the environment)
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.channel.conftest import child, serving

QUESTIONS = ["What is psychodynamic therapy?", "How long does it last?", "and for cbt?", "tell me more", "Who wrote the article?", "asdf qwer", "thanks"]
CRISIS = "I want to kill myself"
AGAIN = 0.2  # of the messages are sent again, half of them at the same time


@dataclass
class Talk:
    """One visitor's conversation, as that visitor saw it."""

    http: httpx.AsyncClient
    token: str
    seconds: list[float] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    broken: int = 0

    async def post(self, body: dict[str, str]) -> Any:
        """Give the answers to a message; a fault is written down."""
        began = time.monotonic()
        try:
            answered = await self.http.post("v1/messages", json=body, headers={"Authorization": f"Bearer {self.token}"})
        except httpx.TransportError:
            self.broken += 1  # a connection that is closed just as it is used again; the same message may be sent again
            return await self.post(body)
        self.seconds.append(time.monotonic() - began)
        if answered.status_code != 200 or not answered.json()["messages"]:
            self.faults.append(f"status {answered.status_code}")
            return None
        messages = answered.json()["messages"]
        if body["text"] == CRISIS and not any(message["topic"] == "crisis" for message in messages):
            self.faults.append("danger was not answered with the crisis lines")
        if self.answers.setdefault(body["id"], messages) != messages:
            self.faults.append("the same message got two different answers")
        return messages

    async def talk(self, until: float, chance: random.Random) -> None:
        """Send message after message, some of them twice."""
        while time.monotonic() < until:
            body = {"id": str(uuid4()), "text": CRISIS if chance.random() < 0.02 else chance.choice(QUESTIONS)}
            if chance.random() < AGAIN / 2:
                await asyncio.gather(self.post(body), self.post(body))
                continue
            await self.post(body)
            if chance.random() < AGAIN / 2:
                await self.post(body)

    async def check(self) -> None:
        """Compare with what the server kept."""
        told = (await self.http.get("v1/messages", headers={"Authorization": f"Bearer {self.token}"})).json()["messages"]
        kept: dict[str, list[Any]] = {}
        current: list[Any] = []
        for line in told:
            if line["from"] == "visitor":
                if line["id"] in kept:
                    self.faults.append("a message was kept twice")
                current = kept.setdefault(line["id"], [])
            else:
                current.append({name: value for name, value in line.items() if name != "from"})
        if kept != self.answers:
            self.faults.append(f"{len(self.answers)} messages were answered, {len(kept)} are kept, or their answers differ")


async def soak(address: str, rasa: int, seconds: float, visitors: int) -> dict[str, Any]:
    """Give the figures; `faults` has to be empty."""
    limits = httpx.Limits(max_connections=2 * visitors)  # one may send the same message twice at once
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as http:
        started = await asyncio.gather(*(http.post("v1/conversations", json={}) for _ in range(visitors)))
        talks = [Talk(http, answered.json()["token"]) for answered in started]
        began, memory = time.monotonic(), [resident(rasa)]
        talking = asyncio.gather(*(talk.talk(began + seconds, random.Random(number)) for number, talk in enumerate(talks)))
        while not talking.done():
            await asyncio.sleep(1)
            memory.append(resident(rasa))
        await talking
        took = time.monotonic() - began
        for talk in talks:
            await talk.check()
    times = sorted(second for talk in talks for second in talk.seconds)
    return {
        "visitors": visitors,
        "requests": len(times),
        "messages": sum(len(talk.answers) for talk in talks),
        "per_second": round(len(times) / took, 1),
        "median_ms": round(statistics.median(times) * 1000),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1000),
        "memory_mb_first_third": round(max(memory[: len(memory) // 3 + 1])),
        "memory_mb_at_end": round(memory[-1]),
        "broken_connections": sum(talk.broken for talk in talks),
        "unavailable": sum(answer["topic"] == "unavailable" for talk in talks for given in talk.answers.values() for answer in given),
        "faults": [fault for talk in talks for fault in talk.faults],
    }


def resident(process: int) -> float:
    """Give the resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    """Soak an assistant of its own; print the figures; exit 1 when anything was lost or doubled."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), ARCHWAY_RATE_LIMIT="off", ARCHWAY_ANSWER_WITHIN="5") as server:
        rasa = child(server.process.pid, "archway.operations.quiet_rasa")
        figures = asyncio.run(soak(server.address, rasa, float(os.environ.get("SECONDS", 60)), int(os.environ.get("VISITORS", 200))))
    faults = figures.pop("faults")
    print("\n".join(f"{name:24}{value}" for name, value in figures.items()))
    print(f"{'faults':24}{len(faults)} {sorted(set(faults))}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

"""Visitors who ask without a pause, each in a conversation of their own, and what became of every message."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

QUESTIONS = ("How long does it take?", "What happens in a session?", "who wrote this", "is it any good for OCD?", "and for depression?", "how is CBT different")


@dataclass
class Load:
    """Sent and answered messages; `slowest` in seconds; what else came back than an answer."""

    sent: int = 0
    answered: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, seconds: float, response: httpx.Response) -> None:
        topics = [answer["topic"] for answer in response.json()["messages"]] if response.status_code == 200 else []
        with self._lock:
            self.sent += 1
            self.slowest = max(self.slowest, seconds)
            if topics and "unavailable" not in topics:
                self.answered += 1
                self.topics += topics
            else:
                self.failures.append(f"{response.status_code} {topics}")


@contextmanager
def under_load(address: str, visitors: int = 4) -> Iterator[Load]:
    """Let visitors ask until the end of the block; every message is answered by then or counted as a failure."""
    load, stop = Load(), threading.Event()
    threads = [threading.Thread(target=_visit, args=(address, load, stop)) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def _visit(address: str, load: Load, stop: threading.Event) -> None:
    with httpx.Client(base_url=address, timeout=30) as http:
        token = http.post("v1/conversations", json={}).json()["token"]
        while not stop.is_set():
            for question in QUESTIONS:
                began = time.monotonic()
                response = http.post("v1/messages", json={"id": str(uuid4()), "text": question}, headers={"Authorization": f"Bearer {token}"})
                load.count(time.monotonic() - began, response)

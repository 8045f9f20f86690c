"""What is measured of a running assistant: waiting times, throughput, memory, understanding."""

import asyncio
import itertools
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from archway.operations.evaluation.cases import Case, load_cases
from archway.operations.evaluation.judging import judge
from benchmarks.candidates import Conversation, Running
from benchmarks.scale import AT_ONCE, Scale

TIMEOUT = 60.0
SINGLE_SETS = ("plain", "messy", "faq")  # of the project's test set: one message, one topic
MESSAGES_OF_A_CONVERSATION = 5
NEAR = 4  # turns before and after that count towards a turn's median, but for the first


async def waits(running: Running, texts: list[str], scale: Scale) -> list[float]:
    """Give the seconds of each message, one at a time, in conversations of five, after a warm-up that does not count."""
    asked = itertools.cycle(texts)
    async with _client(running) as http:
        found: list[float] = []
        while len(found) < scale.warm_up + scale.messages:
            conversation = await running.conversation(http)
            found += [await _timed(conversation, next(asked)) for _ in range(MESSAGES_OF_A_CONVERSATION)]
    return found[scale.warm_up :]


async def throughput(running: Running, texts: list[str], scale: Scale) -> tuple[float, dict[str, float]]:
    """Give messages a second with sixteen visitors who never pause, and milliseconds of processor time a message by part: assistant, actions."""
    counts = []

    async def visit(number: int, http: aiohttp.ClientSession, until: float) -> None:
        asked = itertools.cycle(texts[number:] + texts[:number])
        while time.monotonic() < until:
            conversation = await running.conversation(http)
            for _ in range(MESSAGES_OF_A_CONVERSATION):
                await conversation.say(next(asked))
                counts.append(time.monotonic())

    used = cpu_seconds(running.process)
    async with _client(running) as http:
        began = time.monotonic()
        await asyncio.gather(*(visit(number, http, began + scale.seconds) for number in range(AT_ONCE)))
    end = began + scale.seconds
    spent = {part: 1000 * (seconds - used[part]) / len(counts) for part, seconds in cpu_seconds(running.process).items()}
    return sum(moment <= end for moment in counts) / scale.seconds, spent


async def by_turn(running: Running, texts: list[str], scale: Scale) -> dict[int, float]:
    """Give the median milliseconds of certain turns of long conversations. Around every turn the same few texts are asked: some take longer than others."""
    asked = itertools.cycle(texts[: 2 * NEAR + 1])
    seconds: dict[int, list[float]] = {turn: [] for turn in range(1, scale.turns[-1] + 1)}
    async with _client(running) as http:
        for _ in range(scale.first_turns):
            seconds[1].append(await _timed(await running.conversation(http), next(asked)))
        for _ in range(scale.conversations):
            conversation = await running.conversation(http)
            for turn in seconds:
                seconds[turn].append(await _timed(conversation, next(asked)))
    return {turn: 1000 * statistics.median(_around(seconds, turn)) for turn in scale.turns}


def _around(seconds: dict[int, list[float]], turn: int) -> list[float]:
    near = [turn] if turn == 1 else range(turn - NEAR, turn + NEAR + 1)
    return [second for other in near for second in seconds.get(other, [])]


async def accuracy(running: Running, scale: Scale) -> float:
    """Give the share of single questions that get an answer of a topic that a fair judge accepts; aspect and condition don't count."""
    right = []
    async with _client(running) as http:
        for case in cases(scale):
            turn = replace(case.turns[0], aspect=None, condition=None)
            answers = await (await running.conversation(http)).say(turn.text)
            right.append(judge(turn, answers)[0])
    return sum(right) / len(right)


def cases(scale: Scale) -> list[Case]:
    """Give the test set, or an even choice of it."""
    everything = [case for name in SINGLE_SETS for case in load_cases(name)]
    return everything[:: max(1, len(everything) // scale.cases)] if scale.cases else everything


def cpu_seconds(process: int) -> dict[str, float]:
    """Give the processor time that a process and all that it started have used, action servers apart."""
    used = {"assistant": 0.0, "actions": 0.0}
    for one in _family(process):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        part = "actions" if "action_server" in Path(f"/proc/{one}/cmdline").read_text() else "assistant"
        used[part] += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def resident_mb(process: int) -> float:
    """Give the resident memory of a process and all that it started."""
    return sum(_resident(one) for one in _family(process))


def _family(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _resident(process: int) -> float:
    return int(Path(f"/proc/{process}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


async def _timed(conversation: Conversation, text: str) -> float:
    began = time.perf_counter()
    await conversation.say(text)
    return time.perf_counter() - began


def _client(running: Running) -> aiohttp.ClientSession:
    """A client that costs little: it runs on the machine that it measures."""
    return aiohttp.ClientSession(
        running.address, timeout=aiohttp.ClientTimeout(TIMEOUT), connector=aiohttp.TCPConnector(limit=2 * AT_ONCE), raise_for_status=True
    )


def summary(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the figures of a candidate: medians over its rounds; waiting times over all messages of all rounds."""
    seconds = sorted(second for one in rounds for second in one["seconds"])
    figures: dict[str, Any] = {
        "start_s": round(statistics.median(one["start_s"] for one in rounds), 1),
        "rss_mb": round(statistics.median(one["rss_mb"] for one in rounds)),
        "p50_ms": round(1000 * statistics.median(seconds), 1),
        "p95_ms": round(1000 * seconds[int(len(seconds) * 0.95)], 1),
        "messages_per_s": round(statistics.median(one["messages_per_s"] for one in rounds), 1),
        "cpu_ms": {part: round(statistics.median(one["cpu_ms"][part] for one in rounds), 1) for part in ("assistant", "actions")},
    }
    return figures

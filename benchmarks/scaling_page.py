"""Writes docs/scaling.md from benchmarks/results.json, every sum shown. `make benchmark` ends with it; `python -m benchmarks.scaling_page` alone repeats it."""

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.content import ROOT

PAGE = ROOT / "docs/scaling.md"
TEMPLATE = Path(__file__).with_name("scaling.md")
RESULTS = Path(__file__).with_name("results.json")

SECONDS_BETWEEN_MESSAGES = 30  # of a visitor who reads the answer and thinks
BUSY = 0.6  # of a core; above, waiting grows faster than the load
STORED_KB = 5.0  # of one message with its answer in PostgreSQL: 4 kB of events, the rest rows and indexes
DAYS_KEPT = 30
HOURS_A_DAY = 8  # in which as many talk at once as at the peak
SIZES = (10, 1_000, 100_000)


@dataclass(frozen=True)
class Size:
    """What so many conversations at once take."""

    conversations: int
    messages_per_s: float
    replicas: int
    action_servers: int
    memory_gb: float
    written_mb_per_s: float
    stored_gb: float


def size(conversations: int, figures: dict[str, Any]) -> Size:
    """Give the sizing. `figures`: of Archway, as in results.json."""
    rate = conversations / SECONDS_BETWEEN_MESSAGES
    cpu = figures["cpu_ms"]
    replicas = max(2, _cores(rate, cpu["assistant"]))
    return Size(
        conversations,
        rate,
        replicas,
        max(2, _cores(rate, cpu["actions"])),
        replicas * figures["rss_mb"] / 1000,
        rate * STORED_KB / 1000,
        rate * STORED_KB * 3600 * HOURS_A_DAY * DAYS_KEPT / 1e6,
    )


def _cores(rate: float, milliseconds: float) -> int:
    return math.ceil(rate * milliseconds / 1000 / BUSY)


def page(results: dict[str, Any]) -> str:
    """Give the page as Markdown."""
    figures, run = results["archway"], results["run"]
    cpu = figures["cpu_ms"]
    visitors = BUSY * 1000 / (cpu["assistant"] + cpu["actions"]) * SECONDS_BETWEEN_MESSAGES
    values = {
        **figures,
        "processor": run["processor"],
        "cores": run["cores"],
        "quick": "\n**From a quick run on a busy machine: the figures only show what the page will look like.**\n" if run["quick"] else "",
        "assistant_ms": cpu["assistant"],
        "actions_ms": cpu["actions"],
        "per_core": f"{1000 / (cpu['assistant'] + cpu['actions']):.0f}",
        "replica_rate": f"{BUSY * 1000 / cpu['assistant']:.0f}",
        "visitors": f"{visitors:,.0f}",
        "between": SECONDS_BETWEEN_MESSAGES,
        "busy": f"{BUSY:.0%}",
        "stored_kb": STORED_KB,
        "days": DAYS_KEPT,
        "hours": HOURS_A_DAY,
        "sizes": "\n".join(_row(size(conversations, figures)) for conversations in SIZES),
        "example": _example(size(1_000, figures), cpu),
        "commits": f"{SIZES[-1] / SECONDS_BETWEEN_MESSAGES:,.0f}",
        "examples": run["examples"],
        "epochs": run.get("epochs") or 100,
        "goals": "\n".join(f"| {g['what']} | {g['goal']} | {g['found']} | {'yes' if g['met'] else 'no'} |" for g in results["goals"]),
    }
    return TEMPLATE.read_text("utf-8").format_map(values)


def _row(s: Size) -> str:
    return (
        f"| {s.conversations:,} | {s.messages_per_s:,.1f} | {s.replicas} | {s.action_servers} | {s.memory_gb:,.1f} GB "
        f"| {s.written_mb_per_s:,.2f} MB/s | {s.stored_gb:,.1f} GB |"
    )


def _example(s: Size, cpu: dict[str, float]) -> str:
    return (
        f"{s.conversations:,} / {SECONDS_BETWEEN_MESSAGES} s = {s.messages_per_s:.1f} messages/s; "
        f"× {cpu['assistant']} ms / {BUSY} = {s.messages_per_s * cpu['assistant'] / 1000 / BUSY:.2f}, so {s.replicas} replicas; "
        f"× {cpu['actions']} ms / {BUSY} = {s.messages_per_s * cpu['actions'] / 1000 / BUSY:.2f}, so {s.action_servers} action servers"
    )


def write() -> None:
    """Write the page, whole or not at all."""
    partial = PAGE.with_suffix(".partial")
    partial.write_text(page(json.loads(RESULTS.read_text("utf-8"))), "utf-8")
    os.replace(partial, PAGE)


if __name__ == "__main__":
    write()

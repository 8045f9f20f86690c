"""`make benchmark`: trains, serves and measures the three assistants in turn; writes benchmarks/results.json and index.html, and docs/scaling.md."""

import asyncio
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import scaling_page
from benchmarks.candidates import CANDIDATES, Archway, ArchwayWithDiet, Candidate, StockRasa
from benchmarks.content import synthetic_topics
from benchmarks.goals import judged
from benchmarks.measuring import accuracy, by_turn, cases, resident_mb, summary, throughput, waits
from benchmarks.page import write_page
from benchmarks.scale import EPOCHS_FOR_COST, FULL, QUICK, Scale

HERE = Path(__file__).parent
GROWS = 1.5  # so many times as long as the number of topics before takes the next, at least


def benchmark(scale: Scale, folder: Path, keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Measure everything; give the results, and hand to `keep` what is known so far. Raises RuntimeError when an assistant can't be trained or served."""
    say = Progress()
    texts = [case.turns[0].text for case in cases(scale)]
    results: dict[str, Any] = {}
    made: list[Candidate] = []
    for kind in CANDIDATES:
        say(f"training {kind.name}")
        candidate = kind(folder / kind.name, scale.examples, scale.epochs)
        results[kind.name] = {"train_s": round(candidate.train(), 1)}
        made.append(candidate)
    rounds: dict[str, list[dict[str, Any]]] = {candidate.name: [] for candidate in made}
    for number in range(scale.rounds):
        for candidate in made:  # in turn, so that whatever slows the machine down slows all of them
            say(f"round {number + 1} of {scale.rounds}: {candidate.name}")
            rounds[candidate.name].append(_round(candidate, texts, scale))
            keep({**results, "rounds": rounds})
    for candidate in made:
        say(f"understanding and long conversations: {candidate.name}")
        results[candidate.name] |= summary(rounds[candidate.name]) | _once(candidate, texts, scale)
        keep(results)
    say("archway with all its examples")
    results["archway_all_examples"] = _with_all_examples(folder, scale)
    left_out = []
    for kind in (Archway, ArchwayWithDiet, StockRasa):  # what takes longest comes last
        results[kind.name]["by_topics_ms"] = {}
        took = 0.0
        for count in scale.topics:
            began = say.seconds
            if began + GROWS * took > 60 * scale.minutes:
                left_out.append(f"{kind.name} with {count} topics")
                continue
            say(f"{count} topics: {kind.name}")
            results[kind.name]["by_topics_ms"][count] = _cost_of_topics(kind, count, folder, scale)
            took = say.seconds - began
            keep(results)
    results["goals"] = judged(results)
    minutes = round(say.seconds / 60, 1)
    results["run"] = {**_machine(), "minutes": minutes, "quick": scale is QUICK, "examples": scale.examples, "epochs": scale.epochs, "left_out": left_out}
    return results


class Progress:
    """Tells what is being done, and since when."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._began

    def __call__(self, doing: str) -> None:
        """Tell it."""
        print(f"{int(self.seconds) // 60:3}:{int(self.seconds) % 60:02}  {doing} …", flush=True)


def _round(candidate: Candidate, texts: list[str], scale: Scale) -> dict[str, Any]:
    with candidate.running() as running:
        seconds = asyncio.run(waits(running, texts, scale))
        rate, cpu = asyncio.run(throughput(running, texts, scale))
        return {"start_s": running.start_s, "seconds": seconds, "messages_per_s": rate, "cpu_ms": cpu, "rss_mb": resident_mb(running.process)}


def _once(candidate: Candidate, texts: list[str], scale: Scale) -> dict[str, Any]:
    with candidate.running() as running:
        turns = asyncio.run(by_turn(running, texts, scale))
        right = asyncio.run(accuracy(running, scale))
    return {"accuracy": round(right, 4), "by_turn_ms": {turn: round(ms, 1) for turn, ms in turns.items()}}


def _with_all_examples(folder: Path, scale: Scale) -> dict[str, Any]:
    """What ships; the others can't be trained on as many in the time there is."""
    candidate = Archway(folder / "all", None, None)
    took = candidate.train()
    with candidate.running() as running:
        return {"train_s": round(took, 1), "accuracy": round(asyncio.run(accuracy(running, scale)), 4)}


def _cost_of_topics(kind: type[Candidate], count: int, folder: Path, scale: Scale) -> float:
    topics = synthetic_topics(count)
    candidate = kind(folder / f"{kind.name}-{count}", None, EPOCHS_FOR_COST, topics)
    candidate.train()
    with candidate.running() as running:
        seconds = asyncio.run(waits(running, [example for topic in topics.values() for example in topic.examples], scale))
    shutil.rmtree(candidate.folder)
    return round(1000 * sorted(seconds)[len(seconds) // 2], 1)


def _machine() -> dict[str, Any]:
    models = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {"processor": models[0] if models else platform.machine(), "cores": os.cpu_count(), "load_before": os.getloadavg()[0]}


def _write(path: Path, results: dict[str, Any]) -> None:
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def main() -> None:
    """Run it, in a folder that is removed afterwards; one clear line on failure."""
    scale = QUICK if os.environ.get("QUICK") else replace(FULL, minutes=float(os.environ.get("MINUTES") or FULL.minutes))
    out = Path(os.environ.get("OUT") or HERE)
    out.mkdir(parents=True, exist_ok=True)
    partial = out / "results.partial"
    with tempfile.TemporaryDirectory(prefix="archway-benchmark-") as folder:
        try:
            results = benchmark(scale, Path(folder), lambda known: _write(partial, known))
        except (RuntimeError, OSError) as error:
            sys.exit(f"archway: {error}")
    _write(partial, results)
    os.replace(partial, out / "results.json")
    write_page(out / "index.html", json.loads((out / "results.json").read_text("utf-8")))
    if out == HERE:
        scaling_page.write()
    for goal in results["goals"]:
        print(f"{goal['what']:24}{goal['goal']:>10}{goal['found']:>10}  {'met' if goal['met'] else 'not met'}")
    print(f"Wrote {out / 'results.json'} and {out / 'index.html'}")


if __name__ == "__main__":
    main()

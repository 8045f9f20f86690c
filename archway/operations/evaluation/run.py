"""`make evaluate`: starts the assistant, puts the test sets to it, prints a table, writes evaluation/."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from archway.operations.evaluation.cases import SETS, Case, load_cases
from archway.operations.evaluation.judging import Verdict, judge, summary
from archway.operations.evaluation.page import write_page
from archway.operations.serve import ServeError, free_port, newest_model, running, wait

OUT = Path("evaluation")
VISITORS = 4


def evaluate(address: str, name: str) -> list[Verdict]:
    """Put a set to the assistant at `address` (…/chat/), each case in a conversation of its own; give a verdict a turn."""
    cases = load_cases(name)
    with ThreadPoolExecutor(VISITORS) as visitors:
        return [verdict for verdicts in visitors.map(lambda case: _talk(address, name, case), cases) for verdict in verdicts]


def _talk(address: str, name: str, case: Case) -> list[Verdict]:
    with requests.Session() as session:
        token = session.post(f"{address}v1/conversations", json={}, timeout=60).json()["token"]
        session.headers["Authorization"] = f"Bearer {token}"
        verdicts = []
        for turn in case.turns:
            said = session.post(f"{address}v1/messages", json={"id": str(uuid4()), "text": turn.text}, timeout=60).json()
            answers = said.get("messages", [])
            right, offered = judge(turn, answers)
            got = tuple(str(answer["topic"]) for answer in answers)
            verdicts.append(Verdict(name, case.name, case.kind, turn.text, turn.wanted, got, right, offered))
        return verdicts


def confidences(model: Path, names: tuple[str, ...] = ("plain", "messy", "faq")) -> list[tuple[float, bool]]:
    """Give, for each single question, the classifier's confidence in its first topic and whether that is right."""
    import asyncio

    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)  # below, Rasa logs every message
    agent = Agent.load(str(model))
    found = []
    for name in names:
        for case in load_cases(name):
            parsed = asyncio.run(agent.parse_message(case.turns[0].text))
            found.append((parsed["intent"]["confidence"], parsed["intent"]["name"] in case.turns[0].wanted[0]))
    return found


@contextmanager
def assistant() -> Iterator[str]:
    """Run the assistant on free ports; give its address."""
    port = free_port()
    environment = {"ARCHWAY_PORT": str(port), "ARCHWAY_RATE_LIMIT": "off"}
    os.environ.update(environment)
    with running("the assistant", [sys.executable, "-m", "archway.operations.serve"]) as server:
        address = f"http://127.0.0.1:{port}/chat/"
        wait(server, f"{address}v1/health", "the assistant")
        yield address


def main() -> None:
    """Evaluate the newest model; one clear line on failure."""
    try:
        verdicts = []
        with assistant() as address:
            for name in SETS:
                print(f"Putting the set {name} to the assistant …", flush=True)
                verdicts += evaluate(address, name)
        figures = {name: summary([v for v in verdicts if v.set == name]) for name in SETS}
        print(table(figures))
        OUT.mkdir(exist_ok=True)
        before = _earlier()
        write_page(OUT / "index.html", figures, before, verdicts, confidences(newest_model()), newest_model().name)
        _write(OUT / "results.json", {"model": newest_model().name, "figures": figures})
        print(f"Wrote {OUT / 'results.json'} and {OUT / 'index.html'}")
    except (ServeError, ValueError, OSError) as error:
        sys.exit(f"archway: {error}")


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Give the figures as a table in plain text, shares in per cent."""
    lines = [f"{'set':<12}{'n':>6}{'right':>9}{'offered':>9}"]
    for name, found in figures.items():
        lines.append(f"{name:<12}{found['n']:>6}{found['right']:>9.1%}{found['offered']:>9.1%}")
        if "crisis_recall" in found:
            lines += [f"  {key:<24}{found[key]:>7.1%}" for key in ("crisis_recall", "false_alarms", "false_alarms_hard")]
            lines += [f"  {kind:<24}{share:>7.1%}" for kind, share in found["kinds"].items()]
    return "\n".join(lines)


def _earlier() -> dict[str, Any]:
    try:
        return dict(json.loads((OUT / "results.json").read_text("utf-8"))["figures"])
    except (OSError, ValueError, KeyError):
        return {}


def _write(path: Path, data: dict[str, Any]) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(data, indent=1), "utf-8")
    os.replace(partial, path)


if __name__ == "__main__":
    main()

"""Starts the assistant apart from visitors, puts the test sets to it, and writes evaluation/."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from archway.operations.evaluation.cases import SETS, Case, load_cases
from archway.operations.evaluation.judging import Verdict, judge, summary
from archway.operations.evaluation.page import write_page
from archway.operations.files import write_whole
from archway.operations.processes import free_port, running, wait

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
def assistant(model: Path) -> Iterator[str]:
    """Run the assistant with a model, apart from visitors and from what they said; give its address. Raises ServeError."""
    port = free_port()
    command = [sys.executable, "-m", "archway.operations.serve", "--apart", "--model", str(model)]
    settings = {
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "RATE_LIMIT": "off",
        "RATE_LIMIT_STORE": "memory://",
        "ANSWER_WITHIN": "30",
    }  # a busy machine may be slow
    with running("the assistant", command, say=False, **{f"ARCHWAY_{name}": value for name, value in settings.items()}) as server:
        address = f"http://127.0.0.1:{port}/chat/"
        wait(server, f"{address}v1/health", f"the assistant with {model.name}")
        yield address


def evaluate_all(model: Path, say: Callable[[str], None]) -> list[Verdict]:
    """Put all test sets to the assistant with a model; give a verdict a turn. `say` is told what is under way. Raises ServeError, ValueError."""
    verdicts = []
    with assistant(model) as address:
        for name in SETS:
            say(f"Putting the set {name} to {model.name} …")
            verdicts += evaluate(address, name)
    return verdicts


def summaries(verdicts: list[Verdict]) -> dict[str, dict[str, Any]]:
    """Give the figures of each set."""
    return {name: summary([v for v in verdicts if v.set == name]) for name in SETS}


def write_report(model: Path, verdicts: list[Verdict]) -> Path:
    """Write evaluation/index.html and results.json; give the page."""
    figures, page = summaries(verdicts), OUT / "index.html"
    OUT.mkdir(exist_ok=True)
    write_page(page, figures, _earlier(), verdicts, confidences(model), model.name)
    write_whole(OUT / "results.json", json.dumps({"model": model.name, "figures": figures}, indent=1))
    return page


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

"""`make run`'s program, started and stopped as a user does."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Visitor, free_port


@contextmanager
def serving(port: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "archway.operations.serve"]
    merged = {**os.environ, "ARCHWAY_PORT": str(port), **environment}
    server = subprocess.Popen(command, cwd=ROOT, env=merged, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield server
    finally:
        if server.poll() is None:
            server.kill()
        server.communicate()


def children_of(parent: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.add(int(stat.parent.name))
    return found


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_comes_up_without_tensorflow_says_where_and_stops_with_no_process_left(stop: signal.Signals) -> None:
    port = free_port()
    with serving(port) as server:
        assert server.stdout
        ready = next(line for line in server.stdout if line.startswith("Ready"))
        assert f"http://127.0.0.1:{port}/chat/" in ready
        children = children_of(server.pid)
        assert len(children) == 2
        assert not any("tensorflow" in Path(f"/proc/{child}/maps").read_text("utf-8") for child in children)
        server.send_signal(stop)
        assert server.wait(30) == 0
        assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(port) as server:
            _, errors = server.communicate(timeout=60)
            assert server.returncode != 0
            assert errors.strip().splitlines() == [
                f"archway: port {port} on 127.0.0.1 is not free (Address already in use); stop what uses it, or set ARCHWAY_PORT to another"
            ]


def test_a_wrong_setting_is_one_clear_line() -> None:
    with serving(0, ARCHWAY_PORT="99999") as server:
        _, errors = server.communicate(timeout=60)
        assert server.returncode != 0
        [line] = errors.strip().splitlines()
        assert line.startswith("archway: ARCHWAY_PORT")


EVERYDAY: list[tuple[str, str, str | None]] = [
    ("What is psychodynamic therapy?", "definition", "what-is"),
    ("What is it supposed to achieve?", "goals", "introduction"),
    ("Does it come from Freud?", "origins", "introduction"),
    ("what makes it different from other therapies, the seven features?", "key_features", "seven-features"),
    ("Why does the therapist ask about my childhood?", "feature_past", "seven-features"),
    ("What happens in a session?", "session_overview", "session"),
    ("how long does it take", "duration", "duration"),
    ("Who is it best for?", "suitability", "suitability"),
    ("does it work for depression?", "conditions", "suitability"),
    ("how is it different from psychoanalysis", "vs_psychoanalysis", "vs-psychoanalysis"),
    ("Is CBT shorter than this?", "vs_cbt", "vs-cbt"),
    ("Who wrote this article?", "sources", "byline"),
]


@pytest.mark.parametrize(("question", "topic", "section"), EVERYDAY)
def test_everyday_questions_get_topic_text_source_and_suggestions(visitor: Visitor, question: str, topic: str, section: str) -> None:
    answer: dict[str, Any] = visitor.say(question)[0]
    assert answer["topic"] == topic
    assert len(answer["text"]) > 40
    assert answer["source"]["section"] == section
    assert 2 <= len(answer["suggestions"]) <= 3

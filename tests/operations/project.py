"""A copy of the project in a folder of its own, in which operators may do as they like, and the command as they type it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from archway.operations.serve import newest_model
from tests.conftest import ROOT, free_port

ONE_IN = 15  # messages of each test set: enough to see a change, and soon done
IN_FULL = ('"topic": ["duration"', '"topic": ["vs_cbt"')  # what stands in the lines of messages that are all kept: with fewer, no topic breaks down
ONE_IN_EXAMPLES = 3  # of each topic: a release trained on them passes the conversation tests, in a third of the time
EXAMPLES = ("    - ", "  - text: ")


@dataclass(frozen=True)
class Project:
    """The copy's folder."""

    root: Path

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run `archway` to its end."""
        return subprocess.run(self.command(*arguments), cwd=self.root, env=self.environment(**environment), capture_output=True, text=True, check=False)

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """Start `archway`."""
        merged = self.environment(**environment)
        return subprocess.Popen(self.command(*arguments), cwd=self.root, env=merged, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def json(self, *arguments: str) -> Any:
        """Give the JSON of a command that succeeds."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "archway.operations.cli", *arguments]

    @staticmethod
    def environment(**more: str) -> dict[str, str]:
        return {**os.environ, "PYTHONUNBUFFERED": "1", "ARCHWAY_RATE_LIMIT": "off", "COLUMNS": "200", **more}

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Run `archway serve`; give the chat's address."""
        port = free_port()
        log = self.root / f"serve-{port}.log"
        with log.open("w") as file:
            server = subprocess.Popen(self.command("serve"), cwd=self.root, env=self.environment(ARCHWAY_PORT=str(port)), stdout=file, stderr=file)
        try:
            while "\nReady" not in log.read_text():
                assert server.poll() is None, log.read_text()
            yield f"http://127.0.0.1:{port}/chat/"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)

    def processes(self) -> list[str]:
        """Give the command lines of the processes that run in the copy's folder."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if (folder / "cwd").resolve() == self.root.resolve():
                    found.append((folder / "cmdline").read_text("utf-8").replace("\0", " "))
            except OSError:  # it has ended
                continue
        return [command for command in found if command]


def live_in(address: str) -> str:
    """Give the version that a server says is live."""
    return str(httpx.get(f"{address}v1/health").json()["model"])


def copy_project(folder: Path, one_in_examples: int = ONE_IN_EXAMPLES) -> Project:
    """Copy what git would, with the newest model, the built encoder and language, and a part of the examples and the test sets."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in listed:
        if (ROOT / name).is_file() and not name.startswith("docs/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "build", folder / "build")  # a training writes into it
    shutil.copy2(newest_model(ROOT / "models"), folder / "models")
    for path in (folder / "tests/understanding").glob("*.jsonl"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for number, line in enumerate(lines) if number % ONE_IN == 0 or any(kept in line for kept in IN_FULL)), "utf-8")
    for path in (folder / "data/nlu").rglob("*.yml"):
        path.write_text("".join(_thinned(path.read_text("utf-8").splitlines(keepends=True), one_in_examples)), "utf-8")
    return Project(folder)


def _thinned(lines: list[str], one_in: int) -> Iterator[str]:
    """Give the lines with the first example of each topic and one in so many after it."""
    number = -1  # of the example below its topic
    for line in lines:
        if line.startswith(EXAMPLES):
            number += 1
        elif not line.startswith("    "):
            number = -1
        if number < 0 or number % one_in == 0:
            yield line

"""The command `archway` in a project's folder of its own, with conversations that visitors had with the real server."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.channel.conftest import serving
from tests.conftest import ROOT, Visitor
from tests.operations.warm import warm_server

ASKED = [  # by visitors of their own
    "can i do this by video call?",
    "do you do video sessions",
    "can the sessions be remote? write to me at pat@example.org",
    "what's the price?",
    "whats the weather like in leeds",
    "how long does it last?",
]
DANGER = ["i want to kill myself", "they hurt me and i want to die"]
DOUBTFUL = "so whats with the box of tissues"


@dataclass
class Done:
    """A command that has run."""

    code: int
    out: str
    errors: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class Project:
    """A folder with everything that the commands read and write."""

    folder: Path

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Done:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "ARCHWAY_OPERATOR": "ana", **environment}
        return Done(*warm_server().run("archway.operations.cli", arguments, self.folder, variables, typed))

    def path(self, name: str) -> Path:
        return self.folder / name

    def everything(self) -> bytes:
        """What stands in the files that the commands write, the database included."""
        files = [*self.folder.glob("conversations.db*"), *(path for path in self.folder.glob(".archway/**/*") if path.is_file())]
        return b"".join(path.read_bytes() for path in files)

    def backdate(self, conversation: str, by: timedelta) -> None:
        """Have a conversation be as it would be after some time."""
        with closing(sqlite3.connect(self.path("conversations.db"))) as database:
            for id_, timestamp, data in database.execute("SELECT id, timestamp, data FROM events WHERE sender_id = ?", (conversation,)).fetchall():
                event = json.loads(data)
                earlier = timestamp - by.total_seconds()
                event["timestamp"] = earlier
                database.execute("UPDATE events SET timestamp = ?, data = ? WHERE id = ?", (earlier, json.dumps(event), id_))
            database.commit()

    def add_example(self, topic: str, text: str) -> None:
        path = next(path for path in self.path("data/nlu").glob("*.yml") if path.name != "several.yml" and f"- intent: {topic}\n" in path.read_text())
        before, block, after = path.read_text().partition(f"- intent: {topic}\n  examples: |\n")
        path.write_text(f"{before}{block}    - {text}\n{after}")


def make_project(folder: Path) -> Project:
    """Copy what commands may write, and link to the rest."""
    for name in ("data", "domain.yml", "actions", "config.yml", "endpoints.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "archway").mkdir()
    (folder / "archway/channel").symlink_to(ROOT / "archway/channel")
    for name in ("build", "models"):
        (folder / name).symlink_to(ROOT / name)
    return Project(folder)


def visit(folder: Path) -> Path:
    """Have visitors talk with the real server in a folder; give the database."""
    with serving(folder, ARCHWAY_RATE_LIMIT="off") as server:
        for text in [*ASKED, *DANGER]:
            visitor = Visitor(server.address)
            visitor.say(text)
            visitor.http.close()
        visitor = Visitor(server.address)
        offered = visitor.say(DOUBTFUL)[-1]
        visitor.choose(offered["suggestions"][0]["choice"])
        answer = visitor.say("What happens in a session?")[0]
        vote = {"message_id": answer["id"], "helpful": False, "reason": "too short, call me on 020 7946 0958"}
        visitor.http.post("v1/feedback", json=vote, headers=server.bearer(visitor.token))
        visitor.http.close()
    with closing(sqlite3.connect(folder / "conversations.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "conversations.db"


@pytest.fixture(scope="session")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of conversations that visitors had with the real server."""
    return visit(tmp_path_factory.mktemp("visited"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in which nobody has said anything."""
    return make_project(tmp_path)


@pytest.fixture
def inbox(project: Project, visited: Path) -> Project:
    """A project with conversations."""
    shutil.copy(visited, project.path("conversations.db"))
    return project


@pytest.fixture
def inside(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project that is this process's own folder."""
    monkeypatch.chdir(project.folder)
    yield project

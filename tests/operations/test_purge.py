"""`archway purge`: what is deleted is gone from the database and from the inbox, and what fails loses nothing."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from rasa.shared.core.domain import Domain

from archway.channel.conversation_store import ConversationStore
from archway.operations import retention
from tests.conftest import ROOT
from tests.operations.conftest import ASKED, DANGER, Project

MONTHS = timedelta(days=40)
OURS = "archway.channel.conversation_store.ConversationStore"


def conversation_of(project: Project, said: str) -> str:
    with closing(sqlite3.connect(project.path("conversations.db"))) as database:
        [(found,)] = database.execute("SELECT DISTINCT sender_id FROM events WHERE type_name = 'user' AND data LIKE ?", (f"%{said}%",)).fetchall()
    return str(found)


def count(project: Project) -> int:
    with closing(sqlite3.connect(project.path("conversations.db"))) as database:
        return int(database.execute("SELECT count(DISTINCT sender_id) FROM events").fetchone()[0])


def group_of(project: Project, said: str) -> str:
    return str(next(g["id"] for g in project.run("inbox", "--json").data["groups"] if said in [m["text"] for m in g["messages"]]))


def test_old_conversations_leave_no_trace_in_the_database_nor_in_the_inbox(inbox: Project) -> None:
    assert inbox.run("inbox", "--dismiss", group_of(inbox, ASKED[3]), "--dismiss", group_of(inbox, ASKED[4])).code == 0
    inbox.backdate(conversation_of(inbox, "the price"), MONTHS)
    assert b"the price" in inbox.everything()
    remembered = inbox.path(".archway/inbox.json").read_text()
    before = count(inbox)
    done = inbox.run("purge", "--json")
    assert done.code == 0, done.errors
    assert (done.data["conversations"], done.data["decisions"], done.data["kept"]) == (1, 1, before - 1)
    assert b"the price" not in inbox.everything()
    assert len(inbox.path(".archway/inbox.json").read_text()) < len(remembered)
    assert ASKED[4] not in inbox.run("inbox", "--json").out, "another decision was forgotten"


def test_it_says_what_it_deleted(inbox: Project) -> None:
    for said in DANGER:
        inbox.backdate(conversation_of(inbox, said), MONTHS)
    done = inbox.run("purge")
    assert done.out.startswith("Deleted 2 conversations without a message in the last 30 days: ")
    assert inbox.run("purge").out.startswith("Deleted 0 conversations")
    assert inbox.run("purge", "--quiet").out == ""


def test_a_dry_run_deletes_nothing(inbox: Project) -> None:
    before = inbox.path("conversations.db").read_bytes()
    done = inbox.run("purge", "--older-than", "0", "--dry-run", "--json")
    assert (done.data["conversations"], done.data["kept"]) == (count(inbox), 0)
    assert inbox.path("conversations.db").read_bytes() == before


def test_the_retention_is_a_setting(inbox: Project) -> None:
    inbox.backdate(conversation_of(inbox, "the price"), timedelta(days=8))
    assert inbox.run("purge", "--json").data["conversations"] == 0
    assert inbox.run("purge", "--json", ARCHWAY_RETENTION_DAYS="7").data["conversations"] == 1
    assert inbox.run("purge", ARCHWAY_RETENTION_DAYS="soon").code == 2


def test_one_conversation_is_deleted_on_request_and_its_examples_are_named(inbox: Project) -> None:
    conversation = conversation_of(inbox, "the price")
    assert inbox.run("label", "not_covered", ASKED[3]).code == 0
    before = count(inbox)
    done = inbox.run("purge", "--conversation", conversation)
    assert done.out.startswith("Deleted the conversation: ")
    line = len(inbox.path("data/nlu/not_covered.yml").read_text().splitlines())
    assert f"Still an example: data/nlu/not_covered.yml:{line}." in done.out
    assert count(inbox) == before - 1
    assert b"the price" not in inbox.everything()
    again = inbox.run("purge", "--conversation", conversation)
    assert (again.code, again.errors.startswith(f"archway: there is no conversation {conversation}")) == (1, True)


def test_wrong_use_is_told(inbox: Project) -> None:
    assert inbox.run("purge", "--conversation", "x", "--older-than", "3").code == 2


def test_what_a_killed_purge_left_in_the_inbox_goes_with_the_next_one(inbox: Project) -> None:
    assert inbox.run("inbox", "--dismiss", group_of(inbox, ASKED[3])).code == 0
    with closing(sqlite3.connect(inbox.path("conversations.db"))) as database:
        database.execute("DELETE FROM events WHERE sender_id = ?", (conversation_of(inbox, "the price"),))
        database.commit()
    assert inbox.run("purge", "--json").data["decisions"] == 1


def test_a_locked_database_is_a_clear_line_and_nothing_is_lost(inbox: Project) -> None:
    before = count(inbox)
    with closing(sqlite3.connect(inbox.path("conversations.db"), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = inbox.run("purge", "--older-than", "0")
        other.execute("ROLLBACK")
    assert (done.code, done.out) == (1, "")
    assert done.errors.startswith("archway: the database of conversations failed with OperationalError")
    assert len(done.errors.splitlines()) == 1
    assert count(inbox) == before


def test_the_assistant_purges_while_it_runs(inbox: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.backdate(conversation_of(inbox, "the price"), MONTHS)
    monkeypatch.chdir(inbox.folder)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before = count(inbox)
    retention.start_daily_purge(first=0.0)
    deadline = time.monotonic() + 60
    while count(inbox) == before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert count(inbox) == before - 1


def test_a_database_that_is_gone_is_a_clear_line(project: Project) -> None:
    settings = {"dialect": "postgresql", "url": "127.0.0.1", "port": 1, "db": "x", "username": "x"}
    project.path("endpoints.yml").write_text(yaml.safe_dump({"tracker_store": {"type": OURS, **settings}}))
    done = project.run("purge")
    assert done.code == 1
    assert done.errors.splitlines()[-1].startswith("archway: the database of conversations failed with OperationalError")


def test_on_postgresql_the_inbox_is_read_and_purged_alike(inbox: Project, postgres: dict[str, Any]) -> None:
    fill(postgres, inbox.path("conversations.db"))
    inbox.path("conversations.db").unlink()
    settings = {"type": OURS, "url": postgres["host"], **{key: value for key, value in postgres.items() if key != "host"}}
    inbox.path("endpoints.yml").write_text(yaml.safe_dump({"tracker_store": settings}))
    assert ASKED[3] in inbox.run("inbox", "--json").out
    assert inbox.run("inbox", "--dismiss", group_of(inbox, ASKED[3])).code == 0
    done = inbox.run("purge", "--older-than", "0", "--json")
    assert done.code == 0, done.errors
    assert (done.data["kept"], done.data["decisions"]) == (0, 1)
    assert inbox.run("inbox", "--json").data["messages"] == 0


def fill(postgres: dict[str, Any], database: Path) -> None:
    """Copy the conversations of an SQLite file."""
    store = ConversationStore(Domain.empty(), **postgres)
    columns = ("sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")
    with closing(sqlite3.connect(database)) as source, store.engine.begin() as connection:
        for row in source.execute(f"SELECT {', '.join(columns)} FROM events ORDER BY id"):
            connection.execute(sa.insert(store.SQLEvent).values(**dict(zip(columns, row, strict=True))))
    store.engine.dispose()

"""The store of conversations: what it keeps, forgets, and says when its database fails."""

import asyncio
import sqlite3
import stat
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import read_endpoint_config

from archway.channel.conversation_store import AlreadyStored, ConversationStore, StoreUnavailable, without_fallback

ROOT = Path(__file__).parents[2]
SAID = "Unmistakable marmalade"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(file: Path) -> Iterator[ConversationStore]:
    store = ConversationStore(Domain.empty(), db=str(file))
    yield store
    store.engine.dispose()


async def keep(store: ConversationStore, conversation: str, text: str = SAID, when: datetime | None = None) -> None:
    tracker = DialogueStateTracker(conversation, [])
    tracker.update(UserUttered(text, timestamp=(when or datetime.now(UTC)).timestamp()))
    await store.save(tracker)


def bytes_of(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


async def test_what_is_kept_is_found_again(store: ConversationStore) -> None:
    await keep(store, "a")
    tracker = await store.retrieve("a")
    assert tracker and [event.text for event in tracker.events if isinstance(event, UserUttered)] == [SAID]


async def test_deleting_leaves_no_trace_in_the_files(store: ConversationStore, file: Path) -> None:
    for number in range(50):
        await keep(store, f"a{number}", f"{SAID} {number} " * 200)
    assert SAID.encode() in bytes_of(file)
    for number in range(50):
        assert store.delete(f"a{number}") == 1
    assert SAID.encode() not in bytes_of(file)


async def test_deleting_one_conversation_leaves_the_others(store: ConversationStore) -> None:
    await keep(store, "a")
    await keep(store, "b")
    assert store.delete("a") == 1
    assert await store.retrieve("a") is None
    assert await store.retrieve("b")


def test_deleting_what_is_not_there_is_told(store: ConversationStore) -> None:
    assert store.delete("nobody") == 0


async def test_purging_deletes_what_was_not_active_since(store: ConversationStore, file: Path) -> None:
    now = datetime.now(UTC)
    for days in (40, 31):
        await keep(store, f"old{days}", f"{SAID} {days}", now - timedelta(days=days))
    await keep(store, "resumed", "first", now - timedelta(days=40))
    await keep(store, "new", "second", now)
    tracker = await store.retrieve("resumed")
    assert tracker
    tracker.update(UserUttered("again", timestamp=now.timestamp()))
    await store.save(tracker)
    purged = store.purge(now - timedelta(days=30))
    assert (purged.conversations, purged.events) == (2, 2)
    assert {conversation for conversation, _ in store.conversations()} == {"resumed", "new"}
    assert SAID.encode() not in bytes_of(file)
    assert store.purge(now - timedelta(days=30)).conversations == 0


async def test_more_conversations_than_a_statement_may_name_are_purged(store: ConversationStore) -> None:
    for number in range(1_100):
        await keep(store, f"a{number}", "x", datetime(2020, 1, 1, tzinfo=UTC))
    assert store.purge(datetime.now(UTC)).conversations == 1_100


async def test_conversations_are_told_with_their_last_activity_the_oldest_first(store: ConversationStore) -> None:
    now = datetime.now(UTC)
    await keep(store, "b", when=now)
    await keep(store, "a", when=now - timedelta(days=1))
    assert [conversation for conversation, _ in store.conversations()] == ["a", "b"]
    assert dict(store.conversations())["b"] == now


async def test_conversations_are_read_with_all_their_events_those_active_since_or_one(store: ConversationStore) -> None:
    now = datetime.now(UTC)
    await keep(store, "b", "first", now - timedelta(days=9))
    await keep(store, "old", when=now - timedelta(days=9))
    await keep(store, "a", "other", now)
    tracker = await store.retrieve("b")
    assert tracker
    tracker.update(UserUttered("second", timestamp=now.timestamp()))
    await store.save(tracker)
    found = {conversation: [getattr(event, "text", None) for event in events] for conversation, events in store.histories(now - timedelta(days=1))}
    assert found == {"a": ["other"], "b": ["first", "second"]}
    assert [conversation for conversation, _ in store.histories(now, "old")] == ["old"]


async def test_the_files_are_for_their_owner_alone(store: ConversationStore, file: Path) -> None:
    await keep(store, "a")
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == dict.fromkeys(
        [file.name, f"{file.name}-wal", f"{file.name}-shm"], 0o600
    )


async def test_who_gives_up_waiting_finds_the_message_stored(store: ConversationStore, file: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    keeping = asyncio.create_task(keep(store, "a"))
    await asyncio.sleep(0.05)
    keeping.cancel()
    await asyncio.sleep(0.05)
    assert not keeping.done()
    writer.execute("COMMIT")
    writer.close()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert await store.retrieve("a")


async def test_others_are_served_while_the_disk_takes_its_time(store: ConversationStore, file: Path) -> None:
    await keep(store, "a")
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    keeping = asyncio.create_task(keep(store, "b"))
    await asyncio.sleep(0.05)
    assert await store.retrieve("a")
    assert not keeping.done()
    writer.execute("COMMIT")
    writer.close()
    await keeping


async def test_another_process_reads_while_one_writes(store: ConversationStore, file: Path) -> None:
    await keep(store, "a")
    reader = sqlite3.connect(file)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
    await keep(store, "b")
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
    reader.close()


async def test_a_failing_database_is_told_without_what_was_said(store: ConversationStore, file: Path) -> None:
    await keep(store, "a")
    writer = sqlite3.connect(file)
    writer.execute("DROP TABLE events")
    writer.commit()
    writer.close()
    with pytest.raises(StoreUnavailable) as failed:
        await keep(store, "b")
    assert SAID not in "".join(traceback.format_exception(failed.value))
    assert SAID not in repr(failed.value.__context__)
    with pytest.raises(StoreUnavailable):
        await store.retrieve("a")
    with pytest.raises(StoreUnavailable):
        store.delete("a")


def test_a_database_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="unable to open"):
        ConversationStore(Domain.empty(), db=str(tmp_path / "no" / "folder" / "conversations.db"))


def test_rasa_makes_it_from_endpoints_yml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "tracker_store")
    monkeypatch.chdir(tmp_path)
    made = TrackerStore.create(endpoint, Domain.empty())
    assert isinstance(made, ConversationStore)
    assert without_fallback(FailSafeTrackerStore(made)) is made
    assert without_fallback(made) is made


async def test_postgresql_keeps_deletes_and_purges_alike(postgres: dict[str, Any]) -> None:
    store = ConversationStore(Domain.empty(), **postgres)
    now = datetime.now(UTC)
    await keep(store, "old", when=now - timedelta(days=40))
    await keep(store, "new", when=now)
    assert (await store.retrieve("new")) is not None
    assert [conversation for conversation, _ in store.conversations()] == ["old", "new"]
    assert store.purge(now - timedelta(days=30)).conversations == 1
    assert store.delete("new") == 1
    assert list(store.conversations()) == []
    store.engine.dispose()


async def test_postgresql_refuses_to_keep_a_message_twice(postgres: dict[str, Any]) -> None:
    first, second = (ConversationStore(Domain.empty(), **postgres) for _ in range(2))
    tracker = DialogueStateTracker("twice", [])
    tracker.update(UserUttered(SAID, metadata={"id": str(uuid4())}))
    again = tracker.copy()
    again.update(UserUttered(SAID, metadata=tracker.latest_message.metadata))
    await first.save(tracker)
    with pytest.raises(AlreadyStored):
        await second.save(again)
    for store in (first, second):
        store.engine.dispose()


async def test_it_reads_and_writes_as_rasas_own_store_does(store: ConversationStore, file: Path) -> None:
    own = SQLTrackerStore(Domain.empty(), db=str(file))
    tracker = DialogueStateTracker("a", [])
    for number in range(6):
        new = [SessionStarted()] if number % 2 == 0 else []
        tracker.update_with_events([*new, UserUttered(f"{SAID} {number}"), ActionExecuted("action_listen")], Domain.empty())
        await (store if number < 3 else own).save(tracker)
        latest, theirs = await store.retrieve("a"), await own.retrieve("a")
        assert latest and theirs and latest.events == theirs.events
        tracker = latest
    whole = await own.retrieve_full_tracker("a")
    assert whole and len(whole.events) == 15
    own.engine.dispose()

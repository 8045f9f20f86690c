"""Where conversations are kept: Rasa's SQL tracker store, which can also forget, and which never pretends to have stored what it has not."""

import asyncio
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Optional
from uuid import UUID

import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore, create_engine_kwargs
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from archway.channel import statements
from archway.channel.metrics import stage

SQLITE, POSTGRESQL = "sqlite", "postgresql"
LAST_ID = 2**62
ONCE = """
    CREATE UNIQUE INDEX IF NOT EXISTS events_each_message_once ON events (sender_id, (data::json -> 'metadata' ->> 'id')) WHERE type_name = 'user'
"""
PATIENCE_MS = 2_000  # how long a writer waits for another process


class StoreUnavailable(RuntimeError):
    """The database did not do what it was asked; the message names the kind of failure and holds nothing that was said."""


class AlreadyStored(StoreUnavailable):
    """Another replica has stored this message in the meantime."""


@dataclass(frozen=True)
class Purged:
    """How much was deleted."""

    conversations: int
    events: int


class ConversationStore(SQLTrackerStore):
    """Keeps conversations in SQLite or PostgreSQL. Takes what Rasa's own store takes: dialect, host, port, db, username, password, query, login_db.

    SQLite files are readable by their owner alone, and hold no trace of what was deleted; other processes may read while the server writes.
    Every method raises StoreUnavailable when the database fails.
    """

    engine: Any

    def __init__(self, domain: Optional[Domain] = None, dialect: str = SQLITE, host: Optional[str] = None, db: str = "rasa.db", **kwargs: Any) -> None:
        if dialect == SQLITE and not host:
            _make_private(Path(db))
        super().__init__(domain=domain, dialect=dialect, host=host, db=db, **kwargs)
        self._writer = ThreadPoolExecutor(1, "writer")  # a disk takes its time; one thread, for SQLite lets one write at a time
        self.engine.hide_parameters = True
        if self.engine.dialect.name == SQLITE:
            self._keep_connections()
        if self.engine.dialect.name == POSTGRESQL:
            self._check_connections()
            self._refuse_second_answers()
        sa.inspect(self.engine).has_table(self.SQLEvent.__tablename__)  # connects: better no start than one with no database

    def _keep_connections(self) -> None:
        """Rasa opens SQLite anew for every statement; with the last connection the log is folded in and deleted, every time."""
        self.engine = sa.create_engine(self.engine.url, poolclass=sa.pool.QueuePool, connect_args={"check_same_thread": False}, hide_parameters=True)
        sa.event.listen(self.engine, "connect", _prepare)
        self.sessionmaker.configure(bind=self.engine)

    def _check_connections(self) -> None:
        """Notice before use that PostgreSQL was restarted, not by a visitor's failed message."""
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(url, **create_engine_kwargs(url), pool_pre_ping=True, hide_parameters=True)
        self.sessionmaker.configure(bind=self.engine)

    def _refuse_second_answers(self) -> None:
        """Have PostgreSQL itself refuse to keep a message twice, should two replicas ever answer it."""
        with self.session_scope() as session:
            session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('archway'))"))  # several replicas may start at once
            session.execute(sa.text(ONCE))
            session.commit()

    @contextmanager
    def session_scope(self) -> Iterator[Any]:
        """Give a session; SQLAlchemy's errors hold the statement's values, that is, messages: they end here."""
        with _failures_hidden(), super().session_scope() as session:
            yield session

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        with _failures_hidden(), self.engine.connect() as connection:
            yield connection

    def conversations(self) -> Iterator[tuple[str, datetime]]:
        """Give each conversation's id and when it was last active, the oldest first; `retrieve` gives its tracker."""
        with self.session_scope() as session:
            last = sa.func.max(self.SQLEvent.timestamp)
            rows = session.query(self.SQLEvent.sender_id, last).group_by(self.SQLEvent.sender_id).order_by(last).all()
        for conversation, timestamp in rows:
            yield conversation, datetime.fromtimestamp(timestamp or 0.0, UTC)

    def histories(self, since: datetime, conversation: Optional[str] = None) -> Iterator[tuple[str, list[Event]]]:
        """Give the conversations that were active since then, or the one named, each with all its events in order; reads them as they are asked for."""
        with self.session_scope() as session:
            last = sa.func.max(self.SQLEvent.timestamp)
            active = session.query(self.SQLEvent.sender_id).group_by(self.SQLEvent.sender_id).having(last >= since.timestamp())
            wanted = self.SQLEvent.sender_id.in_(active) if conversation is None else self.SQLEvent.sender_id == conversation
            rows = session.query(self.SQLEvent.sender_id, self.SQLEvent.data).filter(wanted).order_by(self.SQLEvent.sender_id, self.SQLEvent.id)
            for found, of_one in groupby(rows.yield_per(1_000), key=lambda row: row.sender_id):
                yield found, [event for row in of_one if (event := Event.from_parameters(json.loads(row.data)))]

    def message(self, conversation: str, message_id: UUID) -> list[Event]:
        """Give the events from a visitor's message to the next one, after the last word on danger before it; [] when it was never sent.

        Reads no more than these events, however long the conversation is.
        """
        of = {"conversation": conversation}
        with self._connected() as connection:
            # No text can hold this: its quotation marks are escaped.
            first = connection.execute(statements.message, {**of, "mark": f'%"id": "{message_id}"%'}).scalar()
            if first is None:
                return []
            following = connection.execute(statements.following_message, {**of, "id": first}).scalar()
            last_word = connection.execute(statements.danger_before, {**of, "id": first}).scalar()
            bounds = {"first": first, "end": following or LAST_ID}
            events = connection.execute(statements.events_between, {**of, **bounds}).scalars().all()
        return [Event.from_parameters(json.loads(data)) for data in [*([last_word] if last_word else []), *events]]

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Give the tracker of the latest session, None when there is none; as Rasa's store does."""
        with self._connected() as connection:
            stored = connection.execute(statements.session_events, {"conversation": sender_id}).scalars().all()
        if not stored:
            return None
        return DialogueStateTracker.from_dict(sender_id, [json.loads(data) for data in stored], self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events of the latest session that are not kept yet, all or none; as Rasa's store does."""
        await self.stream_events(tracker)
        await to_its_end(asyncio.get_running_loop().run_in_executor(self._writer, self._save, tracker))

    def _save(self, tracker: DialogueStateTracker) -> None:
        with self._connected() as connection, connection.begin():
            known = connection.execute(statements.session_length, {"conversation": tracker.sender_id}).scalar()
            rows = [_row(tracker.sender_id, event) for event in islice(tracker.events, known, None)]
            if rows:
                connection.execute(self.SQLEvent.__table__.insert(), rows)

    def delete(self, conversation: str) -> int:
        """Delete all that is stored of a conversation; give the number of its events, 0 when there is no such conversation."""
        return self._delete(self.SQLEvent.sender_id == conversation)

    def purge(self, older_than: datetime) -> Purged:
        """Delete the conversations that have not been active since."""
        old = [conversation for conversation, active in self.conversations() if active < older_than]
        return Purged(len(old), sum(self._delete(self.SQLEvent.sender_id.in_(old[at : at + 500])) for at in range(0, len(old), 500)))

    def _delete(self, which: Any) -> int:
        with self.session_scope() as session:
            deleted: int = session.query(self.SQLEvent).filter(which).delete(synchronize_session=False)
            session.commit()
            if self.engine.dialect.name == SQLITE:
                session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))  # the log still holds the pages as they were
        return deleted


async def to_its_end(writing: asyncio.Future[None]) -> None:
    """Wait for what can't be undone any more, also when the waiting is cancelled: whoever cancels it must find it either done or failed."""
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait([writing])
        raise


@contextmanager
def _failures_hidden() -> Iterator[None]:
    failure: StoreUnavailable
    try:
        with stage("store"):
            yield
        return
    except IntegrityError:
        failure = AlreadyStored("the message is stored already")
    except SQLAlchemyError as error:
        failure = StoreUnavailable(f"the database of conversations failed with {type(error).__name__}")
    raise failure from None


def _row(conversation: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    intent = data.get("parse_data", {}).get("intent", {}).get("name")
    columns = {"type_name": event.type_name, "timestamp": data.get("timestamp"), "intent_name": intent, "action_name": data.get("name")}
    return {"sender_id": conversation, **columns, "data": json.dumps(data)}


def without_fallback(store: TrackerStore) -> TrackerStore:
    """Give the store itself. Rasa wraps every store in one that goes on in memory when the first fails, where the next replica sees nothing of it."""
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store


def _make_private(file: Path) -> None:
    if not file.exists() and file.parent.is_dir() and str(file) != ":memory:":
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare(connection: Any, _: Any) -> None:
    """Let others read while one writes, wait for another writer, overwrite what is deleted; what was answered outlives a power cut."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", f"busy_timeout = {PATIENCE_MS}", "secure_delete = ON", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()

"""Where conversations are kept: Rasa's SQL tracker store, which can also forget, and which never pretends to have stored what it has not."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Optional
from uuid import UUID

import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore, create_engine_kwargs
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from archway.channel.metrics import stage

SQLITE, POSTGRESQL = "sqlite", "postgresql"
USER = UserUttered.type_name
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
        failure: StoreUnavailable
        try:
            with stage("store"), super().session_scope() as session:
                yield session
            return
        except IntegrityError:
            failure = AlreadyStored("the message is stored already")
        except SQLAlchemyError as error:
            failure = StoreUnavailable(f"the database of conversations failed with {type(error).__name__}")
        raise failure from None

    def conversations(self) -> Iterator[tuple[str, datetime]]:
        """Give each conversation's id and when it was last active, the oldest first; `retrieve` gives its tracker."""
        with self.session_scope() as session:
            last = sa.func.max(self.SQLEvent.timestamp)
            rows = session.query(self.SQLEvent.sender_id, last).group_by(self.SQLEvent.sender_id).order_by(last).all()
        for conversation, timestamp in rows:
            yield conversation, datetime.fromtimestamp(timestamp or 0.0, UTC)

    def turns(self, conversation: str) -> int:
        """Give the number of messages in the conversation's latest session."""
        with self.session_scope() as session:
            found: int = self._event_query(session, conversation, fetch_events_from_all_sessions=False).filter(self.SQLEvent.type_name == USER).count()
        return found

    def message(self, conversation: str, message_id: UUID) -> Optional[list[Event]]:
        """Give the events from a visitor's message to the next one, after the last word on danger before it; [] when it was never sent.

        None when there is no such conversation. Reads no more than these events, however long the conversation is.
        """
        with self.session_scope() as session:
            stored = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation)
            said = stored.filter(self.SQLEvent.type_name == USER)
            # No text can hold this: its quotation marks are escaped.
            first = said.filter(self.SQLEvent.data.contains(f'"id": "{message_id}"', autoescape=True)).first()
            if first is None:
                return [] if stored.first() else None
            following = said.filter(self.SQLEvent.id > first.id).order_by(self.SQLEvent.id).first()
            of_danger = stored.filter(self.SQLEvent.type_name == "slot", self.SQLEvent.action_name == "danger", self.SQLEvent.id < first.id)
            last_word = of_danger.order_by(self.SQLEvent.id.desc()).first()
            events = stored.filter(self.SQLEvent.id >= first.id).order_by(self.SQLEvent.id)
            rows = (events.filter(self.SQLEvent.id < following.id) if following else events).all()
        return [Event.from_parameters(json.loads(row.data)) for row in [*([last_word] if last_word else []), *rows]]

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


def without_fallback(store: TrackerStore) -> TrackerStore:
    """Give the store itself. Rasa wraps every store in one that goes on in memory when the first fails, where the next replica sees nothing of it."""
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store


def _make_private(file: Path) -> None:
    if not file.exists() and file.parent.is_dir() and str(file) != ":memory:":
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare(connection: Any, _: Any) -> None:
    """Let others read while one writes, wait for another writer, and overwrite what is deleted."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", f"busy_timeout = {PATIENCE_MS}", "secure_delete = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()

"""Deletes conversations, and what the inbox remembers of them: the old ones, or one on request."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rasa.shared.core.events import UserUttered

from archway.channel.conversation_store import ConversationStore
from archway.channel.redaction import redact
from archway.operations import examples
from archway.operations.errors import OperationError
from archway.operations.inbox import decisions
from archway.operations.inbox.decisions import DISMISSED
from archway.operations.lock import operators_lock
from archway.operations.stored import open_store

EVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Deleted:
    """What was deleted. `decisions`: what the inbox remembered of it. `kept`: conversations that are still there.

    `filed`: places in data/nlu/ of messages of the conversation that operators had filed as examples; they stay until somebody takes them out.
    """

    conversations: int
    events: int
    decisions: int
    kept: int
    filed: tuple[str, ...] = ()


def purge_older_than(days: int, now: datetime | None = None) -> Deleted:
    """Delete the conversations that have not been active for so many days. Raises OperationError."""
    with operators_lock(), open_store() as store:
        purged = store.purge((now or datetime.now(UTC)) - timedelta(days=days))
        return Deleted(purged.conversations, purged.events, *_forget(store))


def purge_conversation(conversation: str) -> Deleted:
    """Delete one conversation. Raises OperationError when there is none with this id."""
    with operators_lock(), open_store() as store:
        texts = [text for _, of_one in _texts(store, conversation) for text in of_one]
        filed = _filed(texts)
        events = store.delete(conversation)
        if not events:
            raise OperationError(f"there is no conversation {conversation}; `archway inbox --json` and `archway story --list` give their ids")
        return Deleted(1, events, *_forget(store), filed)


def would_purge(days: int, now: datetime | None = None) -> Deleted:
    """Give what purging would delete, without deleting; events are not counted. Raises OperationError."""
    limit = (now or datetime.now(UTC)) - timedelta(days=days)
    with open_store() as store:
        active = [when for _, when in store.conversations()]
    old = sum(when < limit for when in active)
    return Deleted(old, 0, 0, len(active) - old)


def _forget(store: ConversationStore) -> tuple[int, int]:
    """Forget the decisions about messages that are stored no longer; give how many, and how many conversations there are.

    What is left is looked at, not what was deleted: so what a killed purge, or a visitor who deleted a conversation, left behind goes as well.
    """
    decided = decisions.load()
    kept = sum(1 for _ in store.conversations())
    if not decided.by_hash:
        return 0, kept
    alive = {decided.hash(text) for _, of_one in _texts(store) for text in of_one}
    gone = [known for known in decided.by_hash if known not in alive]
    if gone:
        decisions.save(decided.without(gone))
    return len(gone), kept


def _texts(store: ConversationStore, conversation: str | None = None) -> list[tuple[str, list[str]]]:
    histories = store.histories(EVER, conversation)
    return [(found, [examples.as_line(redact(event.text)) for event in events if isinstance(event, UserUttered) and event.text]) for found, events in histories]


def _filed(texts: list[str]) -> tuple[str, ...]:
    decided = decisions.load()
    chosen = [text for text in texts if (decision := decided.of(text)) and decision.choice != DISMISSED]
    return tuple(example.place for example in examples.duplicates(chosen).values())

"""The inbox as operators use it: read it, dismiss a group, take that back."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from archway.nlu import encoder
from archway.operations import examples
from archway.operations.errors import OperationError
from archway.operations.inbox import decisions
from archway.operations.inbox.decisions import DISMISSED, Decisions
from archway.operations.inbox.grouping import Group, grouped, likeness
from archway.operations.inbox.unanswered import THUMBS_DOWN, Unanswered, unanswered
from archway.operations.lock import operators_lock
from archway.operations.stored import open_store
from archway.operations.transcripts import turns, vote_tells_of_danger

DAYS = 30
MOST = 3_000  # different texts, the newest: grouping takes memory by the square of it
ALIKE = 0.60  # likeness from which a message belongs to what was dismissed


@dataclass(frozen=True)
class Inbox:
    """What is to be dealt with, the largest group first. `left_out`: older messages, beyond what can be grouped at once."""

    groups: tuple[Group, ...]
    messages: int
    left_out: int = 0

    def group(self, id_: str) -> Group:
        """Give the group with this id. Raises OperationError."""
        for group in self.groups:
            if group_id(group) == id_:
                return group
        raise OperationError(f"there is no group {id_} in the inbox; `archway inbox` lists them with their ids, which change when messages are filed or purged")


def group_id(group: Group) -> str:
    """Give a short name for a group: it stays when newer messages join."""
    oldest = min(group.messages, key=lambda message: (message.at, message.conversation))
    return hashlib.sha256(f"{oldest.conversation} {oldest.at.timestamp()}".encode()).hexdigest()[:6]


def read_inbox(days: int = DAYS, now: datetime | None = None, dismissed: bool = False) -> Inbox:
    """Give what went unanswered in the last days and was not dealt with; with `dismissed`, what was dismissed instead. Raises OperationError."""
    now = now or datetime.now(UTC)
    messages = sorted(_messages(now - timedelta(days=days), now), key=lambda message: message.at, reverse=True)
    decided, known = decisions.load(), {decisions.words(example.text) for example in examples.examples()}
    waiting = [message for message in messages if not _is_filed(message, decided, known)]
    kept = _newest(waiting, MOST)
    vectors = _vectors([message.text for message in kept])
    chosen = [at for at, hidden in enumerate(_dismissed(kept, vectors, decided)) if hidden == dismissed]
    groups = grouped([kept[at] for at in chosen], vectors[chosen])
    return Inbox(tuple(groups), len(chosen), len(waiting) - len(kept))


def dismiss(group: Group) -> int:
    """Have a group, and what will mean the same, appear no more; give the number of its different texts. Raises OperationError."""
    with operators_lock():
        decisions.save(decisions.load().adding(group.texts, DISMISSED))
    return len(group.texts)


def restore(group: Group) -> int:
    """Have a dismissed group appear again; give the number of its different texts. Raises OperationError."""
    with operators_lock():
        decided = decisions.load()
        decisions.save(decided.without(decided.hash(text) for text in group.texts))
    return len(group.texts)


def _messages(since: datetime, now: datetime) -> list[Unanswered]:
    found: list[Unanswered] = []
    with open_store() as store:
        for conversation, events in store.histories(since):
            of_one = unanswered(turns(conversation, events), now, vote_tells_of_danger(events))
            found += [message for message in of_one if message.at >= since]
    return found


def _is_filed(message: Unanswered, decided: Decisions, known: set[str]) -> bool:
    """Whether a message is an example by now. When an answer to it did not help, its understanding is not at fault: it stays until it is dismissed."""
    decision = decided.of(message.text)
    return (THUMBS_DOWN not in message.why and decisions.words(message.text) in known) or (decision is not None and decision.choice != DISMISSED)


def _newest(messages: list[Unanswered], most: int) -> list[Unanswered]:
    texts = set(list(dict.fromkeys(message.text for message in messages))[:most])
    return [message for message in messages if message.text in texts]


def _vectors(texts: list[str]) -> np.ndarray:
    """Encode each text once; nothing of it is kept on the disk."""
    different = list(dict.fromkeys(texts))
    try:
        encoded = dict(zip(different, encoder.load().encode(different), strict=True))
    except encoder.EncoderError as error:
        raise OperationError(str(error)) from error
    return np.array([encoded[text] for text in texts], np.float32).reshape(len(texts), encoder.VECTOR_WIDTH)


def _dismissed(messages: list[Unanswered], vectors: np.ndarray, decided: Decisions) -> list[bool]:
    named = [decision is not None and decision.choice == DISMISSED for decision in (decided.of(message.text) for message in messages)]
    if not any(named):
        return named
    first = {message.text: at for at, message in reversed(list(enumerate(messages)))}
    which = list(first.values())
    alike = likeness(messages, vectors, which)
    near = alike[:, [named[at] for at in which]].max(axis=1) >= ALIKE
    by_text = {messages[at].text: bool(hidden) for at, hidden in zip(which, near, strict=True)}
    return [by_text[message.text] for message in messages]

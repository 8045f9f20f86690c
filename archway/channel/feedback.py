"""Visitors' votes on answers. They are kept in the conversation's own tracker, so that whoever deletes the conversation deletes them."""

from dataclasses import asdict, dataclass
from typing import Any, Iterable
from uuid import UUID

from rasa.shared.core.events import Event, SlotSet

SLOT = "feedback"


@dataclass(frozen=True)
class Vote:
    """A vote on one answer: what the answer was about, and which model and content gave it."""

    message_id: str
    helpful: bool
    reason: str | None
    topic: str
    model: str
    content: str

    def event(self) -> SlotSet:
        """Give the event that records it; its slot influences no dialogue."""
        return SlotSet(SLOT, asdict(self))


def votes(events: Iterable[Event]) -> dict[UUID, Vote]:
    """Give the votes of a conversation by answer; the last one on an answer counts."""
    recorded: list[dict[str, Any]] = [event.value for event in events if isinstance(event, SlotSet) and event.key == SLOT and event.value]
    return {UUID(vote["message_id"]): Vote(**vote) for vote in recorded}

"""Reads a conversation's events as exchanges: what a visitor said, and what was uttered after it."""

from dataclasses import dataclass, field
from typing import Any, Iterable
from uuid import UUID, uuid5

from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered


@dataclass
class Exchange:
    """A visitor's message, its id, what was uttered after it, and by which model and content. `support`: danger was mentioned by then."""

    said: str | None
    id: UUID
    uttered: list[dict[str, Any]] = field(default_factory=list)
    support: bool = False
    model: str | None = None
    content: str | None = None


def exchanges(conversation: str, events: Iterable[Event]) -> list[Exchange]:
    """Give what was said, oldest first; the first exchange is the greeting, which answers no message."""
    found = [Exchange(None, uuid5(UUID(conversation), "greeting"))]
    endangered = False
    for event in events:
        if isinstance(event, UserUttered):
            known = event.metadata or {}
            found.append(Exchange(event.text, UUID(known["id"]), support=endangered, model=known.get("model"), content=known.get("content")))
        elif isinstance(event, BotUttered):
            found[-1].uttered.append(event.message())
            found[-1].support = endangered  # as of the answer: danger told later in a feedback box leaves this answer as it was given
        elif isinstance(event, SlotSet) and event.key == "danger":
            endangered = bool(event.value)
    return found


def exchange(conversation: str, events: Iterable[Event], message_id: UUID) -> Exchange | None:
    """Give the exchange that the message with this id began, or None."""
    return next((found for found in exchanges(conversation, events) if found.id == message_id and found.said is not None), None)

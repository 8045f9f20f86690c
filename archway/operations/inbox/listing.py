"""The inbox as JSON and as text."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, RenderableType
from rich.console import Group as Lines
from rich.panel import Panel
from rich.text import Text

from archway.operations.inbox.desk import Inbox, group_id
from archway.operations.inbox.grouping import Group
from archway.operations.inbox.unanswered import REASONS, Unanswered, count_by_reason

SHOWN = 6  # texts of a group


def as_data(inbox: Inbox) -> dict[str, Any]:
    """Give the inbox as plain data."""
    return {"messages": inbox.messages, "left_out": inbox.left_out, "groups": [_group_data(group) for group in inbox.groups]}


def show(inbox: Inbox, console: Console) -> None:
    """Write the inbox, every group in full."""
    for group in inbox.groups:
        console.print(panel(group))
    console.print(summary(inbox))


def summary(inbox: Inbox) -> str:
    """Give the inbox in one sentence."""
    if not inbox.messages:
        return "The inbox is empty: nothing went unanswered that was not dealt with."
    more = f" {inbox.left_out} older messages are left out until these are dealt with." if inbox.left_out else ""
    return f"{_count(inbox.messages, 'message')} in {_count(len(inbox.groups), 'group')}.{more}"


def panel(group: Group, title: str = "") -> RenderableType:
    """Give a group as a panel: its messages, why they are here, and the likeliest topics."""
    seen = [f"“{text}”" + _told(group.messages, text) for text in group.texts]
    hidden = f"… and {len(seen) - SHOWN} more" if len(seen) > SHOWN else ""
    why = "; ".join(f"{REASONS[reason]} ({count})" for reason, count in count_by_reason(group.messages).items())
    topics = "   ".join(f"{number} {topic} {_share(share)}" for number, (topic, share) in enumerate(group.likeliest, 1))
    lines = [*seen[:SHOWN], *([hidden] if hidden else []), "", why, f"likeliest: {topics}" if topics else "likeliest: unknown"]
    heading = f"{title}{_count(len(group.messages), 'message')} · group {group_id(group)}"
    return Panel(Lines(*(Text(line) for line in lines)), title=heading, title_align="left")  # Text: what visitors write is no mark-up


def _told(messages: Iterable[Unanswered], text: str) -> str:
    told = [message.told for message in messages if message.text == text and message.told]
    return f" (“{told[0]}”)" if told else ""


def _group_data(group: Group) -> dict[str, Any]:
    return {
        "id": group_id(group),
        "count": len(group.messages),
        "why": count_by_reason(group.messages),
        "likeliest": [{"topic": topic, "share": round(share, 3)} for topic, share in group.likeliest],
        "messages": [_message_data(message) for message in group.messages],
    }


def _message_data(message: Unanswered) -> dict[str, Any]:
    return {
        "text": message.text,
        "at": message.at.isoformat(timespec="seconds"),
        "conversation": message.conversation,
        "why": list(message.why),
        "answered": list(message.answered),
        "taken": message.taken,
        "told": message.told,
    }


def _count(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _share(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "<1%"

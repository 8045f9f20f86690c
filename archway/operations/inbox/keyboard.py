"""The inbox by keyboard: one group after the other, one key a decision."""

import click
from rich.console import Console

from archway.operations import examples
from archway.operations.errors import OperationError
from archway.operations.inbox.desk import Inbox, dismiss
from archway.operations.inbox.filing import file_messages, told
from archway.operations.inbox.grouping import Group
from archway.operations.inbox.listing import panel, summary

KEYS = "1–3 file under that topic · t another topic · o only some of the messages · d dismiss · s skip · q quit"
STOP = {"q", "\x03", "\x04", "\x1b"}


def work_through(inbox: Inbox, console: Console) -> None:
    """Ask about each group until the end or until the operator quits; each decision is kept at once. Raises OperationError."""
    console.print(summary(inbox))
    for number, group in enumerate(inbox.groups, 1):
        if not _deal_with(group, f"{number} of {len(inbox.groups)} · ", console):
            break
    console.print("That was all. `archway train` teaches the assistant what was filed.")


def _deal_with(group: Group, title: str, console: Console) -> bool:
    """Ask about a group until it is dealt with; whether to go on."""
    texts = group.texts
    console.print(panel(group, title))
    console.print(KEYS)
    while True:
        key = _key()
        if key in STOP:
            return False
        if key in {"s", "\r", "\n", " "}:
            return True
        if key == "d":
            console.print(f"Dismissed ({dismiss(group)}); it will not be shown again, nor what means the same.")
            return True
        if key == "o":
            texts = _some(texts, console)
        topic = _topic(key, group, console)
        if topic and _file(topic, texts, console):
            return True


def _key() -> str:
    try:
        return click.getchar()
    except (EOFError, KeyboardInterrupt):
        return "q"


def _topic(key: str, group: Group, console: Console) -> str | None:
    if key.isdigit() and 0 < int(key) <= len(group.likeliest):
        return group.likeliest[int(key) - 1][0]
    if key != "t":
        return None
    known = examples.known_topics()
    console.print("  ".join(known))
    typed = str(click.prompt("Topic, or the beginning of one (empty: back)", default="", show_default=False)).strip()
    found = [typed] if typed in known else [topic for topic in known if typed and topic.startswith(typed)]
    if typed and len(found) != 1:
        console.print(f"{typed} is {'the beginning of ' + ', '.join(found) if found else 'no topic'}; press t and try again.")
    return found[0] if len(found) == 1 else None


def _some(texts: list[str], console: Console) -> list[str]:
    for number, text in enumerate(texts, 1):
        console.print(f"{number:3} {text}", markup=False)
    typed = str(click.prompt("Which of them (numbers, separated by blanks; empty: all)", default="", show_default=False))
    chosen = [texts[int(word) - 1] for word in typed.split() if word.isdigit() and 0 < int(word) <= len(texts)]
    console.print(f"{len(chosen or texts)} chosen; now the topic: 1–3 or t.")
    return chosen or texts


def _file(topic: str, texts: list[str], console: Console) -> bool:
    try:
        filed = file_messages(topic, texts)
    except OperationError as error:
        console.print(f"{error}", markup=False)
        return False
    for line in told(filed):
        console.print(line, markup=False)
    return True

"""`archway inbox` and `archway label`."""

import sys
from typing import Annotated, Optional

import typer

from archway.operations.commands.moving import OF_A_MESSAGE, OF_A_TOPIC, Move, Mover
from archway.operations.console import AsJson, give_json, progress, results
from archway.operations.errors import OperationError

INBOX = "See what visitors asked and did not get"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=INBOX)(inbox)
    app.command(rich_help_panel=INBOX)(label)


def inbox(
    days: Annotated[int, typer.Option(min=1, help="How many days to look back.")] = 30,
    listed: Annotated[bool, typer.Option("--list", help="List the groups, and ask nothing.")] = False,
    dismiss: Annotated[Optional[list[str]], typer.Option(metavar="GROUP", help="Dismiss the group with this id; may be given several times.")] = None,
    dismissed: Annotated[bool, typer.Option("--dismissed", help="List what was dismissed instead.")] = False,
    restore: Annotated[Optional[list[str]], typer.Option(metavar="GROUP", help="Have a dismissed group appear again.")] = None,
    as_json: AsJson = False,
) -> None:
    """Go through what went unanswered, grouped by meaning, the largest group first.

    Here is every message to which the assistant offered suggestions only, said that the article does not cover it or that it is off the subject,
    answered with little confidence, or got a thumbs-down. Messages of danger never appear here. E-mail addresses and numbers are taken out;
    a name may still stand in a text: leave such a message out when you file it.

    In a terminal, one key files a group under a topic, dismisses it, or skips it. Elsewhere, and with `--list`, the groups are listed.
    """
    from archway.operations.inbox import desk, keyboard, listing

    for changing, change in ((dismiss, desk.dismiss), (restore, desk.restore)):
        if changing:
            found = desk.read_inbox(days, dismissed=change is desk.restore)
            groups = [found.group(id_) for id_ in changing]  # all are there, or none is touched
            done = {id_: change(group) for id_, group in zip(changing, groups, strict=True)}
            _tell(done, "dismissed" if change is desk.dismiss else "restored", as_json)
    if dismiss or restore:
        return
    found = desk.read_inbox(days, dismissed=dismissed)
    if as_json:
        give_json(listing.as_data(found))
    elif listed or dismissed or not found.messages or not (sys.stdin.isatty() and sys.stdout.isatty()):
        listing.show(found, results)
    else:
        keyboard.work_through(found, results)


def label(
    topic: Annotated[str, typer.Argument(help="The topic to file under; `archway label --help` after a wrong one lists them.", metavar="TOPIC")],
    texts: Annotated[Optional[list[str]], typer.Argument(help="The messages, each in quotation marks.", metavar="[TEXT]...")] = None,
    group: Annotated[Optional[str], typer.Option(metavar="GROUP", help="File all messages of this group of the inbox.")] = None,
    aspect: Annotated[str, typer.Option(help="For comparisons: which aspect is asked about.")] = "general",
    near: Annotated[bool, typer.Option("--near", help="Show which examples of other topics are like this topic's own, and offer to move them here.")] = False,
    moving: Move = None,
    days: Annotated[int, typer.Option(min=1, help="How many days the inbox looks back.")] = 30,
    as_json: AsJson = False,
) -> None:
    """File messages under a topic: they become examples in `data/nlu/`, from which `archway train` teaches the assistant.

    A message that is an example already, of this topic or another, is refused; when all are, the exit code is 1.
    Examples of other topics that say nearly the same are shown: topics whose examples are alike can't be told apart. In a terminal you are
    asked which of them to move here; elsewhere `--move` does. Messages of danger stay where they are.
    """
    from archway.operations import examples
    from archway.operations.inbox import filing

    known = examples.known_topics()
    if topic not in known:
        raise typer.BadParameter(f"{topic} is no topic; expected one of {', '.join(known)}", param_hint="TOPIC")
    if bool(texts) + bool(group) + near > 1 or not (texts or group or near or moving):
        raise typer.BadParameter('give either texts, such as archway label duration "how many months", or --group and the id of a group, or --near, or --move')
    mover = Mover(topic, moving or [], aspect)
    wanted = _texts_of(group, days) if group else texts
    filed = filing.file_messages(topic, wanted, aspect) if wanted else filing.Filed(topic, {}, {})
    for line in [] if as_json else filing.told(filed):
        results.print(line, markup=False)
    mover.move_named(as_json)
    if filed.places:
        mover.offer(list(filed.places), OF_A_MESSAGE, as_json)
    elif near or mover.everything:
        mover.offer([example.text for example in examples.examples() if example.topic == topic], OF_A_TOPIC, as_json)
    if as_json:
        refused = {text: {"topic": example.topic, "place": example.place} for text, example in filed.refused.items()}
        give_json({"topic": topic, "filed": filed.places, "refused": refused, "near": mover.near, "moved": mover.moved})
    if wanted and not filed.places:
        raise OperationError("nothing was filed: every text is an example already")


def _texts_of(group: str, days: int) -> list[str]:
    from archway.operations.inbox import desk  # Rasa comes with it

    return desk.read_inbox(days).group(group).texts


def _tell(done: dict[str, int], what: str, as_json: bool) -> None:
    if as_json:
        give_json({what: done})
    for id_, count in done.items():
        progress.print(f"Group {id_} is {what}: {count} {'text' if count == 1 else 'different texts'}.")

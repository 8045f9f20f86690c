"""`archway purge`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from archway.operations.console import AsJson, give_json, results

if TYPE_CHECKING:
    from archway.operations.purge import Deleted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Keep the house in order")(purge)


def purge(
    older_than: Annotated[
        Optional[int], typer.Option(min=0, metavar="DAYS", help="Delete what was last active before; default: ARCHWAY_RETENTION_DAYS, 30.")
    ] = None,
    conversation: Annotated[Optional[str], typer.Option(metavar="ID", help="Delete this conversation, however old it is.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when there was nothing to delete.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete conversations that are older than they may be kept, from the database and from what the inbox remembers.

    `archway serve` does this once a day. What is deleted is overwritten in SQLite's files; PostgreSQL frees its space at the next vacuum.
    Backups are yours to look after. Messages that were filed as examples stay in `data/nlu/`; with `--conversation` their places are named.
    """
    from archway.channel.settings import SettingsError, load_settings
    from archway.operations import purge as purging

    if conversation and (older_than is not None or dry_run):
        raise typer.BadParameter("give either --conversation, or --older-than and --dry-run")
    try:
        days = load_settings().retention_days if older_than is None else older_than
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from error
    purge_old = purging.would_purge if dry_run else purging.purge_older_than
    deleted = purging.purge_conversation(conversation) if conversation else purge_old(days)
    if as_json:
        give_json({**asdict(deleted), "dry_run": dry_run})
    elif not quiet or deleted.conversations or deleted.decisions:
        which = "the conversation" if conversation else f"{deleted.conversations} conversations without a message in the last {days} days"
        for line in _told(deleted, which, dry_run):
            results.print(line, markup=False)


def _told(deleted: "Deleted", which: str, dry_run: bool) -> list[str]:
    if dry_run:
        return [f"Would delete {which}; {deleted.kept} would stay."]
    first = f"Deleted {which}: {deleted.events} events, and {deleted.decisions} decisions of the inbox. {deleted.kept} conversations stay."
    return [first, *(f"Still an example: {place}. Take the line out and run `archway train` if it must go as well." for place in deleted.filed)]

"""`archway report`."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Optional

import typer

from archway.operations.console import AsJson, give_json, results

DAY = "%Y-%m-%d"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="See what visitors asked and did not get")(report)


def report(
    first: Annotated[Optional[datetime], typer.Option("--from", formats=[DAY], help="The first day; by default seven days up to the last one.")] = None,
    last: Annotated[Optional[datetime], typer.Option("--to", formats=[DAY], help="The last day, which is in it; today by default.")] = None,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("report.html"),
    as_json: AsJson = False,
) -> None:
    """Write what happened in a period as one HTML page, to read on the screen or to print.

    Conversations by day with the releases that went live, what messages came to, topics, feedback, suggestions taken, languages, hours, response
    times, and the number of crisis answers. The page holds figures only, no word that a visitor wrote. With `--json` the figures are given and no
    page is written. Days are those of this machine's time zone.
    """
    until = (last or datetime.now()).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    since = first or until - timedelta(days=7)
    if since >= until:
        raise typer.BadParameter("the first day is after the last one", param_hint="--from")
    from archway.operations.files import write_whole
    from archway.operations.report import page
    from archway.operations.report.run import read_figures

    found = read_figures(since.astimezone(), until.astimezone())
    if as_json:
        give_json(found.as_data())
        return
    write_whole(out, page.page(found))
    results.print(f"{found.conversations} conversations, {found.messages} messages, {found.crises} crisis answers. Wrote {out}.", markup=False)

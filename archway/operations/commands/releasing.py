"""`archway train`, `evaluate`, `compare`, `promote`, `rollback` and `releases`."""

from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from rich.table import Table

from archway.operations.console import AsJson, give_json, progress, results
from archway.operations.errors import OperationError

Version = Annotated[str, typer.Argument(help="A release's version, as `archway releases` lists it.")]
Reason = Annotated[Optional[str], typer.Option(help="Why; it is recorded.")]
SHOWN = 15


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (train, evaluate, compare, promote, rollback, releases):
        app.command(rich_help_panel="Put it live, and take it back")(command)


def train(as_json: AsJson = False) -> None:
    """Check, train and judge a new release, and compare it with the live one. Takes some minutes; visitors notice nothing.

    The release is recorded with its model, content, figures, who and when; `archway promote VERSION` puts it live.
    """
    from archway.operations.releases.promoting import compare_with_live
    from archway.operations.releases.store import Store
    from archway.operations.releases.training import train as train_release

    store = Store()
    release = train_release(store, _say)
    comparison = compare_with_live(store, str(store.live()), release.version, _say)
    if as_json:
        give_json({"version": release.version, "conversations": release.conversations, "seconds": release.seconds, "comparison": comparison})
        return
    _show_comparison(comparison)
    results.print(f"Conversation tests: {'all pass' if release.conversations else '[bold]some fail[/]'}")
    results.print(f"Recorded the release {release.version}. To put it live: [bold]archway promote {release.version}[/]")


def evaluate(
    version: Annotated[Optional[str], typer.Argument(help="A release's version; without it, the newest model there is.")] = None, as_json: AsJson = False
) -> None:
    """Put the test sets to a release, apart from visitors; show the figures, write evaluation/index.html."""
    from archway.operations.evaluation.run import table, write_report
    from archway.operations.releases.evaluating import evaluate_model, evaluation_of, verdicts_of
    from archway.operations.releases.store import Store

    store = Store()
    archive = store.archive(version) if version else _newest(store)
    evaluation = evaluation_of(store, version, _say) if version else evaluate_model(archive, _say)
    page = write_report(archive, verdicts_of(evaluation))
    if as_json:
        give_json({"version": archive.name.removesuffix(".tar.gz"), "tests": evaluation["tests"], "figures": evaluation["figures"], "page": str(page)})
        return
    results.print(table(evaluation["figures"]))
    results.print(f"{archive.name.removesuffix('.tar.gz')}; confusions and plots: {page}")


def compare(before: Version, after: Version, as_json: AsJson = False) -> None:
    """Show what the second release gets right that the first did not, and what it now gets wrong, message by message."""
    from archway.operations.releases.promoting import compare_releases
    from archway.operations.releases.store import Store

    comparison = compare_releases(Store(), before, after, _say)
    give_json(comparison) if as_json else _show_comparison(comparison, everything=True)


def promote(
    version: Version,
    force: Annotated[bool, typer.Option("--force", help="Put it live although something speaks against it; needs --reason.")] = False,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Put a release live on every server within seconds; no visitor notices.

    Refused when one message about danger fewer is recognised, when understanding falls by more than one point, when a topic breaks down,
    or when it answers a question otherwise than in its evaluation. If a server can't load it, the old one stays live everywhere.
    """
    from archway.operations.releases import promoting
    from archway.operations.releases.store import Store

    if force and not (reason and reason.strip()):
        raise typer.BadParameter('--force needs --reason "…": it is recorded with the promotion')
    try:
        change = promoting.promote(Store(), version, _say, reason if force else None)
    except promoting.Refused as refused:
        if as_json:
            give_json({"version": version, "live": False, "objections": refused.against})
        raise
    _show_change(change, as_json)


def rollback(reason: Reason = None, as_json: AsJson = False) -> None:
    """Take the live release back: the one that it replaced is live again within seconds. A second time goes one further back."""
    from archway.operations.releases import promoting
    from archway.operations.releases.store import Store

    _show_change(promoting.rollback(Store(), _say, reason), as_json)


def releases(as_json: AsJson = False) -> None:
    """List the releases, the newest first, and what was live when."""
    from dataclasses import asdict

    from archway.operations.releases.store import Store

    store = Store()
    live, found, promotions = store.live(), store.all()[::-1], store.promotions()
    if as_json:
        rows = [{**asdict(release), "live": release.version == live} for release in found]
        give_json({"live": live, "releases": rows, "promotions": [asdict(promotion) for promotion in promotions]})
        return
    results.print(_table(["version", "recorded, UTC", "by", "data", "content", ""], [_release_row(release, live) for release in found]))
    for promotion in promotions:
        forced, reason = " by force" if promotion.forced else "", f": {promotion.reason}" if promotion.reason else ""
        results.print(f"{_moment(promotion.at)}  {promotion.version} {promotion.how}{forced} by {promotion.by}{reason}", markup=False)


def _say(line: str) -> None:
    progress.print(line, markup=False)


def _newest(store: Any) -> Path:
    """The newest model: released or not."""
    archives = [*store.folder.glob("*.tar.gz"), *(store.path(release.version) for release in store.all())]
    if not archives:
        raise OperationError("there is no trained model yet; run `archway train`")
    return max(archives, key=lambda path: (path.name, str(path)))  # a name begins with when it was trained


def _release_row(release: Any, live: str | None) -> list[str]:
    parts = [str(part or "")[:7] for part in (release.data, release.content)]
    return [release.version, _moment(release.at), release.by, *parts, "live" * (release.version == live)]


def _moment(iso: str) -> str:
    return iso[:16].replace("T", " ")


def _show_comparison(comparison: dict[str, Any], everything: bool = False) -> None:
    rows = [_set_row(name, **shares) for name, shares in comparison["sets"].items()]
    results.print(f"{comparison['before']} → {comparison['after']}")
    results.print(_table(["set", "messages", "right before", "right now", "points"], rows))
    for title, found in (("Now right", comparison["gained"]), ("Now wrong", comparison["lost"])):
        results.print(f"[bold]{title}: {len(found)}[/]")
        for row in found if everything else found[:SHOWN]:
            results.print(f"  {row['set']}: “{row['text']}”: {', '.join(row['before'])} → {', '.join(row['after'])}", markup=False)
        if len(found) > SHOWN and not everything:
            results.print(f"  … and {len(found) - SHOWN} more: archway compare {comparison['before']} {comparison['after']}")
    for objection in comparison["objections"]:
        results.print(f"[bold]Speaks against it:[/] {objection}")
    if not comparison["objections"]:
        results.print("Nothing speaks against putting it live.")


def _set_row(name: str, n: int, before: float, after: float) -> list[str]:
    return [name, str(n), f"{before:.1%}", f"{after:.1%}", f"{100 * (after - before):+.1f}"]


def _show_change(change: Any, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        give_json({**asdict(change), "live": True})
        return
    servers = f"on {change.servers} server{'s' * (change.servers != 1)} after {change.seconds:.1f} s"
    where = servers if change.servers else "from the next start on: no server runs here"
    results.print(f"[bold]{change.version} is live[/] {where}; before: {change.before}")


def _table(head: list[str], rows: list[list[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in head:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table

"""`archway check`."""

from dataclasses import asdict
from typing import Annotated

import typer

from archway.operations.console import AsJson, give_json, results
from archway.operations.errors import OperationError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Teach the assistant")(check)


def check(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out the comparison of all examples by meaning, which takes most of the time.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check content, examples, stories, domain and crisis contacts.

    **Errors** (exit code 1): something named in one place and missing in another; a text without its source; a crisis contact that is
    missing or can't be reached; the same example under two topics; stories that contradict a rule; wording that a clinical reviewer would stop,
    such as a promise or a diagnosis.

    **Warnings**: a review that is due, a crisis contact that was not verified within 180 days, examples of different topics that mean almost the same.
    """
    from archway.operations.checking.run import check as run
    from archway.operations.checking.run import errors

    found = run(encoder_too=not quick)
    failed = len(errors(found))
    if as_json:
        give_json({"errors": failed, "warnings": len(found) - failed, "findings": [asdict(finding) for finding in found]})
    else:
        for finding in found:
            results.print(f"{finding.level:<8}{finding.where}: {finding.what}", markup=False)
        results.print(f"{failed} errors, {len(found) - failed} warnings.")
    if failed:
        raise OperationError(f"the check failed with {failed} errors; mend what they name and run `archway check` again")

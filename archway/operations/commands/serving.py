"""`archway serve`."""

from pathlib import Path
from typing import Annotated, Optional

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    model: Annotated[Optional[Path], typer.Option(help="Serve this model archive, whatever is live.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="Serve the newest archive in models/, whatever is live.")] = False,
    apart: Annotated[bool, typer.Option("--apart", help="Keep conversations in a database that is thrown away at the end: to try a model.")] = False,
) -> None:
    """Run the assistant until Ctrl-C, with the release that is live; `archway promote` and `archway rollback` change it while it runs.

    As long as nobody has trained or promoted a release, the newest model that `make run` or `make train` trained is live.
    Settings are environment variables (docs/settings.md); ARCHWAY_PORT is the port, 5005 by default.
    """
    from archway.operations import serve as serving

    serving.run(serving.newest_model() if newest else model, apart)

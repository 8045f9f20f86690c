"""`archway serve`."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve() -> None:
    """Run the assistant until Ctrl-C: the live release, or the newest trained model while no release was ever promoted.

    Settings are environment variables (docs/settings.md); ARCHWAY_PORT is the port, 5005 by default.
    """
    from archway.operations import serve as serving

    serving.main()

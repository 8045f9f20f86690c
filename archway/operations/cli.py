"""The command `archway`: what operators type. Each command is a thin function over one that can be imported."""

import sys
import warnings

import typer

from archway.operations.commands import authoring, checking, inbox, releasing, reporting, retention, serving
from archway.operations.errors import OperationError
from archway.operations.quiet_rasa import say_nothing

GROUPS = [  # in the order in which --help lists them
    serving,
    inbox,
    checking,
    authoring,
    releasing,
    reporting,
    retention,
]

app = typer.Typer(
    name="archway",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Exit codes: 0 done, 1 refused or failed (the last line says why and what to do), 2 wrong use. docs/operating.md tells a week with these commands.",
)
for group in GROUPS:
    group.register(app)


@app.callback()
def archway() -> None:
    """Run the assistant, see what it was asked, teach it, put it live, and take it back."""


def main() -> None:
    """Run a command; one clear line on failure."""
    warnings.showwarning = say_nothing
    try:
        app(prog_name="archway")
    except OperationError as error:
        sys.exit(f"archway: {error}")


if __name__ == "__main__":
    main()

"""How commands speak: results to standard output, as text or JSON; progress to standard error, so that results can be piped."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="Give the result as JSON, and nothing else, on standard output.")]

progress = Console(stderr=True, highlight=False)
results = Console(highlight=False, soft_wrap=True)


def give_json(data: Any) -> None:
    """Write a result as JSON."""
    typer.echo(json.dumps(data, indent=1, ensure_ascii=False, default=str))

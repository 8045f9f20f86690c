"""Shows which examples of other topics say what a topic's do, and moves those that the operator agrees to: part of `archway label` and `topic new`."""

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from rich.table import Table
from rich.text import Text

from archway.operations.console import progress, results
from archway.operations.examples import GENERAL, Example

if TYPE_CHECKING:
    from archway.operations.authoring.moving import Neighbour

ALL = "all"
Move = Annotated[
    Optional[list[str]],
    typer.Option("--move", metavar="TEXT", help=f"Move this example of another topic here; may be given several times. `{ALL}`: what is shown."),
]
ANSWERS = "numbers such as 1 4 7-12, or all; empty: none of them, and done"
OF_A_TOPIC = 0.35  # likeness from which an example may say what a whole topic says,
OF_A_MESSAGE = 0.60  # and from which it says nearly what a single message says


class Mover:
    """What is near to some texts of a topic, and what became of it. `near` and `moved` are for JSON; `everything`: move all that is near."""

    def __init__(self, topic: str, wanted: Sequence[str] = (), aspect: str = GENERAL) -> None:
        """`wanted`: texts to move, or `all`. Raises OperationError when one can't be moved; nothing was done by then."""
        from archway.operations.authoring.moving import named

        self._topic, self._aspect = topic, aspect
        self.everything = ALL in wanted
        self._named = named(topic, [text for text in wanted if text != ALL]) if wanted else []
        self.near: list[dict[str, Any]] = []
        self.moved: dict[str, str] = {}

    def move_named(self, silent: bool) -> None:
        """Move what was named. Raises OperationError."""
        if self._named:
            self._move(self._named, silent)

    def offer(self, texts: Sequence[str], least: float, silent: bool) -> None:
        """Show what is near to the texts; in a terminal ask what to move, until the operator agrees to nothing. `silent`: for JSON. Raises OperationError."""
        from archway.operations.authoring.moving import Search

        progress.print("Comparing with the examples of other topics …")
        search = Search(self._topic, texts)
        asking = not (silent or self.everything or self._named) and sys.stdin.isatty() and sys.stdout.isatty()
        while found := search.look(least):
            self.near += [_as_data(neighbour) for neighbour in found]
            if not silent:
                _show(found, self._topic)
            agreed = found if self.everything else self._ask(found) if asking else []
            if agreed:
                self._move([neighbour.example for neighbour in agreed], silent)
            search.learn(found, agreed)
            if not (asking and agreed):
                break
        if self.near and not (silent or asking or self.moved):
            results.print(
                f"If they ask for {self._topic}, move them: `--move TEXT` moves one, `--move {ALL}` these; `archway label {self._topic} --near` asks."
            )

    def _ask(self, found: "list[Neighbour]") -> "list[Neighbour]":
        while True:
            typed = str(typer.prompt(f"Which belong to {self._topic}? ({ANSWERS})", default="", show_default=False))
            numbers = _numbers(typed, len(found))
            if numbers is not None:
                return [found[number - 1] for number in numbers]
            progress.print(f"“{typed}” is not understood: {ANSWERS}", markup=False)

    def _move(self, examples: Sequence[Example], silent: bool) -> None:
        from archway.operations.authoring.moving import move

        done = move(self._topic, examples, self._aspect)
        self.moved |= done
        if done and not silent:
            results.print(f"Moved {len(done)} to {self._topic}: {', '.join(dict.fromkeys(place.partition(':')[0] for place in done.values()))}.", markup=False)


def _numbers(typed: str, most: int) -> list[int] | None:
    """Give the numbers that an operator means, None when that is unclear."""
    if typed.strip() == ALL:
        return list(range(1, most + 1))
    found: list[int] = []
    for word in re.split(r"[\s,]+", typed.strip()) if typed.strip() else []:
        span = re.fullmatch(r"(\d+)(?:-(\d+))?", word)
        if not span or not 1 <= int(span[1]) <= int(span[2] or span[1]) <= most:
            return None
        found += range(int(span[1]), int(span[2] or span[1]) + 1)
    return list(dict.fromkeys(found))


def _show(found: "list[Neighbour]", topic: str) -> None:
    results.print(f"Filed under other topics, but like the examples of {topic}:")
    table = Table(box=None, pad_edge=False)
    table.add_column("", justify="right")
    for name in ("likeness", "topic", "example"):
        table.add_column(name, no_wrap=name != "example")
    for number, neighbour in enumerate(found, 1):
        example = neighbour.example
        table.add_row(str(number), f"{neighbour.likeness:.2f}", example.topic, Text(f"{example.text}  ({example.place})"))  # Text: examples are no mark-up
    results.print(table, soft_wrap=False)


def _as_data(neighbour: "Neighbour") -> dict[str, Any]:
    example = neighbour.example
    return {"text": example.text, "topic": example.topic, "place": example.place, "likeness": round(neighbour.likeness, 3)}

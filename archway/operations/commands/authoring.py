"""`archway story` and `archway topic new`."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
import yaml

from archway.operations.commands.moving import OF_A_TOPIC, Move, Mover
from archway.operations.console import AsJson, give_json, progress, results
from archway.operations.errors import OperationError

TEACH = "Teach the assistant"
PARTS = {
    "title": "Title, as a button shows it (40 characters at most)",
    "section": "Section of the article that it rests on",
    "short": "The answer: two or three sentences, in our own words",
    "more": "What “tell me more” adds",
    "follow_ups": "Two or three other topics to suggest, separated by blanks",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=TEACH)(story)
    topic = typer.Typer(help="Add what the assistant can answer.", no_args_is_help=True)
    topic.callback()(_topics)
    topic.command(name="new")(topic_new)
    app.add_typer(topic, name="topic", rich_help_panel=TEACH)


def _topics() -> None:
    """Add what the assistant can answer."""


def story(
    conversation: Annotated[Optional[str], typer.Argument(help="The id of a conversation; without one, you type it.", metavar="[CONVERSATION]")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the latest conversations with their ids and topics.")] = False,
    days: Annotated[int, typer.Option(min=1, help="For --list: how many days to look back.")] = 30,
    name: Annotated[Optional[str], typer.Option(help="What the story is called; made from its intents by default.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Keep it without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Turn a conversation into a story in `data/stories/`, after showing it.

    A story holds intents and actions, and no word that a visitor wrote. One that contradicts a rule or another story is refused.
    Typed at the prompt, each message is shown with the intent that the newest model takes it for; another can be given, and another answer.
    """
    from archway.operations.authoring import stories

    if listed:
        found = stories.heard(days, 20)
        if as_json:
            give_json([asdict(one) for one in found])
        for one in [] if as_json else found:
            results.print(f"{one.conversation}  {one.at:%Y-%m-%d %H:%M}  {one.turns:2} turns: {', '.join(one.topics)}", markup=False)
        return
    new = stories.story_of_conversation(conversation, name) if conversation else stories.story(_typed(), name)
    if not as_json:
        results.print(new.text, markup=False)
    kept = yes or (not as_json and sys.stdin.isatty() and typer.confirm("Keep this story?"))
    file = stories.keep(new) if kept else None
    if as_json:
        give_json({"story": new.name, "steps": new.steps, "file": file})
    else:
        results.print(f"Kept in {file}." if file else "Not kept; --yes keeps it without asking.")


def topic_new(
    id_: Annotated[str, typer.Argument(help="The topic's id, such as group_therapy: small letters, digits and underscores.", metavar="ID")],
    file: Annotated[Optional[Path], typer.Option("--from", help="A YAML file with title, section, short, more, follow_ups and examples.")] = None,
    moving: Move = None,
    as_json: AsJson = False,
) -> None:
    """Add a topic: to the article's content, the examples, the domain and the rule, when `archway check` passes with it.

    Give its parts in a file, or type them when asked. At least eight examples are needed, worded as differently as people word things.
    The answer must rest on a section of the article, in our own words, and say nothing that the article does not.

    Then the examples of other topics that say what the new ones say are shown: as long as they stand there, the new topic is hardly ever recognised.
    In a terminal you are asked which of them to move to the new topic, the nearest first, until you agree to none; elsewhere `--move` moves them.
    """
    from archway.operations.authoring import topics

    given = _read(file) if file else _asked()
    mover, topic = Mover(id_, moving or []), topics.new_topic(id=id_, **given)
    progress.print("Checking everything with the new topic in it …")
    written, warnings = topics.add_topic(topic)
    if not as_json:
        for warning in warnings:
            results.print(f"{warning.level:<8}{warning.where}: {warning.what}", markup=False)
        results.print(f"Added {id_} to {', '.join(map(str, written))}.", markup=False)
    mover.move_named(as_json)
    mover.offer(topic.examples, OF_A_TOPIC, as_json)
    if as_json:
        data = {"topic": id_, "files": written, "warnings": [asdict(warning) for warning in warnings]}
        give_json({**data, "near": mover.near, "moved": mover.moved})
    else:
        results.print("`archway train` teaches the assistant.")


def _read(file: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise OperationError(f"{file} can't be read: {error}") from error
    if not isinstance(loaded, dict):
        raise OperationError(f"{file}: expected the keys {', '.join([*PARTS, 'examples'])}")
    return loaded


def _asked() -> dict[str, Any]:
    given: dict[str, Any] = {key: typer.prompt(question) for key, question in PARTS.items()}
    given["follow_ups"] = given["follow_ups"].split()
    given["examples"] = list(iter(lambda: typer.prompt("How somebody may ask for it (empty: done)", default="", show_default=False).strip(), ""))
    return given


def _typed() -> list[tuple[str, tuple[str, ...]]]:
    """Ask for a conversation, message by message."""
    from archway.operations.checking.project import load_project
    from archway.operations.understanding import understand

    project = load_project()
    steps: list[tuple[str, tuple[str, ...]]] = []
    while text := typer.prompt("Visitor (empty: done)", default="", show_default=False).strip():
        intent = text.lstrip("/") if text.lstrip("/") in project.intents else asyncio.run(understand(text))
        intent = typer.prompt("  means", default=intent)
        if intent not in project.intents:
            progress.print(f"  {intent} is no intent of domain.yml; the message is left out.", markup=False)
            continue
        answer = typer.prompt("  answered by", default="utter_crisis" if intent == "crisis" else "action_answer")
        steps.append((intent, (answer,)))
    return steps

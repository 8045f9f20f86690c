"""Runs the commands of docs/operating.md that are marked with `<!-- run -->`, in order, on conversations with the real server.

`python -m tests.operations.operating_page` writes their output into the page anew; the test beside this file tells when that is due.
"""

import re
import shlex
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from archway.operations.inbox.unanswered import REASONS
from tests.conftest import ROOT
from tests.operations.conftest import Project, make_project, visit

PAGE = ROOT / "docs/operating.md"
BLOCK = re.compile(r"(?<=<!-- run -->\n```console\n)\$ archway (.*)\n((?:.*\n)*?)(?=```)")
FILE = re.compile(r"<!-- file: (\S+) -->\n```yaml\n((?:.*\n)*?)```")
SAID = {"weather": "whats the weather like in leeds", "tissues": "so whats with the box of tissues"}
IDS = {"GROUP:weather": "7d10c3", "GROUP:tissues": "b41f9e", "CONVERSATION:tissues": "3f8e6b1c97d24a05b6c8e2f1a4d97053"}
WIDTH = "100"
DIFFERS = [  # from run to run, or with what operators add: examples, contacts, a model that takes a message for another topic
    (r"“[^”]*”( \(“[^”]*”\))?", "“TEXT”"),
    (rf"(({'|'.join(map(re.escape, REASONS.values()))}) \(\d+\)(; )?)+", "REASON"),
    (r"likeliest: .*", "likeliest: TOPICS"),
    (r"\b[0-9a-f]{32}\b|\b[0-9a-f]{6}\b", "ID"),
    (r"example of \w+|intent: \w+|utter_\w+|says \w+(, then \w+)*", "TOPIC"),
    (r"data/nlu/\w+\.yml(:\d+)?", "FILE"),
    (r"\b\d+ (conversation|message|event|decision|text|error|warning|crisis answer|group)s?\b", r"N \1"),
    (r"\b\d+\b", "N"),
    (r"[─ ]+", " "),
]
LISTED = re.compile(r"warning |\s*\d+  \d\.\d\d |\s{3,}")  # what is found in content and examples: a line each, and what is left of it in the next


def run_page(page: str, project: Project) -> str:
    """Give the page with the output that its marked commands have in this project."""
    for name, text in FILE.findall(page):
        project.path(name).write_text(text)
    for name, shown in IDS.items():
        page = page.replace(name, shown)
    real = {shown: _real(name, project) for name, shown in IDS.items()}
    return BLOCK.sub(lambda block: _run(block[1], real, project), page)


def shape(page: str) -> list[tuple[str, set[str]]]:
    """Give the marked commands, each with the kinds of lines that it prints: without figures, texts, topics and places."""
    return [(command, {_kind(line) for line in output.splitlines() if not LISTED.match(line)}) for command, output in BLOCK.findall(page)]


def _kind(line: str) -> str:
    for pattern, stands_for in DIFFERS:
        line = re.sub(pattern, stands_for, line)
    return line.strip()


def _run(command: str, real: dict[str, str], project: Project) -> str:
    arguments = command
    for shown, id_ in real.items():
        arguments = arguments.replace(shown, id_)
    done = project.run(*shlex.split(arguments), COLUMNS=WIDTH)
    output = done.errors + done.out  # progress first, then the result
    for shown, id_ in real.items():
        output = output.replace(id_, shown)
    return f"$ archway {command}\n" + re.sub(r" +\n", "\n", output)


def _real(name: str, project: Project) -> str:
    kind, _, what = name.partition(":")
    if kind == "GROUP":
        groups = project.run("inbox", "--json").data["groups"]
        found = [group for group in groups if SAID[what] in [message["text"] for message in group["messages"]]]
        return str([*found, groups[-1]][0]["id"])  # another group, where the model has learnt to answer this one
    with closing(sqlite3.connect(project.path("conversations.db"))) as database:
        return str(database.execute("SELECT sender_id FROM events WHERE type_name = 'user' AND data LIKE ?", (f"%{SAID[what]}%",)).fetchone()[0])


def main() -> None:
    """Write the page anew."""
    with tempfile.TemporaryDirectory() as name:
        project = make_project(Path(name))
        visit(project.folder)
        PAGE.write_text(run_page(PAGE.read_text("utf-8"), project), "utf-8")


if __name__ == "__main__":
    main()

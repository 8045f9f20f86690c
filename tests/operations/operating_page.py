"""Runs the commands of docs/operating.md that are marked with `<!-- run -->`, in order, on conversations with the real server.

`python -m tests.operations.operating_page` writes their output into the page anew; the test beside this file tells when that is due.
"""

import re
import shlex
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT
from tests.operations.conftest import Project, make_project, visit

PAGE = ROOT / "docs/operating.md"
BLOCK = re.compile(r"(?<=<!-- run -->\n```console\n)\$ archway (.*)\n((?:.*\n)*?)(?=```)")
FILE = re.compile(r"<!-- file: (\S+) -->\n```yaml\n((?:.*\n)*?)```")
SAID = {"weather": "whats the weather like in leeds", "tissues": "so whats with the box of tissues"}
IDS = {"GROUP:weather": "7d10c3", "GROUP:tissues": "b41f9e", "CONVERSATION:tissues": "3f8e6b1c97d24a05b6c8e2f1a4d97053"}
WIDTH = "100"
DIFFERS = [  # from run to run, or with every example that somebody adds
    (r"\b[0-9a-f]{32}\b|\b[0-9a-f]{6}\b", "ID"),
    (r" 2 \w+ +<?\d+% .*", ""),  # what is less likely than the likeliest topic
    (r"<?\d+%", "N%"),
    (r"\.yml:\d+", ".yml:N"),
    (r"\b\d+ (?=events)", "N "),
    (r"[─ ]+", " "),
]


def run_page(page: str, project: Project) -> str:
    """Give the page with the output that its marked commands have in this project."""
    for name, text in FILE.findall(page):
        project.path(name).write_text(text)
    for name, shown in IDS.items():
        page = page.replace(name, shown)
    real = {shown: _real(name, project) for name, shown in IDS.items()}
    return BLOCK.sub(lambda block: _run(block[1], real, project), page)


def shape(page: str) -> list[tuple[str, str]]:
    """Give the marked commands and their outputs, without what differs."""
    found = []
    for command, output in BLOCK.findall(page):
        for pattern, stands_for in DIFFERS:
            output = re.sub(pattern, stands_for, output)
        found.append((command, output))
    return found


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
        return str(next(group["id"] for group in groups if SAID[what] in [message["text"] for message in group["messages"]]))
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

"""`archway inbox` and `archway label`, on conversations that visitors had with the real server."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.operations.conftest import ASKED, DANGER, DOUBTFUL, Project
from tests.operations.terminal import by_keyboard

VIDEO = "can the sessions be remote? write to me at [email address]"


def texts(project: Project, *arguments: str) -> list[str]:
    return [message["text"] for group in groups(project, *arguments) for message in group["messages"]]


def groups(project: Project, *arguments: str) -> list[dict[str, Any]]:
    done = project.run("inbox", "--json", *arguments)
    assert done.code == 0, done.errors
    assert done.errors == ""
    found: list[dict[str, Any]] = done.data["groups"]
    return found


def test_what_went_unanswered_is_grouped_by_meaning_the_largest_group_first(inbox: Project) -> None:
    found = groups(inbox)
    assert {message["text"] for message in found[0]["messages"]} == {ASKED[0], ASKED[1], VIDEO}
    assert found[0]["why"] == {"not_covered": 3}
    assert found[0]["likeliest"][0]["topic"] == "not_covered"
    assert [group["count"] for group in found] == sorted((group["count"] for group in found), reverse=True)
    assert set(texts(inbox)) == {ASKED[0], ASKED[1], VIDEO, ASKED[3], ASKED[4], DOUBTFUL, "What happens in a session?"}


def test_addresses_and_numbers_are_taken_out_and_danger_does_not_appear(inbox: Project) -> None:
    done = inbox.run("inbox", "--json")
    assert "example.org" not in done.out
    assert "too short, call me on [phone number]" in done.out
    assert not [text for text in DANGER if text in done.out]


def test_what_a_visitor_chose_after_a_suggestion_is_the_likeliest_topic(inbox: Project) -> None:
    [group] = [group for group in groups(inbox) if group["messages"][0]["text"] == DOUBTFUL]
    assert group["messages"][0]["taken"] == group["likeliest"][0]["topic"]


def test_outside_a_terminal_the_groups_are_listed(inbox: Project) -> None:
    done = inbox.run("inbox")
    assert done.code == 0
    assert f"“{ASKED[0]}”" in done.out
    assert re.search(r"\d+ messages in \d+ groups\.", done.out)


def test_a_group_is_filed_under_a_topic_and_is_gone_from_the_inbox(inbox: Project) -> None:
    before = inbox.path("data/nlu/sessions.yml").read_text()
    group = groups(inbox)[0]
    done = inbox.run("label", "session_overview", "--group", group["id"], "--json")
    assert done.code == 0, done.errors
    after = inbox.path("data/nlu/sessions.yml").read_text()
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert sorted(new) == sorted(f"    - {text}" for text in (ASKED[0], ASKED[1], VIDEO))
    for text, place in done.data["filed"].items():
        file, _, line = place.partition(":")
        assert inbox.path(file).read_text().splitlines()[int(line) - 1] == f"    - {text}"
    assert after.replace("".join(f"{line}\n" for line in new), "") == before
    assert VIDEO not in texts(inbox)
    assert b"video" not in inbox.path(".archway/inbox.json").read_bytes()


def test_a_duplicate_is_refused_and_named(inbox: Project) -> None:
    before = inbox.path("data/nlu/duration.yml").read_bytes()
    assert inbox.run("label", "duration", "How many fortnights does it take?").code == 0
    done = inbox.run("label", "goals", "how many fortnights does it take", "--json")
    assert (done.code, done.data["filed"]) == (1, {})
    assert done.data["refused"]["how many fortnights does it take"]["topic"] == "duration"
    assert done.errors == "archway: nothing was filed: every text is an example already\n"
    assert len(inbox.path("data/nlu/duration.yml").read_bytes()) - len(before) == len("    - How many fortnights does it take?\n")


@pytest.mark.parametrize("arguments", ["label nonsense x", "label duration", "label duration x --group abc", "inbox --days 0"])
def test_wrong_use_is_told_with_exit_code_2(inbox: Project, arguments: str) -> None:
    assert inbox.run(*arguments.split()).code == 2


def test_a_group_that_is_not_there_is_refused(inbox: Project) -> None:
    done = inbox.run("label", "duration", "--group", "ffffff")
    assert done.code == 1
    assert done.errors.startswith("archway: there is no group ffffff in the inbox")


def test_a_dismissed_group_stays_dismissed_with_what_means_the_same_until_it_is_restored(inbox: Project) -> None:
    group = groups(inbox)[0]
    dismissed = {message["text"] for message in group["messages"]}
    assert inbox.run("inbox", "--dismiss", group["id"]).code == 0
    assert not dismissed & set(texts(inbox))
    ask_again(inbox, ASKED[0], "can we do it by video call instead?")
    assert "can we do it by video call instead?" not in texts(inbox)
    assert ASKED[3] in texts(inbox)
    hidden = groups(inbox, "--dismissed")
    assert dismissed <= {message["text"] for message in hidden[0]["messages"]}
    assert inbox.run("inbox", "--restore", hidden[0]["id"]).code == 0
    assert dismissed <= set(texts(inbox))


def ask_again(project: Project, asked: str, again: str) -> None:
    """Have another visitor say in other words what one said."""
    with sqlite3.connect(project.path("conversations.db")) as database:
        [(conversation,)] = database.execute("SELECT sender_id FROM events WHERE type_name = 'user' AND data LIKE ?", (f"%{asked}%",)).fetchall()
        rows = database.execute("SELECT type_name, timestamp, intent_name, action_name, data FROM events WHERE sender_id = ? ORDER BY id", (conversation,))
        for type_name, timestamp, intent, action, data in rows.fetchall():
            values = (conversation[::-1], type_name, timestamp, intent, action, data.replace(json.dumps(asked), json.dumps(again)))
            database.execute("INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data) VALUES (?, ?, ?, ?, ?, ?)", values)
    database.close()


def test_by_keyboard_a_key_files_a_key_dismisses_and_a_key_leaves(inbox: Project) -> None:
    shown = by_keyboard(inbox, ["inbox"], [("1 of", "t"), ("empty: back", "session_ov\n"), ("2 of", "d"), ("3 of", "s"), ("4 of", "q")])
    assert "is now an example of session_overview" in shown
    assert "it will not be shown again" in shown
    assert VIDEO in inbox.path("data/nlu/sessions.yml").read_text()
    assert len(groups(inbox, "--dismissed")) == 1


def test_by_keyboard_some_of_a_groups_messages_are_filed(inbox: Project) -> None:
    by_keyboard(inbox, ["inbox"], [("1 of", "o"), ("empty: all", "1\n"), ("chosen", "t"), ("empty: back", "session_overview\n"), ("2 of", "q")])
    filed = inbox.path("data/nlu/sessions.yml").read_text()
    assert sum(f"    - {text}\n" in filed for text in (ASKED[0], ASKED[1], VIDEO)) == 1


def test_with_no_database_a_clear_line_says_so(project: Project) -> None:
    done = project.run("inbox")
    assert (done.code, done.out) == (1, "")
    assert done.errors.startswith("archway: there is no database conversations.db yet")
    assert not project.path("conversations.db").exists()


def test_a_damaged_database_is_a_clear_line(inbox: Project) -> None:
    inbox.path("conversations.db").write_bytes(b"no database at all, " * 500)
    done = inbox.run("inbox")
    assert done.code == 1
    assert done.errors.startswith("archway: the database of conversations failed with DatabaseError")
    assert len(done.errors.splitlines()) == 1


def test_two_operators_at_once_lose_nothing(inbox: Project) -> None:
    command = [sys.executable, "-m", "archway.operations.cli", "label", "duration"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    new = [f"is it number {number} times as long as a fortnight in {number}" for number in range(4)]
    running = [subprocess.Popen([*command, text], cwd=inbox.folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for text in new]
    for process in running:
        process.communicate(timeout=120)
    assert [process.returncode for process in running] == [0] * len(new)
    filed = inbox.path("data/nlu/duration.yml").read_text()
    assert [text for text in new if filed.count(f"    - {text}\n") != 1] == []

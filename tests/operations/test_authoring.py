"""`archway story` and `archway topic new`."""

import sqlite3
from contextlib import closing

import pytest
import yaml

from archway.operations.authoring.stories import Story
from tests.operations.conftest import ASKED, DANGER, DOUBTFUL, Project

TOPIC = {
    "title": "Can I change therapist?",
    "section": "session",
    "short": "The article does not say how to change therapist: only that the relationship is part of the work.",
    "more": "It names:\n\n- the relationship\n- the therapist's questions",
    "follow_ups": ["therapist_role", "client_role"],
    "examples": [
        "can i switch therapist", "what if i dont like mine", "changing to another one: possible?", "i want a different therapist", "how do i swap therapists",
        "new therapist please", "we are not a good fit, what now", "may i leave mine for another",
    ],
}  # fmt: skip


def conversation_of(project: Project, said: str) -> str:
    with closing(sqlite3.connect(project.path("conversations.db"))) as database:
        [(found,)] = database.execute("SELECT DISTINCT sender_id FROM events WHERE type_name = 'user' AND data LIKE ?", (f"%{said}%",)).fetchall()
    return str(found)


def snapshot(project: Project) -> dict[str, bytes]:
    folders = ("data", "actions", "domain.yml")
    files = [path for name in folders for path in [project.path(name), *project.path(name).glob("**/*")] if path.is_file() and path.suffix == ".yml"]
    return {str(path.relative_to(project.folder)): path.read_bytes() for path in files}


def test_a_conversation_becomes_a_story_without_a_word_of_it(inbox: Project) -> None:
    done = inbox.run("story", conversation_of(inbox, DOUBTFUL), "--name", "tissues", "--yes")
    assert done.code == 0, done.errors
    text = inbox.path("data/stories/operators.yml").read_text()
    [story] = yaml.safe_load(text)["stories"]
    assert story["story"] == "tissues"
    assert [step for step in story["steps"] if "action" in step] == [{"action": "action_answer"}] * 3
    assert {"intent": "session_overview"} in story["steps"]
    assert "box" not in text
    assert Story("tissues", ()).text.strip() in done.out
    assert inbox.run("check", "--quick").code == 0


def test_a_conversation_with_danger_keeps_its_crisis_answer(inbox: Project) -> None:
    done = inbox.run("story", conversation_of(inbox, DANGER[0]), "--json")
    assert done.data["steps"] == [["crisis", ["utter_crisis"]]]
    assert done.data["file"] is None


def test_without_a_yes_it_is_shown_and_not_kept(inbox: Project) -> None:
    done = inbox.run("story", conversation_of(inbox, ASKED[3]))
    assert "- intent: not_covered" in done.out
    assert done.out.endswith("Not kept; --yes keeps it without asking.\n")
    assert not inbox.path("data/stories/operators.yml").exists()


def test_the_same_story_is_refused(inbox: Project) -> None:
    conversation = conversation_of(inbox, ASKED[3])
    assert inbox.run("story", conversation, "--yes").code == 0
    before = snapshot(inbox)
    done = inbox.run("story", conversation, "--yes", "--name", "another name")
    assert (done.code, "the same story stands in data/stories/operators.yml already" in done.errors) == (1, True)
    assert snapshot(inbox) == before


def test_a_story_that_contradicts_a_rule_is_refused(project: Project) -> None:
    before = snapshot(project)
    done = project.run("story", "--yes", typed="duration\n\n\nthanks\n\nutter_greet\n\n")
    assert done.code == 1
    assert "'utter_greet' in story 'a visitor says duration, then thanks' is contradicting with rule(s)" in done.errors
    assert snapshot(project) == before


def test_a_typed_story_is_kept_with_the_intents_that_the_model_finds(project: Project) -> None:
    done = project.run("story", "--yes", typed="how long does it last\n\n\nno such intent\nmeow\ni want to die\n\n\n\n")
    assert done.code == 0, done.errors
    [story] = yaml.safe_load(project.path("data/stories/operators.yml").read_text())["stories"]
    assert story["steps"] == [{"intent": "duration"}, {"action": "action_answer"}, {"intent": "crisis"}, {"action": "utter_crisis"}]


def test_conversations_are_listed_without_a_word_of_them(inbox: Project) -> None:
    done = inbox.run("story", "--list")
    assert conversation_of(inbox, DOUBTFUL) in done.out
    assert not [text for text in (*ASKED, *DANGER, DOUBTFUL) if text in done.out]


def test_a_conversation_that_is_not_there_is_refused(inbox: Project) -> None:
    done = inbox.run("story", "nobody")
    assert (done.code, done.errors.startswith("archway: there is no conversation nobody")) == (1, True)


def test_a_topic_is_added_everywhere_it_must_stand_and_nothing_else_changes(project: Project) -> None:
    before = snapshot(project)
    project.path("topic.yml").write_text(yaml.safe_dump(TOPIC))
    done = project.run("topic", "new", "changing_therapist", "--from", "topic.yml", "--json")
    assert done.code == 0, done.errors
    after = snapshot(project)
    changed = [file for file in after if after[file] != before.get(file)]
    assert sorted(changed) == sorted(done.data["files"])
    assert len(changed) == 4
    for file in changed:
        lines = after[file].decode().splitlines()
        assert [line for line in before.get(file, b"").decode().splitlines() if line not in lines] == []
    article = yaml.safe_load(after["actions/content/articles/psychodynamic-therapy.yml"])
    assert article["topics"]["changing_therapist"] == {key: value for key, value in TOPIC.items() if key != "examples"}
    assert "changing_therapist" in yaml.safe_load(after["domain.yml"])["intents"]
    assert project.run("check", "--quick").code == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"short": "It cures everybody."}, "promises a cure"),
        ({"section": "nowhere"}, "'nowhere' is not one of sections"),
        ({"follow_ups": ["cats", "goals"]}, "'cats' is not a topic"),
        ({"examples": TOPIC["examples"][:7]}, "examples: ensure this value has at least 8 items"),
        ({"examples": [*TOPIC["examples"], "What is psychodynamic therapy?"]}, "and of definition"),
        ({"shrot": "x"}, "shrot: extra fields not permitted"),
    ],
)
def test_a_topic_with_which_the_check_would_fail_is_refused(project: Project, change: dict[str, object], told: str) -> None:
    before = snapshot(project)
    project.path("topic.yml").write_text(yaml.safe_dump({**TOPIC, **change}))
    done = project.run("topic", "new", "changing_therapist", "--from", "topic.yml")
    assert (done.code, told in done.errors) == (1, True), done.errors
    project.path("topic.yml").unlink()
    assert snapshot(project) == before


def test_a_topic_that_there_is_already_is_refused(project: Project) -> None:
    project.path("topic.yml").write_text(yaml.safe_dump(TOPIC))
    done = project.run("topic", "new", "thanks", "--from", "topic.yml")
    assert (done.code, "there is a topic thanks already" in done.errors) == (1, True)

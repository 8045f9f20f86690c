"""Examples of other topics that say what new ones say: they are shown, and moved when the operator agrees; nothing else changes."""

import random
from pathlib import Path

import pytest
import yaml

from archway.operations import examples
from archway.operations.authoring.moving import Search
from archway.operations.checking.likeness import near_duplicates
from archway.operations.checking.project import load_project
from archway.operations.errors import OperationError
from tests.operations.conftest import Project
from tests.operations.terminal import by_keyboard
from tests.operations.test_authoring import TOPIC, snapshot

FILED_ELSEWHERE = "Can I change therapist halfway?"  # under not_covered
NEW = ["topic", "new", "changing_therapist", "--from", "topic.yml"]
OTHERS = "".join(f"    - {text}\n" for text in ("how long", "is it weekly", "who wrote this", "hello there", "what is cbt", "why childhood", "tell me more"))
SMALL = """version: "3.1"   # a comment

nlu:

- intent: not_covered   # what else
  examples: |
    - can i swap my therapist
    - "quoted": how much   # no comment
    - is there parking

- intent: goals
  metadata: {aspect: general}
  examples: |
    - what is the aim"""


@pytest.fixture
def small(project: Project) -> Project:
    """Few examples, so that every line can be told."""
    for path in project.path("data/nlu").glob("*.yml"):
        path.unlink()
    project.path("data/nlu/one.yml").write_text(SMALL)
    project.path("data/nlu/two.yml").write_text('version: "3.1"\nnlu:\n- intent: crisis\n  examples: |\n    - can i swap my therapist, he hits me\n')
    project.path("data/nlu/two.yml").write_text(
        project.path("data/nlu/two.yml").read_text() + f"- intent: duration\n  examples: |\n{OTHERS}    - can one change therapists\n"
    )
    return project


def test_what_is_filed_elsewhere_is_shown_the_nearest_first_and_danger_never(inside: Project) -> None:
    found = Search("changing_therapist", TOPIC["examples"]).look(0.35)
    assert FILED_ELSEWHERE in [neighbour.example.text for neighbour in found[:5]]
    assert len(found) == 20
    assert [neighbour.likeness for neighbour in found][0] == max(neighbour.likeness for neighbour in found)
    assert "crisis" not in {neighbour.example.topic for neighbour in found}


def test_a_second_look_shows_others_and_goes_by_what_was_agreed_to(inside: Project) -> None:
    texts = ["can we meet over video", "is there an online version"]
    searches = [Search("online_sessions", texts) for _ in range(2)]
    first, same = (search.look(0.0) for search in searches)
    assert first == same
    online = [neighbour for neighbour in first if any(word in neighbour.example.text.lower() for word in ("online", "video", "zoom"))]
    searches[0].learn(first, online)
    searches[1].learn(first, [])
    second, other = (search.look(0.0) for search in searches)
    assert not {neighbour.example for neighbour in first} & {neighbour.example for neighbour in second}
    assert [neighbour.example for neighbour in second] != [neighbour.example for neighbour in other]


def test_a_topic_takes_what_is_named_from_other_topics(project: Project) -> None:
    before = snapshot(project)
    project.path("topic.yml").write_text(yaml.safe_dump(TOPIC))
    done = project.run(*NEW, "--move", FILED_ELSEWHERE, "--json")
    assert done.code == 0, done.errors
    file, _, line = done.data["moved"][FILED_ELSEWHERE].partition(":")
    assert project.path(file).read_text().splitlines()[int(line) - 1] == f"    - {FILED_ELSEWHERE}"
    after = snapshot(project)
    assert after["data/nlu/not_covered.yml"] == before["data/nlu/not_covered.yml"].replace(f"    - {FILED_ELSEWHERE}\n".encode(), b"")
    assert FILED_ELSEWHERE not in [near["text"] for near in done.data["near"]]
    assert {"text", "topic", "place", "likeness"} == done.data["near"][0].keys()


def test_what_can_not_be_moved_is_said_before_anything_is_written(small: Project) -> None:
    small.path("topic.yml").write_text(yaml.safe_dump(TOPIC))
    before = snapshot(small)
    done = small.run(*NEW, "--move", "no example at all")
    assert (done.code, "“no example at all” is no example" in done.errors) == (1, True)
    done = small.run("label", "duration", "a new one", "--move", "can i swap my therapist, he hits me")
    assert (done.code, "tells of danger and stays under crisis" in done.errors) == (1, True)
    assert snapshot(small) == before


def test_label_shows_what_says_nearly_the_same_elsewhere_and_moves_it(small: Project) -> None:
    done = small.run("label", "goals", "can i change my therapist", "--json")
    assert [near["text"] for near in done.data["near"]] == ["can i swap my therapist", "can one change therapists"], "the nearest first, danger not"
    assert done.data["moved"] == {}
    done = small.run("label", "goals", "--move", "Can I swap my therapist?")
    assert (done.code, done.out) == (0, "Moved 1 to goals: data/nlu/one.yml.\n"), done.errors
    expected = SMALL.replace("    - can i swap my therapist\n", "") + "\n    - can i change my therapist\n    - can i swap my therapist\n"
    assert small.path("data/nlu/one.yml").read_text() == expected


def test_all_that_is_near_moves_at_a_word(small: Project) -> None:
    done = small.run("label", "goals", "can i change my therapist", "--move", "all", "--json")
    assert done.data["moved"] == {"can i swap my therapist": "data/nlu/one.yml:15", "can one change therapists": "data/nlu/one.yml:16"}
    lines = small.path("data/nlu/one.yml").read_text().splitlines()
    assert [lines[14], lines[15]] == ["    - can i swap my therapist", "    - can one change therapists"]
    assert small.path("data/nlu/two.yml").read_text().endswith(OTHERS)


def test_a_question_among_several_moves_by_being_marked_anew(small: Project) -> None:
    several = small.path("data/nlu/several.yml")
    head = "version: '3.1'\nnlu:\n\n- intent: duration   # the first\n  examples: |\n\n"
    text = f"{head}    - [how long](question:duration) [swapping therapists](question:not_covered)\n"
    several.write_text(text)
    done = small.run("label", "goals", "--move", "swapping therapists", "--json")
    assert (done.code, done.data["moved"]) == (0, {"swapping therapists": "data/nlu/several.yml:7"}), done.errors
    assert several.read_text() == text.replace("[swapping therapists](question:not_covered)", "[swapping therapists](question:goals)")


def test_a_topic_is_left_an_example(small: Project) -> None:
    before = snapshot(small)
    done = small.run("label", "duration", "--move", "what is the aim")
    assert (done.code, "goals would have no example left in data/nlu/one.yml" in done.errors) == (1, True)
    assert snapshot(small) == before


def test_in_a_terminal_the_operator_says_which_until_none_is_left(small: Project) -> None:
    shown = by_keyboard(small, ["label", "goals", "can i change my therapist"], [("Which belong", "7\n"), ("not understood", "2\n")])
    assert "Moved 1 to goals: data/nlu/one.yml." in shown
    assert small.path("data/nlu/one.yml").read_text().endswith("    - can i change my therapist\n    - can one change therapists\n")
    assert "    - can i swap my therapist\n" in small.path("data/nlu/one.yml").read_text()


def test_outside_a_terminal_nothing_is_moved_and_the_check_names_what_contradicts_the_topic(project: Project) -> None:
    assert not [finding for finding in near_duplicates(load_project(project.folder)) if "--near" in finding.what], "the project itself"
    project.path("topic.yml").write_text(yaml.safe_dump(TOPIC))
    before = project.path("data/nlu/not_covered.yml").read_bytes()
    done = project.run(*NEW)
    assert (done.code, FILED_ELSEWHERE in done.out, "`--move TEXT` moves one" in done.out) == (0, True, True), done.errors
    assert project.path("data/nlu/not_covered.yml").read_bytes() == before
    found = [finding for finding in near_duplicates(load_project(project.folder)) if "changing_therapist" in finding.what]
    assert 0 < len(found) <= 10
    [named] = [finding for finding in found if FILED_ELSEWHERE in finding.what]
    file, _, line = named.where.partition(":")
    assert project.path(file).read_text().splitlines()[int(line) - 1] == f"    - {FILED_ELSEWHERE}"
    assert "`archway label changing_therapist --near`" in named.what


def test_any_examples_of_the_project_can_be_taken_out_and_nothing_else_changes() -> None:
    known = examples.examples()
    gone = random.Random(7).sample(known, 40)
    for path, text in examples.without(gone).items():
        lines, numbers = path.read_text("utf-8").splitlines(keepends=True), {example.line for example in gone if example.file == path}
        assert text == "".join(line for number, line in enumerate(lines, 1) if number not in numbers)


def test_an_example_that_somebody_changed_meanwhile_is_not_moved(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from archway.operations.authoring.moving import move

    monkeypatch.chdir(small.folder)
    [example] = [example for example in examples.examples() if example.text == "is there parking"]
    path = Path("data/nlu/one.yml")
    path.write_text(path.read_text().replace("is there parking", "is there a car park"))
    with pytest.raises(OperationError, match="no example of not_covered any more; somebody changed data/nlu/one.yml"):
        move("goals", [example])

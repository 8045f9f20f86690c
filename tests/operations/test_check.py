"""`archway check`: the project passes, and each kind of fault is found."""

from collections.abc import Callable
from datetime import date

import pytest

from archway.operations.checking.likeness import near_duplicates
from archway.operations.checking.project import Finding, load_project
from archway.operations.checking.run import check
from archway.operations.checking.wording import stopped
from archway.operations.files import write_whole
from tests.operations.conftest import Project

ARTICLE, SUPPORT = "actions/content/articles/psychodynamic-therapy.yml", "actions/content/support.yml"
TODAY = date(2026, 3, 2)


def edit(file: str, old: str, new: str) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        text = project.path(file).read_text()
        assert old in text
        project.path(file).write_text(text.replace(old, new, 1))

    return change


def story(text: str) -> Callable[[Project], None]:
    return lambda project: write_whole(project.path("data/stories/new.yml"), f'version: "3.1"\nstories:\n- story: new\n  steps:\n{text}')


def found(project: Project) -> list[Finding]:
    return check(project.folder, TODAY, encoder_too=False)


def test_the_project_passes() -> None:
    assert [finding for finding in check(encoder_too=False) if finding.level == "error"] == []


ERRORS = {
    "a topic that is no intent": (edit("domain.yml", "  - goals\n", ""), "goals: the topic is no intent of domain.yml"),
    "an intent that is no topic": (edit("domain.yml", "  - goals\n", "  - goals\n  - cats\n"), "cats is no topic of"),
    "an intent without examples": (edit("data/nlu/basics.yml", "- intent: goals\n", "- intent: dogs\n"), "goals has no examples in data/nlu/"),
    "examples of no intent": (edit("data/nlu/basics.yml", "- intent: goals\n", "- intent: dogs\n"), "basics.yml, dogs: examples of what is no intent"),
    "an intent without a rule": (edit("data/rules/answers.yml", "          - intent: goals\n", ""), "goals stands in no rule"),
    "a rule for no intent": (edit("data/rules/answers.yml", "intent: goals", "intent: cats"), "cats is no intent of domain.yml"),
    "a story with an unknown action": (story("  - intent: goals\n  - action: utter_meow\n"), "utter_meow is no action of domain.yml"),
    "a story that contradicts a rule": (story("  - intent: goals\n  - action: utter_thanks\n"), "'utter_thanks' in story 'new' is contradicting with rule(s)"),
    "a missing response": (edit("domain.yml", "  utter_goodbye:", "  utter_farewell:"), "utter_goodbye is missing"),
    "a button to nowhere": (edit("domain.yml", "payload: /session_overview", "payload: /nowhere"), "leads to /nowhere, which is no intent"),
    "a section that is not there": (edit(ARTICLE, "section: duration", "section: durations"), "'durations' is not one of sections"),
    "a misspelt key": (edit(ARTICLE, "    short: >-", "    shrot: >-"), "definition.shrot: extra fields not permitted"),
    "a promise": (edit(ARTICLE, "Psychodynamic therapy is a talking therapy.", "It cures depression."), "promises a cure: “It cures depression.”"),
    "superiority": (edit("domain.yml", "You are welcome.", "This is better than CBT."), "calls a therapy better than another"),
    "no contact for a region": (edit("domain.yml", "values: [US,", "values: [FR, US,"), "FR is missing; domain.yml serves visitors from there"),
    "a contact that can't be reached": (
        edit(SUPPORT, 'directory of crisis lines in many countries, url: "https://findahelpline.com"', "x"),
        "no way to reach it",
    ),
    "a contact changed in one place only": (edit(SUPPORT, 'call: "988"', 'call: "989"'), "not the contacts of"),
    "a contact verified in the future": (edit(SUPPORT, "last_verified: null", "last_verified: 2027-01-01"), "a day to come"),
    "the same words under two topics": (lambda project: project.add_example("goals", "What IS psychodynamic therapy"), "and of definition"),
    "a file that is no YAML": (edit("domain.yml", "intents:", "intents: ["), "domain.yml can't be read"),
}


@pytest.mark.parametrize(("change", "told"), ERRORS.values(), ids=ERRORS.keys())
def test_a_fault_is_an_error(project: Project, change: Callable[[Project], None], told: str) -> None:
    change(project)
    errors = [f"{finding.where}: {finding.what}" for finding in found(project) if finding.level == "error"]
    assert any(told in error for error in errors), errors


WARNINGS = {
    "a review that is due": (edit(ARTICLE, "review_due: null", "review_due: 2026-03-01"), "the review was due on 2026-03-01"),
    "no review planned": (edit(ARTICLE, "review_due: null", "review_due: null"), "review_due is not set"),
    "a contact nobody verified": (edit(SUPPORT, "last_verified: null", "last_verified: null"), "nobody has verified Find A Helpline, Befrienders Worldwide;"),
    "a contact verified long ago": (edit(SUPPORT, "last_verified: null", "last_verified: 2025-01-01"), "more than 180 days ago"),
    "a response nobody utters": (edit("domain.yml", "  utter_deny:", "  utter_meow:\n    - text: Meow.\n  utter_deny:"), "nothing utters this response"),
    "a section nobody rests on": (edit(ARTICLE, "sections:\n", "sections:\n  cats: Cats\n"), "no topic rests on the section cats"),
}


@pytest.mark.parametrize(("change", "told"), WARNINGS.values(), ids=WARNINGS.keys())
def test_what_somebody_should_look_at_is_a_warning(project: Project, change: Callable[[Project], None], told: str) -> None:
    change(project)
    assert any(told in finding.what for finding in found(project) if finding.level == "warning")


def test_examples_of_two_topics_that_mean_almost_the_same_are_a_warning(project: Project) -> None:
    for file in project.path("data/nlu").glob("*.yml"):
        file.unlink()
    write_whole(project.path("data/nlu/a.yml"), 'version: "3.1"\nnlu:\n- intent: duration\n  examples: |\n    - How long is the waiting list?\n')
    write_whole(
        project.path("data/nlu/b.yml"), 'version: "3.1"\nnlu:\n- intent: goals\n  examples: |\n    - How long is your waiting list?\n    - what is the aim\n'
    )
    [finding] = near_duplicates(load_project(project.folder))
    assert finding.level == "warning"
    assert "“How long is the waiting list?” (duration) and “How long is your waiting list?” (goals, data/nlu/b.yml:5)" in finding.what


def test_the_exit_code_tells_whether_it_passed(project: Project) -> None:
    done = project.run("check", "--quick", "--json")
    assert (done.code, done.data["errors"], done.errors) == (0, 0, "")
    edit("domain.yml", "  - goals\n", "")(project)
    done = project.run("check", "--quick", "--json")
    assert done.code == 1
    assert done.data["errors"] == len([finding for finding in done.data["findings"] if finding["level"] == "error"]) > 0
    assert done.errors.startswith("archway: the check failed with")


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("This therapy cures anxiety.", "promises a cure"),
        ("We guarantee that you will feel well.", "promises an outcome"),
        ("It always works.", "promises an outcome"),
        ("It is more effective than CBT.", "calls a therapy better than another"),
        ("It is the best therapy.", "calls a therapy better than another"),
        ("You have depression.", "makes a diagnosis"),
        ("You're probably bipolar.", "makes a diagnosis"),
        ("You can stop taking your tablets.", "advises on medication"),
        ("You don't need a doctor.", "advises on medication"),
        ("You should leave your therapist.", "tells a visitor what to do about a treatment"),
        ("He committed suicide.", "blames"),
        ("Cheer up!", "plays distress down"),
    ],
)
def test_wording_that_a_reviewer_would_stop(sentence: str, why: str) -> None:
    assert why in stopped(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It can't promise a cure.",
        "The article does not call it better than CBT.",
        "A doctor can tell you whether you have depression.",
        "If you have an anxiety disorder, a clinician can advise you.",
        "It is best for people who like to reflect.",
        "You can ask your doctor about medication.",
    ],
)
def test_what_is_denied_or_asked_may_be_said(sentence: str) -> None:
    assert stopped(sentence) == []

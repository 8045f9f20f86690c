"""From a question that nobody foresaw to its answer, live, and back: with the real server, a real training, and visitors who never stop asking."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archway.operations.releases.store import FIRST, PROMOTED, Store
from tests.conftest import ROOT, Visitor
from tests.operations.load import under_load
from tests.operations.project import Project, copy_project, live_in

pytestmark = pytest.mark.timeout(1_500)

NEW = "is it hokum"
OLD_WORDS, NEW_WORDS = "there is no fixed number of sessions", "nobody fixes the number of sessions beforehand"
EXAMPLES = [NEW, "is this all hokum", "so it's just hokum?", "is psychodynamic therapy hokum or does it work"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def server(project: Project) -> Iterator[str]:
    with project.serving() as address:
        yield address


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """What each command wrote to the terminal."""
    return {}


@pytest.fixture(scope="module")
def trained(project: Project, server: str, said: dict[str, str]) -> dict[str, str]:
    """The versions of a release that learnt a new question, and of the first one."""
    first = live_in(server)
    teach(project, "effectiveness", EXAMPLES)
    article = project.root / "actions/content/articles/psychodynamic-therapy.yml"
    article.write_text(article.read_text("utf-8").replace(OLD_WORDS, NEW_WORDS), "utf-8")
    said["train"] = read(project.run("train"))
    return {"version": project.json("releases")["releases"][0]["version"], "first": first}


def read(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


def teach(project: Project, topic: str, examples: list[str]) -> None:
    path = project.root / "data/nlu/suitability.yml"
    head = f"- intent: {topic}\n  examples: |\n"
    text = path.read_text("utf-8")
    assert head in text
    path.write_text(text.replace(head, head + "".join(f"    - {example}\n" for example in examples), 1), "utf-8")


def topics(address: str, text: str) -> list[str]:
    visitor = Visitor(address)
    found = [answer["topic"] for answer in visitor.say(text)]
    visitor.http.close()
    return found


def answer(address: str, text: str) -> str:
    visitor = Visitor(address)
    found = str(visitor.say(text)[0]["text"])
    visitor.http.close()
    return found


def test_a_first_start_makes_a_release_of_the_trained_model(project: Project, server: str) -> None:
    [release] = project.json("releases")["releases"]
    assert release["version"] == live_in(server)
    assert topics(server, NEW)[0] != "effectiveness"


def test_training_records_a_release_and_puts_nothing_live(project: Project, server: str, trained: dict[str, str]) -> None:
    assert live_in(server) == trained["first"]
    assert OLD_WORDS in answer(server, "How long does it take?")
    listed = project.json("releases")
    assert listed["live"] == trained["first"]
    assert [release["version"] for release in listed["releases"]] == [trained["version"], trained["first"]]
    release = listed["releases"][0]
    assert release["data"] and release["code"] and release["content"] and release["encoder"] and release["conversations"]
    assert {"sets", "gained", "lost", "objections"} <= project.json("compare", trained["first"], trained["version"]).keys()
    assert not list((project.root / "models").glob("**/.partial-*"))


def test_a_release_goes_live_under_load_answers_and_is_taken_back(project: Project, server: str, trained: dict[str, str], said: dict[str, str]) -> None:
    with under_load(server) as load:
        said["promote"] = read(project.run("promote", trained["version"], "--force", "--reason", "the test sets are cut short here"))
        assert live_in(server) == trained["version"]
        assert topics(server, NEW) == ["effectiveness"]
        assert NEW_WORDS in answer(server, "How long does it take?")
        said["rollback"] = read(project.run("rollback", "--reason", "to see it go"))
        assert live_in(server) == trained["first"]
        assert topics(server, NEW) != ["effectiveness"]
        assert OLD_WORDS in answer(server, "How long does it take?"), "the content goes back with the model, whatever the file holds"
    assert load.failures == []
    assert load.answered == load.sent > 50
    print(said["promote"], said["rollback"], f"{load.sent} messages, none lost, the slowest answer took {load.slowest:.2f} s")
    again = project.run("rollback")
    assert again.returncode == 1
    assert "has replaced no other release" in again.stderr


def test_a_kill_during_a_promotion_changes_nothing(project: Project, server: str, trained: dict[str, str]) -> None:
    promotion = project.start("promote", trained["version"], "--force", "--reason", "it will not come to it")
    assert promotion.stderr
    assert any(line.startswith("Asking") for line in promotion.stderr)
    waited = time.monotonic() + 60
    while not any("--apart" in command for command in project.processes()) and time.monotonic() < waited:
        time.sleep(0.1)
    promotion.kill()
    promotion.communicate()
    while any("--apart" in command for command in project.processes()) and time.monotonic() < waited:
        time.sleep(0.1)
    assert not any("--apart" in command for command in project.processes())
    assert live_in(server) == trained["first"] == project.json("releases")["live"]


def test_every_server_follows(project: Project, server: str, trained: dict[str, str]) -> None:
    store = Store(project.root / "models")
    with project.serving() as another:
        store.put_live(trained["version"], PROMOTED)
        assert project.json("promote", trained["version"])["servers"] == 2
        assert live_in(server) == live_in(another) == trained["version"]
        assert project.json("rollback")["version"] == trained["first"]
        assert live_in(server) == live_in(another) == trained["first"]


def test_a_release_that_can_not_be_loaded_leaves_the_old_one_live_and_says_so(project: Project, server: str, trained: dict[str, str], tmp_path: Path) -> None:
    store = Store(project.root / "models")
    broken = tmp_path / "20260101-000000-broken.tar.gz"
    without(store.path(trained["version"]), "topic", broken)
    version = store.record(broken, store.evaluation(trained["version"])).version
    refused = project.run("promote", version, "--force", "--reason", "to see what happens")
    assert refused.returncode == 1
    assert "could not be loaded" in refused.stderr
    assert store.live() == trained["first"]

    store.put_live(version, PROMOTED)  # past the smoke test: the servers themselves refuse it
    withdrawn = project.run("promote", version)
    assert withdrawn.returncode == 1
    assert re.search(rf"{version} could not be loaded by server \d+: .+ stays live everywhere", withdrawn.stderr.replace("\n", " "))
    assert live_in(server) == trained["first"]
    assert topics(server, "How long does it take?") == ["duration"]


def without(archive: Path, part: str, target: Path) -> None:
    """Copy a model archive without the files of a component."""
    folder = target.parent / "unpacked"
    shutil.unpack_archive(archive, folder)
    for path in (folder / "components").glob(f"*{part}*"):
        shutil.rmtree(path)
    shutil.make_archive(str(target).removesuffix(".tar.gz"), "gztar", folder)


def test_a_release_with_a_topics_examples_swapped_is_refused(project: Project, server: str, trained: dict[str, str]) -> None:
    for path in sorted((project.root / "data/nlu").glob("*.yml")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"intent: (vs_cbt|duration)\n", lambda found: f"intent: {'duration' if found[1] == 'vs_cbt' else 'vs_cbt'}\n", text), "utf-8")
    bad = project.json("train")
    assert bad["comparison"]["objections"]
    refused = project.run("promote", bad["version"], "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["objections"] == bad["comparison"]["objections"]
    assert "was not put live: " in refused.stderr
    assert live_in(server) == trained["first"]
    like_for_like = project.json("compare", trained["version"], bad["version"])
    assert like_for_like["lost"] and any("duration" in objection or "vs_cbt" in objection for objection in like_for_like["objections"])


def test_force_needs_a_reason(project: Project, server: str, trained: dict[str, str]) -> None:
    assert project.run("promote", trained["version"], "--force").returncode == 2


def test_an_unknown_release_is_named(project: Project, server: str) -> None:
    for command in (["promote", "nothing"], ["compare", "nothing", "nothing"], ["evaluate", "nothing"]):
        done = project.run(*command)
        assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (1, "archway: there is no release 'nothing'; `archway releases` lists them")


def test_what_was_live_and_why_is_remembered(project: Project, trained: dict[str, str]) -> None:
    promotions = project.json("releases")["promotions"]
    assert promotions[0]["how"] == FIRST
    assert promotions[1]["reason"] in ("the test sets are cut short here", None)


def test_releases_are_listed_with_what_was_live(project: Project, trained: dict[str, str], said: dict[str, str]) -> None:
    said["releases"] = read(project.run("releases"))
    assert trained["version"] in said["releases"] and "rolled back" in said["releases"]


DIFFERS = [
    (r"\d{8}-\d{6}-[a-z-]+", "VERSION"),
    (r"by \w+", "by WHO"),
    (r"  \w+  ( *[0-9a-f]{7}){1,2}.*", "  WHO PARTS"),
    (r": to see it go|: the answer on .*|: the test sets .*", ""),
    (r" by force", ""),
    (r"[+-]?\d+(\.\d)?", "N"),
    (r" +", " "),
]


def shapes(text: str) -> set[str]:
    """Give the kinds of lines in a text without what differs from run to run, and without the messages that a comparison lists."""
    kinds = set()
    for line in text.splitlines():
        if line.strip() and not line.startswith("  ") and "against" not in line and not line.startswith("Conversation tests"):
            for pattern, stands_for in DIFFERS:
                line = re.sub(pattern, stands_for, line)
            kinds.add(line.strip())
    return kinds


@pytest.mark.parametrize("command", ["train", "promote", "rollback", "releases"])
def test_the_manual_shows_what_the_commands_print(said: dict[str, str], command: str) -> None:
    [shown] = re.findall(rf"```console\n\$ archway {command}[^\n]*\n(.*?)```", (ROOT / "docs/operating.md").read_text("utf-8"), re.DOTALL)
    assert shapes(shown) <= shapes(said[command])

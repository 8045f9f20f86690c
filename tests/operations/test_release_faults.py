"""Two operators at once, a kill in the middle, a full disk: nothing is half done, and the next one is not in the way."""

import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from archway.operations.releases.store import Store
from tests.operations.project import Project, copy_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("project"), one_in_examples=40)  # no training comes to its end here


@pytest.fixture(scope="module")
def training(project: Project) -> "Iterator[subprocess.Popen[str]]":
    """A training in the midst of it."""
    process = project.start("train", ARCHWAY_OPERATOR="ada")
    assert process.stderr
    assert any(line.startswith("Training") for line in process.stderr)
    until(lambda: any(" train " in command for command in project.processes()))
    process.send_signal(signal.SIGSTOP)  # with few examples it might come to its end meanwhile
    yield process
    process.kill()
    process.communicate()
    until(lambda: not project.processes())


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_second_training_is_told_who_is_at_it_and_a_rollback_need_not_wait(project: Project, training: "subprocess.Popen[str]") -> None:
    second = project.run("train")
    assert second.returncode == 1
    assert "ada is training a release since" in second.stderr and f"(process {training.pid})" in second.stderr
    assert "has replaced no other release" in project.run("rollback").stderr


def test_a_killed_training_leaves_no_release_no_process_and_no_lock(project: Project, training: "subprocess.Popen[str]") -> None:
    training.send_signal(signal.SIGKILL)
    training.communicate()
    until(lambda: not project.processes())
    store = Store(project.root / "models")
    assert len(store.all()) == 1, "the one that was there before"
    again = project.start("train")
    assert again.stderr
    assert any(line.startswith("Training") for line in again.stderr), "neither the lock nor what was left behind is in the way"
    assert len(list(store.folder.glob(".partial-*"))) == 1, "what the killed one left was swept up"
    again.kill()
    again.communicate()


def test_examples_that_do_not_hold_together_are_refused_before_training(project: Project) -> None:
    stray = project.root / "data/nlu/stray.yml"
    stray.write_text('version: "3.1"\nnlu:\n- intent: no_such_topic\n  examples: |\n    - hello there\n', "utf-8")
    done = project.run("train")
    stray.unlink()
    assert done.returncode == 1
    assert "`archway check` finds" in done.stderr and "no_such_topic" in done.stderr
    assert len(Store(project.root / "models").all()) == 1


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_a_full_disk_is_one_clear_error(project: Project, size: int) -> None:
    """The kernel's limit on a file's size stands for the end of the disk."""
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    done = subprocess.run(
        project.command("rollback"), cwd=fresh(project, size), env=project.environment(), capture_output=True, text=True, check=False, preexec_fn=limit
    )
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("archway: ") and "room" in line


def fresh(project: Project, size: int) -> Path:
    """The same project before anybody has operated it."""
    folder = project.root.with_name(f"full{size}")
    folder.mkdir()
    for path in project.root.iterdir():
        if path.name not in ("models", ".archway"):
            (folder / path.name).symlink_to(path)
    (folder / "models").mkdir()
    for archive in (project.root / "models").glob("*.tar.gz"):
        (folder / "models" / archive.name).symlink_to(archive)
    return folder

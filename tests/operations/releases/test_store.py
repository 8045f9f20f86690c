import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archway.operations.errors import OperationError
from archway.operations.releases.store import FIRST, PROMOTED, ROLLED_BACK, WITHDRAWN, Store
from archway.operations.serve import newest_model
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def archive() -> Path:
    """A real model archive."""
    return newest_model(ROOT / "models")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def named(archive: Path, folder: Path, version: str) -> Path:
    copy = folder / f"{version}.tar.gz"
    copy.symlink_to(archive)
    return copy


def test_a_release_keeps_the_archive_and_says_what_it_was_made_of(store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHWAY_OPERATOR", "ada")
    release = store.record(archive, {"figures": {}}, data="d1", code="c1")
    assert release.version == archive.name.removesuffix(".tar.gz")
    assert (release.by, release.data, release.code) == ("ada", "d1", "c1")
    assert release.content and len(release.content) == 12
    assert release.encoder and len(release.encoder) == 64
    assert store.archive(release.version).read_bytes() == archive.read_bytes()
    assert store.evaluation(release.version) == {"figures": {}}
    assert store.all() == [release]


def test_a_release_is_recorded_once_and_its_files_are_read_only(store: Store, archive: Path) -> None:
    release = store.record(archive, data="first")
    assert store.record(archive, data="second") == release
    assert {oct(path.stat().st_mode & 0o777) for path in (store.releases / release.version).iterdir()} == {"0o444"}


def test_an_unknown_version_is_named(store: Store) -> None:
    for version in ("nothing", "", "../models", "."):
        with pytest.raises(OperationError, match="there is no release"):
            store.release(version)


def test_an_altered_archive_is_found_out(store: Store, archive: Path) -> None:
    version = store.record(archive).version
    store.path(version).chmod(0o644)
    with store.path(version).open("ab") as file:
        file.write(b"x")
    with pytest.raises(OperationError, match="altered"):
        store.archive(version)


def test_what_is_no_archive_is_not_recorded(store: Store, tmp_path: Path) -> None:
    broken = tmp_path / "20260101-000000-broken.tar.gz"
    broken.write_bytes(b"\x1f\x8b not a model")
    with pytest.raises(OperationError, match="not a whole model archive"):
        store.record(broken)
    assert store.all() == []


@pytest.mark.parametrize(
    ("steps", "live", "before"),
    [
        ([], None, None),
        ([("a", FIRST)], "a", None),
        ([("a", FIRST), ("b", PROMOTED)], "b", "a"),
        ([("a", FIRST), ("b", PROMOTED), ("c", PROMOTED), ("b", ROLLED_BACK)], "b", "a"),
        ([("a", FIRST), ("b", PROMOTED), ("a", ROLLED_BACK)], "a", None),
        ([("a", FIRST), ("b", PROMOTED), ("a", WITHDRAWN)], "a", None),
        ([("a", FIRST), ("b", PROMOTED), ("a", ROLLED_BACK), ("b", WITHDRAWN)], "b", "a"),
        ([("a", FIRST), ("b", PROMOTED), ("a", ROLLED_BACK), ("c", PROMOTED)], "c", "a"),
    ],
)
def test_a_rollback_leads_to_what_the_live_one_replaced(store: Store, steps: list[tuple[str, str]], live: str | None, before: str | None) -> None:
    for version, how in steps:
        store.put_live(version, how)
    assert (store.live(), store.before_live()) == (live, before)


def test_promotions_are_remembered_with_who_and_why(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHWAY_OPERATOR", "ada")
    store.put_live("a", FIRST)
    store.put_live("b", PROMOTED, "a contact was wrong", forced=True)
    _, promotion = store.promotions()
    assert (promotion.by, promotion.before, promotion.reason, promotion.forced) == ("ada", "a", "a contact was wrong", True)


def test_a_broken_list_of_promotions_is_named(store: Store) -> None:
    store.folder.mkdir()
    store.promotions_file.write_text("[{", "utf-8")
    with pytest.raises(OperationError, match=r"promotions\.json can't be read"):
        store.live()


RECORD = """
import sys
from pathlib import Path
from archway.operations.releases.store import Store
{limit}
print("recording", flush=True)
Store(Path(sys.argv[1])).record(Path(sys.argv[2]))
"""


def test_a_full_disk_is_one_clear_error_and_leaves_nothing(store: Store, archive: Path) -> None:
    """The kernel's limit on a file's size stands for the end of the disk."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))"
    done = record(store, archive, limit).communicate(timeout=60)
    assert "OperationError" in done[1] and "make room on the disk" in done[1]
    assert store.all() == []
    assert list(store.releases.iterdir()) == []


def test_a_kill_while_recording_leaves_no_release_and_is_swept_up(store: Store, archive: Path) -> None:
    slow = "import shutil, time; copy = shutil.copyfile; shutil.copyfile = lambda a, b: (copy(a, b), print('copied', flush=True), time.sleep(60))"
    process = record(store, archive, slow)
    assert process.stdout
    assert [next(process.stdout).strip() for _ in range(2)] == ["recording", "copied"]
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert store.all() == []
    store.sweep()
    [left] = store.releases.iterdir()
    os.utime(left, (0, 0))  # long ago: nobody can be at it any more
    store.sweep()
    assert list(store.releases.iterdir()) == []
    assert store.record(archive).version


def record(store: Store, archive: Path, before: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", RECORD.format(limit=before), str(store.folder), str(archive)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

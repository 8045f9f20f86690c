"""Files are written whole or not at all: with a full disk, with a kill in the middle, and with two operators."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archway.operations.errors import OperationError
from archway.operations.files import finish, write_together, write_whole
from archway.operations.lock import operators_lock
from tests.conftest import ROOT

LONG = "x" * 20_000
FULL = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
WRITER = """
from pathlib import Path
from archway.operations.files import write_together
number = 0
while True:
    number += 1
    write_together({Path("a"): f"{number}" * 5_000, Path("b"): f"{number}" * 5_000}, Path("journal"))
    print(flush=True)
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def python(code: str, wait: bool = True) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    if wait:
        process.wait(60)
    return process


def test_a_file_is_replaced_and_keeps_its_permissions() -> None:
    Path("a").write_text("old")
    os.chmod("a", 0o640)
    write_whole(Path("a"), "new\n")
    assert (Path("a").read_text(), stat.S_IMODE(Path("a").stat().st_mode)) == ("new\n", 0o640)
    assert os.listdir() == ["a"]


def test_what_operators_decided_is_readable_by_its_owner_alone() -> None:
    write_whole(Path(".archway/inbox.json"), "{}")
    assert stat.S_IMODE(Path(".archway/inbox.json").stat().st_mode) == 0o600


def test_a_full_disk_leaves_every_file_as_it_was() -> None:
    Path("a").write_text("old a")
    Path("b").write_text("old b")
    code = f"""{FULL}
from pathlib import Path
from archway.operations.files import write_together
write_together({{Path("a"): "new a", Path("b"): "{LONG}"}}, Path("journal"))
"""
    process = python(code)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "b can't be written (File too large); nothing was changed" in errors
    assert {name: Path(name).read_text() for name in sorted(os.listdir())} == {"a": "old a", "b": "old b"}


def test_a_folder_that_may_not_be_written_is_told() -> None:
    Path("a").write_text("a file, not a folder")
    with pytest.raises(OperationError, match="a/b can't be written .*; nothing was changed"):
        write_whole(Path("a/b"), "text")


def test_a_kill_in_the_middle_leaves_both_files_old_or_both_new() -> None:
    write_together({Path("a"): "0", Path("b"): "0"}, Path("journal"))
    interrupted = 0
    while interrupted < 3:  # the test's own time-out ends it when no kill hits the middle
        writer = python(WRITER, wait=False)
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(random.uniform(0.0, 0.02))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        interrupted += bool(finish(Path("journal")))
        assert Path("a").read_text() == Path("b").read_text()
        assert not Path("journal").exists()


def test_a_second_operator_is_told_who_holds_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHWAY_OPERATOR", "bo")
    code = "from archway.operations.lock import operators_lock\nwith operators_lock():\n    print('held', flush=True)\n    input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with (
        pytest.raises(OperationError, match=rf"another operator is changing files just now \(bo, process {holder.pid}, since .*\); nothing was changed"),
        operators_lock(0.2),
    ):
        pass
    holder.kill()
    holder.communicate()
    with operators_lock(0.2):
        pass


def test_whoever_takes_the_lock_next_finishes_what_a_killed_command_began() -> None:
    Path("a").write_text("old")
    Path("a.partial").write_text("new")
    write_whole(Path(".archway/unfinished.json"), '{"a": "a.partial"}')
    with operators_lock():
        assert Path("a").read_text() == "new"

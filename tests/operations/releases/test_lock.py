import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archway.operations.releases.lock import Busy, exclusive
from tests.conftest import ROOT

HOLD = """
import time
from archway.operations.releases.lock import exclusive
with exclusive("train", "training a release"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "subprocess.Popen[str]":
    monkeypatch.chdir(tmp_path)
    environment = {**os.environ, "ARCHWAY_OPERATOR": "ada", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", HOLD], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert next(process.stdout) == "held\n"
    return process


def test_the_second_operator_is_told_who_is_at_it(holder: "subprocess.Popen[str]") -> None:
    with pytest.raises(Busy, match=rf"ada is training a release since \d\d:\d\d UTC \(process {holder.pid}\); wait"), exclusive("train", "training"):
        pass
    holder.kill()
    holder.communicate()


def test_another_lock_is_free_meanwhile(holder: "subprocess.Popen[str]") -> None:
    with exclusive("promote", "rolling back"):
        pass
    holder.kill()
    holder.communicate()


def test_a_killed_holder_holds_it_no_longer(holder: "subprocess.Popen[str]") -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with exclusive("train", "training"):
        pass

"""The command `archway` in a terminal, typed at by an operator."""

import os
import pty
import select
import subprocess
import sys
import time

from tests.conftest import ROOT
from tests.operations.conftest import Project


def by_keyboard(project: Project, arguments: list[str], keys: list[tuple[str, str]]) -> str:
    """Press each key when its cue is on the screen; give all that was shown."""
    ours, theirs = pty.openpty()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160", "TERM": "xterm"}
    command = [sys.executable, "-m", "archway.operations.cli", *arguments]
    process = subprocess.Popen(command, cwd=project.folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown, deadline, at = "", time.monotonic() + 60, 0
    while time.monotonic() < deadline:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                shown += os.read(ours, 65_536).decode(errors="replace")
            except OSError:  # the other side is closed
                break
        if keys and keys[0][0] in shown[at:]:
            at = len(shown)
            time.sleep(0.3)  # until it waits for the key
            os.write(ours, keys.pop(0)[1].encode())
    os.close(ours)
    assert (process.wait(10), keys) == (0, []), shown
    return shown

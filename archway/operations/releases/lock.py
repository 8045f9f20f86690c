"""Keeps two operators from training, or promoting, at once. The system lets go of a lock when its holder ends, even by kill -9.

Other than the operators' lock (archway/operations/lock.py) these are held for minutes, so nobody waits for them; a rollback never waits for a training.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archway.operations.errors import OperationError
from archway.operations.lock import operator
from archway.operations.releases.folders import explained

FOLDER = Path(".archway/locks")


class Busy(OperationError):
    """Somebody else is at it."""


@contextlib.contextmanager
def exclusive(name: str, doing: str) -> Iterator[None]:
    """Hold the lock of this name; `doing`: what others are told is going on. Raises Busy, which names the holder."""
    with explained(FOLDER / name):
        FOLDER.mkdir(parents=True, exist_ok=True)
        file = (FOLDER / name).open("a+", encoding="utf-8")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Busy(f"{_holder(file.read())}; wait until that has finished, then run the command again") from None
        with explained(FOLDER / name):
            file.truncate(0)
            held = {"who": operator(), "doing": doing, "since": f"{datetime.now(UTC):%H:%M} UTC", "pid": os.getpid()}
            os.write(file.fileno(), json.dumps(held).encode())
        yield


def _holder(text: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        return "another operator is at it"
    return f"{held['who']} is {held['doing']} since {held['since']} (process {held['pid']})"

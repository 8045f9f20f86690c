"""Keeps two operators from doing the same thing at once. The kernel frees a lock when its holder ends, even by kill -9."""

import contextlib
import fcntl
import getpass
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archway.operations.errors import OperationError

FOLDER = Path(".archway/locks")


class Busy(OperationError):
    """Somebody else is at it."""


@contextlib.contextmanager
def exclusive(name: str, doing: str) -> Iterator[None]:
    """Hold the lock of this name; `doing`: what others are told is going on. Raises Busy, which names the holder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / name).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Busy(f"{_holder(file.read())}; wait until that has finished, then run the command again") from None
        file.truncate(0)
        file.write(json.dumps({"who": who(), "doing": doing, "since": f"{datetime.now(UTC):%H:%M} UTC", "pid": os.getpid()}))
        file.flush()
        yield


def who() -> str:
    """Give the operator's name: ARCHWAY_OPERATOR where it is set, else the user's."""
    return os.environ.get("ARCHWAY_OPERATOR") or getpass.getuser()


def _holder(text: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        return "another operator is at it"
    return f"{held['who']} is {held['doing']} since {held['since']} (process {held['pid']})"

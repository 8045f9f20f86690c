"""One operator at a time changes files."""

import fcntl
import getpass
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from archway.operations import files
from archway.operations.errors import OperationError

LOCK = Path("operators.lock")
PATIENCE = 10.0  # seconds; what others do under it takes less
LOOK_AGAIN = 0.1


def operator() -> str:
    """Give the name under which this operator's decisions are recorded: ARCHWAY_OPERATOR, or the user's."""
    named = os.environ.get("ARCHWAY_OPERATOR")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in containers
        return f"user {os.getuid()}"


@contextmanager
def operators_lock(patience: float = PATIENCE) -> Iterator[None]:
    """Keep other operators from changing files meanwhile; the system lets go of it even when the program is killed.

    Finishes first what a killed command began. Raises OperationError, naming the other operator, when it is not free in time.
    """
    files.RUNTIME.mkdir(exist_ok=True)
    with open(files.RUNTIME / LOCK, "a+", encoding="utf-8") as file:
        _take(file.fileno(), patience, file.name)
        file.truncate(0)
        file.write(f"{operator()}, process {os.getpid()}, since {datetime.now():%H:%M:%S}")
        file.flush()
        files.finish()
        yield


def _take(descriptor: int, patience: float, path: str) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                holder = Path(path).read_text("utf-8")
                raise OperationError(f"another operator is changing files just now ({holder}); nothing was changed. Try again in a moment") from error
        time.sleep(LOOK_AGAIN)

"""The servers that run from this folder, and which model each of them has live: a small file each, for whoever promotes a release."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(".archway/replicas")


@dataclass
class Replica:
    """A server process. `model`: what is live in it; `failed`, `why` and `failed_at` (seconds since 1970): the model it could not load last."""

    model: str | None
    failed: str | None = None
    why: str | None = None
    failed_at: float = 0.0
    pid: int = field(default_factory=os.getpid)
    began: str = ""

    @contextlib.contextmanager
    def listed(self) -> Iterator[None]:
        """Have a file in FOLDER for the time being."""
        self.began = _began(self.pid)
        self._write()
        try:
            yield
        finally:
            self._file.unlink(missing_ok=True)

    def took(self, model: str) -> None:
        """A model is live."""
        self.model, self.failed, self.why = model, None, None
        self._write()

    def refused(self, model: str, why: str) -> None:
        """A model could not be loaded; the one before stays live."""
        self.failed, self.why, self.failed_at = model, why, time.time()
        self._write()

    @property
    def _file(self) -> Path:
        return FOLDER / f"{self.pid}.json"

    def _write(self) -> None:
        with contextlib.suppress(OSError):  # a full disk must not end the pulling
            FOLDER.mkdir(parents=True, exist_ok=True)
            partial = self._file.with_suffix(".partial")
            partial.write_text(json.dumps(asdict(self)), "utf-8")
            os.replace(partial, self._file)


def replicas() -> list[Replica]:
    """Give the servers that run now; files of processes that were killed are removed."""
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        try:
            replica = Replica(**json.loads(file.read_text("utf-8")))
        except FileNotFoundError:  # it has just stopped
            continue
        if _began(replica.pid) == replica.began:
            found.append(replica)
        else:
            file.unlink(missing_ok=True)
    return found


def _began(pid: int) -> str:
    """When a process was started, in the kernel's ticks: ids are used again, this pair is not. Empty when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""

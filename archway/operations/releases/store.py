"""Where releases are kept: a read-only folder each, and one file that says which is live and how it came to be.

models/releases/VERSION/VERSION.tar.gz   Rasa's model archive; content, spaCy pipeline and the encoder's fingerprint are in it
models/releases/VERSION/release.json     versions of content, data and code, who and when
models/releases/VERSION/evaluation.json  figures, and how each message of the test sets was answered
models/promotions.json                   every promotion and rollback; the last one tells what is live
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Optional

from archway.operations.errors import OperationError
from archway.operations.lock import operator
from archway.operations.releases.archive import parts_of
from archway.operations.releases.folders import explained, sweep, whole_folder, write_json

FIRST, PROMOTED, ROLLED_BACK, WITHDRAWN = "first", "promoted", "rolled back", "withdrawn"
RECORDING_AT_MOST = 600.0  # seconds
RELEASE, EVALUATION = "release.json", "evaluation.json"


@dataclass(frozen=True)
class Release:
    """What a release was made of. `data` and `code` are None for a model that `archway train` did not make. `at`: ISO 8601, UTC."""

    version: str
    at: str
    by: str
    sha256: str
    content: Optional[str]
    encoder: Optional[str]
    data: Optional[str] = None
    code: Optional[str] = None
    conversations: Optional[bool] = None
    seconds: Optional[float] = None


@dataclass(frozen=True)
class Promotion:
    """A change of what is live. `how`: first, promoted, rolled back or withdrawn (it could not be loaded)."""

    version: str
    before: Optional[str]
    how: str
    at: str
    by: str
    forced: bool = False
    reason: Optional[str] = None


class Store:
    """The releases below a folder."""

    def __init__(self, folder: Path = Path("models")) -> None:
        self.folder = folder
        self.releases = folder / "releases"
        self.promotions_file = folder / "promotions.json"

    def record(self, archive: Path, evaluation: Optional[dict[str, Any]] = None, **known: Any) -> Release:
        """Keep a model archive as a release named like the archive, or give the one that is kept. Raises OperationError."""
        version = archive.name.removesuffix(".tar.gz")
        if (self.releases / version).is_dir():
            return self.release(version)
        details: dict[str, Any] = {**parts_of(archive), **known}
        release = Release(version=version, at=now(), by=operator(), sha256=sha256(archive), **details)
        with whole_folder(self.releases / version) as folder:
            shutil.copyfile(archive, folder / archive.name)
            _dump(folder / RELEASE, asdict(release))
            if evaluation:
                _dump(folder / EVALUATION, evaluation)
        return release

    def all(self) -> list[Release]:
        """Give the releases, the oldest first."""
        found = [self._read(folder) for folder in self.releases.glob("[!.]*") if (folder / RELEASE).is_file()]
        return sorted(found, key=lambda release: (release.at, release.version))

    def release(self, version: str) -> Release:
        """Give a release. Raises OperationError when there is none of this version."""
        folder = self.releases / version
        if not version or "/" in version or not (folder / RELEASE).is_file():
            raise OperationError(f"there is no release {version!r}; `archway releases` lists them")
        return self._read(folder)

    def path(self, version: str) -> Path:
        """Give where a release's model archive is."""
        return self.releases / version / f"{version}.tar.gz"

    def archive(self, version: str) -> Path:
        """Give a release's model archive. Raises OperationError when it is missing or not as it was recorded."""
        release, path = self.release(version), self.path(version)
        if not path.is_file() or sha256(path) != release.sha256:
            raise OperationError(f"{path} is missing or was altered; train a new release, or bring the file back from a backup")
        return path

    def evaluation(self, version: str) -> Optional[dict[str, Any]]:
        """Give the evaluation that was recorded with a release, if there was one."""
        path = self.releases / version / EVALUATION
        return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else None

    def promotions(self) -> list[Promotion]:
        """Give what was live, the oldest first; empty while nobody has trained or promoted a release. Raises OperationError."""
        try:
            return [Promotion(**entry) for entry in json.loads(self.promotions_file.read_text("utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise OperationError(f"{self.promotions_file} can't be read ({error}); bring it back from a backup") from error

    def live(self) -> Optional[str]:
        """Give the version that is live, or None while nobody has trained or promoted a release."""
        found = self.promotions()
        return found[-1].version if found else None

    def before_live(self) -> Optional[str]:
        """Give the version that a rollback leads to: the one that the live one replaced."""
        stack: list[str] = []
        previous = stack
        for promotion in self.promotions():
            if promotion.how == WITHDRAWN:
                stack = previous
            else:
                previous = stack
                stack = stack[:-1] if promotion.how == ROLLED_BACK else [*stack, promotion.version]
        return stack[-2] if len(stack) > 1 else None

    def put_live(self, version: str, how: str, reason: Optional[str] = None, forced: bool = False) -> None:
        """Say that a release is live from now on; servers follow within seconds. Raises OperationError."""
        entry = Promotion(version, self.live(), how, now(), operator(), forced, reason)
        write_json(self.promotions_file, [asdict(promotion) for promotion in [*self.promotions(), entry]])

    def sweep(self) -> None:
        """Remove what killed commands left behind. Hold the lock on training: nobody else works directly in the folder."""
        with explained(self.folder):
            sweep(self.folder)
            sweep(self.releases, older_than=RECORDING_AT_MOST)

    def _read(self, folder: Path) -> Release:
        try:
            return Release(**json.loads((folder / RELEASE).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise OperationError(f"{folder / RELEASE} can't be read ({error}); bring it back from a backup, or delete the folder") from error


def now() -> str:
    """Give this moment in ISO 8601, UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), "utf-8")

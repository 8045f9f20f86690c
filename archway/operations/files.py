"""Changes files wholly or not at all, several at once, even when the program is killed or the disk is full.

New texts are written beside their files first; then a journal names them all; then each takes its file's place. A kill before the journal leaves
the files as they were, a kill after it is made good by whoever takes the operators' lock next.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from archway.operations.errors import OperationError

RUNTIME = Path(".archway")
JOURNAL = RUNTIME / "unfinished.json"
PARTIAL = ".partial"


def write_whole(path: Path, text: str) -> None:
    """Write one file; its permissions stay, and a new one in `.archway` is for its owner alone. Raises OperationError, and then the file is as it was."""
    _place(_stage(path, text), path)


def write_together(texts: Mapping[Path, str], journal: Path = JOURNAL) -> None:
    """Write several files, all or none. Raises OperationError, and then they are as they were. Hold the operators' lock."""
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            staged[path] = _stage(path, text)
        write_whole(journal, json.dumps({str(path): str(partial) for path, partial in staged.items()}))
    except OperationError:
        for partial in staged.values():
            partial.unlink(missing_ok=True)
        raise
    finish(journal)


def finish(journal: Path = JOURNAL) -> list[Path]:
    """Put the files of an interrupted change in their places; give them, none when there is nothing to finish."""
    try:
        staged = json.loads(journal.read_text("utf-8"))
    except FileNotFoundError:
        return []
    waiting = {Path(path): Path(partial) for path, partial in staged.items() if Path(partial).exists()}
    for path, partial in waiting.items():
        _place(partial, path)
    journal.unlink()
    return list(waiting)


def _stage(path: Path, text: str) -> Path:
    partial = path.with_name(path.name + PARTIAL)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _mode(path)), "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise OperationError(
            f"{path} can't be written ({error.strerror}); nothing was changed. Make room or mend the permissions, and run the command again"
        ) from error
    return partial


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    return 0o600 if RUNTIME in path.parents else 0o644


def _place(partial: Path, path: Path) -> None:
    os.replace(partial, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

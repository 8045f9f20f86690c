"""Folders that are written whole or not at all, whatever happens in between."""

import contextlib
import errno
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archway.operations.errors import OperationError
from archway.operations.files import write_whole

PARTIAL = ".partial-"


def write_json(path: Path, data: Any) -> None:
    """Write a file anew, whole or not at all. Raises OperationError."""
    write_whole(path, json.dumps(data, indent=1, ensure_ascii=False))


@contextlib.contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill, which becomes `target` at the end, its files read-only; on an exception it is removed. Raises OperationError."""
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=target.parent))
        try:
            yield partial
            for file in filter(Path.is_file, partial.rglob("*")):
                file.chmod(0o444)
                _sync(file)
            partial.chmod(0o755)
            _sync(partial)
            os.rename(partial, target)
            _sync(target.parent)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def sweep(folder: Path, older_than: float = 0.0) -> None:
    """Remove what killed processes left behind, once it is so many seconds old: something younger may still be under way."""
    for partial in folder.glob(f"{PARTIAL}*"):
        if time.time() - partial.stat().st_mtime >= older_than:
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink()


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an error of the file system into one that says what to do."""
    try:
        yield
        return
    except OSError as error:
        failure = OperationError(f"{error.filename or path} could not be written ({error.strerror}); {_remedy(error)}, nothing was changed")
    raise failure


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "make room on the disk and run the command again"
    return "mend that and run the command again"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

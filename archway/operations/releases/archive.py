"""Looks into a model archive for what the model brought along (archway/nlu/pinned_parts.py), without loading the model."""

import json
import tarfile
import tempfile
from pathlib import Path
from typing import Optional

from actions.content import versions
from archway.operations.errors import OperationError


def parts_of(archive: Path) -> dict[str, Optional[str]]:
    """Give the versions of `content` and `encoder` in an archive, None where it has none. Raises OperationError when it can't be read."""
    try:
        with tarfile.open(archive) as tar, tempfile.TemporaryDirectory() as temporary:
            names = [name for name in tar.getnames() if "PinnedParts" in name and name.endswith((versions.ARTICLE_FILE, versions.SUPPORT_FILE, "parts.json"))]
            files = {Path(name).name: (tar.extractfile(name), Path(temporary) / Path(name).name) for name in names}
            for source, target in files.values():
                if source:
                    target.write_bytes(source.read())
            if not files:
                return {"content": None, "encoder": None}
            content = versions.version(files[versions.ARTICLE_FILE][1], files[versions.SUPPORT_FILE][1])
            return {"content": content, "encoder": str(json.loads(files["parts.json"][1].read_text("utf-8"))["encoder"])}
    except (OSError, tarfile.TarError, EOFError, KeyError, ValueError) as error:
        raise OperationError(f"{archive} is not a whole model archive ({error}); train a new one") from error

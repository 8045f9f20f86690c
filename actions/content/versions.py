"""Content by version: a conversation is answered from the content that the model was trained with, whatever the files hold by now.

A model brings its content along; whoever loads the model unpacks it here, where the action server beside it finds it as well.
"""

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Optional

from actions.content.loader import ARTICLE, SUPPORT, load_article, load_support
from actions.content.models import Article, Support

KEPT = Path(".archway/content")
ARTICLE_FILE, SUPPORT_FILE = "article.yml", "support.yml"


@cache
def current_version() -> str:
    """Give the version of the content files as they were when this was first asked."""
    return version(ARTICLE, SUPPORT)


def version(article: Path, support: Path) -> str:
    """Give a short name for what two content files hold: the start of their SHA-256."""
    return hashlib.sha256(article.read_bytes() + support.read_bytes()).hexdigest()[:12]


def pack(folder: Path) -> None:
    """Copy the current content files into a folder."""
    shutil.copyfile(ARTICLE, folder / ARTICLE_FILE)
    shutil.copyfile(SUPPORT, folder / SUPPORT_FILE)


def unpack(folder: Path) -> str:
    """Keep the content that `pack` put into a folder; give its version. It is whole or not there. Raises ContentError when it does not hold together."""
    name = version(folder / ARTICLE_FILE, folder / SUPPORT_FILE)
    if not (KEPT / name).is_dir():
        KEPT.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".", suffix=".partial", dir=KEPT))
        try:
            for file in (ARTICLE_FILE, SUPPORT_FILE):
                shutil.copyfile(folder / file, partial / file)
            _rename(partial, KEPT / name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    article_of(name), support_of(name)  # read now, so that no visitor waits for it
    return name


def article_of(version: Optional[str]) -> Article:
    """Give the article in a version, or as it is now when that version was never unpacked here."""
    return load_article(_kept(version, ARTICLE_FILE, ARTICLE))


def support_of(version: Optional[str]) -> Support:
    """Give the crisis contacts in a version, or as they are now when that version was never unpacked here."""
    return load_support(_kept(version, SUPPORT_FILE, SUPPORT))


def _kept(version: Optional[str], file: str, otherwise: Path) -> Path:
    kept = KEPT / (version or "none") / file
    return kept if kept.is_file() else otherwise


def _rename(partial: Path, target: Path) -> None:
    try:
        os.rename(partial, target)
    except OSError:
        if not target.is_dir():  # else another process was quicker, with the same content
            raise

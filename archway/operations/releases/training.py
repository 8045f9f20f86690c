"""Trains a release: checks, trains, judges, and records it; puts nothing live."""

import hashlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from actions.content.loader import ContentError
from archway.nlu import encoder, fingerprints, language
from archway.nlu.minilm import EncoderError
from archway.operations.checking.run import check, errors
from archway.operations.errors import OperationError
from archway.operations.processes import run_rasa
from archway.operations.releases.evaluating import evaluate_model
from archway.operations.releases.folders import PARTIAL, explained
from archway.operations.releases.live import settle
from archway.operations.releases.lock import exclusive
from archway.operations.releases.store import Release, Store

NEEDED_MB = 500
TRAINED_ON = ("config.yml", "domain.yml", "data")
CONVERSATIONS = Path("tests/conversations")
LAST_LINES = 12

Say = Callable[[str], None]


def train(store: Store, say: Say) -> Release:
    """Train on the files as they are now, and record the release. Raises OperationError; then there is no new release, and nothing half-made."""
    with exclusive("train", "training a release"):
        began = time.monotonic()
        store.sweep()
        _require_room(store.folder)
        settle(store)
        versions = {"data": data_version(), "code": code_version()}
        _build_language()
        say("Checking content, examples and stories …")
        _require_order()
        with _workshop(store.folder) as folder:
            say("Training (a minute or two) …")
            _rasa("training failed", "train", "--quiet", "--out", str(folder))
            archive = next(folder.glob("*.tar.gz"))
            evaluation = evaluate_model(archive, say)
            say("Playing the conversation tests …")
            passed = _conversations_pass(archive, folder, say)
            return store.record(archive, evaluation, **versions, conversations=passed, seconds=round(time.monotonic() - began))


def data_version(root: Path = Path()) -> str:
    """Give a short name for what a model is trained on: the start of the SHA-256 of configuration, domain and data."""
    digest = hashlib.sha256()
    for name in TRAINED_ON:
        for path in sorted([root / name, *(root / name).rglob("*.yml")]):
            if path.is_file():
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def code_version() -> str:
    """Give the commit that is checked out, with a plus when code was changed since; without git, the version of the understanding's code."""
    try:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        changed = subprocess.run(["git", "status", "--porcelain", "--", "actions", "archway"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return fingerprints.code()[:12]
    return commit + ("+" if any(line.endswith(".py") for line in changed.splitlines()) else "")


def _require_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < NEEDED_MB:
        raise OperationError(f"{free} MB are free on the disk of {folder}/, training needs {NEEDED_MB}; make room and run the command again")


def _build_language() -> None:
    """The vocabulary follows the content."""
    try:
        encoder.fingerprint()
        language.build()
    except (EncoderError, ContentError) as error:
        raise OperationError(str(error)) from error
    (language.DEFAULT_FOLDER / ".ready").touch()  # for make


def _require_order() -> None:
    found = errors(check(encoder_too=False))
    if found:
        raise OperationError(f"`archway check` finds {len(found)} errors, such as {found[0].where}: {found[0].what}; mend them and run the command again")


@contextmanager
def _workshop(parent: Path) -> Iterator[Path]:
    with explained(parent):
        folder = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rasa(failure: str, *arguments: str) -> None:
    done = run_rasa(*arguments)
    if done.returncode != 0:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-LAST_LINES:]
        raise OperationError(f"{failure}; no release was made, and what is live stays live. Rasa says:\n" + "\n".join(lines))


def _conversations_pass(archive: Path, folder: Path, say: Say) -> bool:
    """Play the conversation tests, and show the stories that go otherwise."""
    out = folder / "results"
    arguments = ["--model", str(archive), "--stories", str(CONVERSATIONS), "--out", str(out), "--fail-on-prediction-errors"]
    passed = run_rasa("test", "core", *arguments).returncode == 0
    failed = out / "failed_test_stories.yml"
    if not passed:
        say(failed.read_text("utf-8") if failed.is_file() else "The conversation tests could not be played; `make test` says why.")
    return passed

"""How well a release understands, on the test sets as they are now; put to it once, then remembered."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from archway.operations.errors import OperationError
from archway.operations.evaluation.cases import FOLDER, SETS
from archway.operations.evaluation.judging import Verdict
from archway.operations.evaluation.run import evaluate_all, summaries
from archway.operations.releases.folders import write_json
from archway.operations.releases.store import Store

Say = Callable[[str], None]
Evaluation = dict[str, Any]  # `tests`: version of the test sets; `figures` by set; `verdicts`: a row a turn


def tests_version(folder: Path = FOLDER) -> str:
    """Give a short name for the test sets as they are: figures of two versions can't be compared."""
    digest = hashlib.sha256()
    for name in SETS:
        digest.update((folder / f"{name}.jsonl").read_bytes())
    return digest.hexdigest()[:12]


def evaluate_model(archive: Path, say: Say) -> Evaluation:
    """Put the test sets to a model, apart from visitors. Takes a minute or two. Raises OperationError."""
    tests = tests_version()
    try:
        verdicts = evaluate_all(archive, say)
    except ValueError as error:
        raise OperationError(str(error)) from error
    return {"tests": tests, "figures": summaries(verdicts), "verdicts": [asdict(verdict) for verdict in verdicts]}


def evaluation_of(store: Store, version: str, say: Say) -> Evaluation:
    """Give a release's evaluation on the test sets as they are now, made anew if need be. Raises OperationError."""
    tests = tests_version()
    recorded = store.evaluation(version)
    if recorded and recorded["tests"] == tests:
        return recorded
    file = store.folder / "evaluations" / f"{version}-{tests}.json"
    if file.is_file():
        return dict(json.loads(file.read_text("utf-8")))
    found = evaluate_model(store.archive(version), say)
    write_json(file, found)
    return found


def verdicts_of(evaluation: Evaluation) -> list[Verdict]:
    """Give the verdicts of an evaluation, in the order of the test sets."""
    return [Verdict(**{**row, "wanted": tuple(tuple(group) for group in row["wanted"]), "got": tuple(row["got"])}) for row in evaluation["verdicts"]]

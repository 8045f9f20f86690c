"""A last look before visitors get a release: it is served apart, and asked questions that it has answered rightly before."""

from pathlib import Path
from uuid import uuid4

import requests

from archway.operations.errors import OperationError
from archway.operations.evaluation.judging import Verdict
from archway.operations.evaluation.run import assistant

QUESTIONS, DANGERS = 12, 4


def questions(verdicts: list[Verdict]) -> list[Verdict]:
    """Choose from what was answered rightly: some that tell of danger, and some of each everyday set, spread over it."""
    right = [v for v in verdicts if v.right and v.text == v.case]  # first messages only
    danger = [v for v in right if not v.harmless]
    everyday = [v for v in right if v.harmless and v.set in ("plain", "messy", "faq")]
    return _spread(danger, DANGERS) + _spread(everyday, QUESTIONS)


def smoke_test(archive: Path, asked: list[Verdict]) -> None:
    """Serve the model and ask. Raises OperationError when an answer is not what it was."""
    with assistant(archive) as address:
        for verdict in asked:
            got = _ask(address, verdict.text)
            if got != verdict.got:
                raise OperationError(f"the smoke test failed: “{verdict.text}” was answered with {', '.join(got)}, expected {', '.join(verdict.got)}")


def _ask(address: str, text: str) -> tuple[str, ...]:
    try:
        token = requests.post(f"{address}v1/conversations", json={}, timeout=10).json()["token"]
        said = requests.post(f"{address}v1/messages", json={"id": str(uuid4()), "text": text}, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        return tuple(str(answer["topic"]) for answer in said.json()["messages"])
    except (requests.RequestException, KeyError, ValueError) as error:
        raise OperationError(f"the smoke test failed: “{text}” got no answer ({type(error).__name__})") from error


def _spread(verdicts: list[Verdict], count: int) -> list[Verdict]:
    return verdicts[:: max(1, len(verdicts) // count)][:count]

"""Makes the report of a period from the stored conversations."""

import json
from datetime import datetime
from pathlib import Path

from archway.operations.errors import OperationError
from archway.operations.report.figures import Figures, Release, figures
from archway.operations.stored import open_store
from archway.operations.transcripts import turns

PROMOTIONS = Path("models/promotions.json")


def read_figures(since: datetime, until: datetime) -> Figures:
    """Count what happened from `since` until before `until`. Raises OperationError."""
    with open_store() as store:
        found = (turns(conversation, events) for conversation, events in store.histories(since))
        return figures(found, since, until, releases())


def releases(file: Path = PROMOTIONS) -> list[Release]:
    """Give what went live and when; nothing when no release was ever promoted. Raises OperationError."""
    try:
        return [Release(str(one["version"]), datetime.fromisoformat(one["at"])) for one in json.loads(file.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperationError(f"{file} can't be read ({error}); bring it back from a backup") from error

"""All checks, one after the other."""

from datetime import date
from pathlib import Path

from archway.operations.checking.likeness import near_duplicates, same_words
from archway.operations.checking.orphans import orphans
from archway.operations.checking.project import ERROR, Finding, load_project
from archway.operations.checking.sources import contacts, sources
from archway.operations.checking.wording import wording
from archway.operations.dialogue import contradictions
from archway.operations.errors import OperationError


def check(root: Path = Path(), today: date | None = None, encoder_too: bool = True) -> list[Finding]:
    """Give everything that is not as it should be in a project's folder, errors first.

    What can't be read at all is one finding, and hides the others. Raises OperationError when the encoder is wanted and not built.
    """
    today = today or date.today()
    try:
        project = load_project(root)
    except OperationError as error:
        return [Finding(ERROR, str(root / "."), str(error))]
    found = [*orphans(project), *sources(project, today), *contacts(project, today), *wording(project), *same_words(project)]
    if not any(finding.level == ERROR for finding in found):  # Rasa reads only what holds together
        found += [Finding(ERROR, "data/stories", problem) for problem in contradictions(root)]
    if encoder_too:
        found += near_duplicates(project)
    return sorted(found, key=lambda finding: finding.level != ERROR)


def errors(findings: list[Finding]) -> list[Finding]:
    """Give the findings that stop a training."""
    return [finding for finding in findings if finding.level == ERROR]

"""docs/operating.md shows what its commands really print."""

from tests.operations.conftest import Project
from tests.operations.operating_page import PAGE, run_page, shape


def test_the_page_shows_what_the_commands_print(inbox: Project) -> None:
    page = PAGE.read_text("utf-8")
    assert len(shape(page)) >= 9
    assert shape(run_page(page, inbox)) == shape(page), "run python -m tests.operations.operating_page"

from pathlib import Path

import httpx
import pytest

from archway.operations.errors import OperationError
from archway.operations.model_server import serving_models


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "v2.tar.gz"
    path.write_bytes(b"the archive")
    return path


def test_whoever_has_another_model_gets_the_live_one(archive: Path) -> None:
    with serving_models(lambda: ("v2", archive)) as address:
        answer = httpx.get(address, headers={"If-None-Match": '"v1"'})
    assert (answer.status_code, answer.content) == (200, b"the archive")
    assert (answer.headers["etag"], answer.headers["filename"]) == ('"v2"', "v2.tar.gz")


@pytest.mark.parametrize("known", ['"v2"', '"v1", "v2"'])
def test_whoever_has_it_or_could_not_load_it_gets_nothing(archive: Path, known: str) -> None:
    with serving_models(lambda: ("v2", archive)) as address:
        answer = httpx.get(address, headers={"If-None-Match": known})
    assert (answer.status_code, answer.content) == (304, b"")


def test_without_a_model_to_give_everybody_keeps_theirs(tmp_path: Path) -> None:
    def none() -> tuple[str, Path]:
        raise OperationError("models/promotions.json can't be read")

    for live in (none, lambda: ("v3", tmp_path / "missing.tar.gz")):
        with serving_models(live) as address:
            assert httpx.get(address).status_code == 503

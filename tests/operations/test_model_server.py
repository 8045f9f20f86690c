import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from archway.operations.errors import OperationError
from archway.operations.model_server import serving_models
from archway.operations.releases.live import newest_model
from archway.operations.releases.store import PROMOTED, Store
from tests.conftest import ROOT, free_port


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


def test_only_the_model_is_given_out(archive: Path) -> None:
    with serving_models(lambda: ("v2", archive)) as address:
        answers = [httpx.get(address.replace("/model", path)) for path in ("/", "/models/promotions.json", "/model/../promotions.json")]
        health = httpx.get(address.replace("/model", "/health"))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (health.status_code, health.headers["etag"], health.content) == (200, '"v2"', b"")


def test_as_a_process_it_follows_promotions_in_a_folder_that_it_may_not_write(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = (tmp_path / f"v{number}.tar.gz" for number in (1, 2))
    shutil.copyfile(newest_model(ROOT / "models"), first)
    port = free_port()
    command = [sys.executable, "-m", "archway.operations.model_server", "--port", str(port), "--folder", str(tmp_path)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        assert etag(port, server) == '"v1"'
        assert not store.releases.exists()
        shutil.move(first, second)
        store.put_live(store.record(second).version, PROMOTED)
        assert etag(port, server) == '"v2"'
    finally:
        server.terminate()
    assert server.wait(30) == 0


def etag(port: int, server: "subprocess.Popen[bytes]") -> str:
    while server.poll() is None:
        try:
            return str(httpx.get(f"http://127.0.0.1:{port}/health").headers["etag"])
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError(f"the model server ended with {server.returncode}")

"""nginx with the files of deploy/nginx/, in front of nobody: what it does by itself."""

import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, free_port
from tests.deploy.engines import Process, nginx

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def secrets() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="archway-nginx-"))
    folder.chmod(0o755)
    subprocess.run([str(ROOT / "deploy/make-secrets.sh"), str(folder / "secrets")], check=True)
    (folder / "secrets").chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def front(secrets: Path) -> Iterator[tuple[Process, dict[str, int], httpx.Client]]:
    ports = {name: free_port() for name in ("http", "https", "actions")}
    server = nginx(secrets, ports, [free_port(), free_port()], [free_port(), free_port()])
    server.start()
    server.wait()
    trusting = ssl.create_default_context(cafile=str(secrets / "secrets/tls_certificate"))
    address = f"https://localhost:{ports['https']}"
    with httpx.Client(base_url=address, verify=trusting) as client:
        yield server, ports, client
    server.end()


def test_nginx_finds_no_fault_in_its_configuration(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    told = subprocess.run([*front[0].command[:-4], "-t"], capture_output=True, text=True)
    assert "test is successful" in told.stderr, told.stderr
    assert "[warn]" not in told.stderr


def test_plain_http_is_sent_to_tls(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    answered = httpx.get(f"http://localhost:{front[1]['http']}/chat/?a=b")
    assert answered.status_code == 308
    assert answered.headers["location"] == "https://localhost/chat/?a=b"


def test_only_the_chat_is_reached_and_nothing_else_of_rasa(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    assert [front[2].get(path).status_code for path in ("/conversations/x/tracker", "/model", "/webhook", "/metrics")] == [404] * 4


def test_browsers_are_told_to_stay_with_tls(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    assert front[2].get("/").headers["strict-transport-security"] == "max-age=31536000"


def test_a_large_body_is_refused(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    assert front[2].post("/chat/v1/messages", content=b"x" * 17_000).status_code == 413


def test_without_replicas_the_answer_is_an_error_that_the_widget_retries(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    assert front[2].get("/chat/v1/health").status_code == 502


def test_a_flood_from_one_address_is_refused(front: tuple[Process, dict[str, int], httpx.Client]) -> None:
    assert 429 in {front[2].get("/chat/v1/health").status_code for _ in range(80)}

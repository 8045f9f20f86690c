"""What every answer tells the browser, and which pages may read it."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.channel.conftest import Server
from tests.channel.talk import assert_problem
from tests.conftest import PATIENCE

EMBEDDING, FOREIGN = "https://embedding.example", "https://foreign.example"
API = [("POST", "v1/conversations"), ("POST", "v1/messages"), ("GET", "v1/messages"), ("POST", "v1/feedback"), ("DELETE", "v1/conversation")]
READS = [("GET", "v1/health"), ("GET", "v1/openapi.json")]
FILES = [("GET", ""), ("GET", "archway-chat.js"), ("GET", "demo.css")]
REFUSED = [("GET", "nonsense"), ("GET", "v1/nonsense"), ("PUT", "v1/messages"), ("DELETE", "v1/health")]
each = pytest.mark.parametrize


@pytest.fixture(scope="module")
def http(unlimited: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=unlimited.address, timeout=PATIENCE) as client:
        yield client


@each(("method", "path"), [*API, *READS, *FILES, *REFUSED])
def test_every_answer_carries_the_security_headers(http: httpx.Client, method: str, path: str) -> None:
    headers = http.request(method, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "microphone=()" in headers["permissions-policy"]
    assert "frame-ancestors" in headers["content-security-policy"]
    assert "server" not in headers and "access-control-allow-credentials" not in headers


@each(("method", "path"), [*API, *READS, *REFUSED])
def test_answers_of_the_api_and_refusals_are_not_kept_by_caches(http: httpx.Client, method: str, path: str) -> None:
    assert http.request(method, path).headers["cache-control"] == "no-store"


@each(("method", "path"), FILES)
def test_files_can_be_loaded_from_any_page_and_are_kept_for_a_short_time(http: httpx.Client, method: str, path: str) -> None:
    answered = http.request(method, path, headers={"Origin": FOREIGN})
    assert answered.status_code == 200
    assert answered.headers["access-control-allow-origin"] == "*"
    assert answered.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answered.headers["cache-control"] == "public, max-age=300"


def test_an_unchanged_file_is_not_sent_again(http: httpx.Client) -> None:
    first = http.get("archway-chat.js")
    again = http.get("archway-chat.js", headers={"If-Modified-Since": first.headers["last-modified"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_runs_nothing_but_its_own_files_and_only_allowed_origins_frame_it(http: httpx.Client) -> None:
    policy = dict(part.strip().split(" ", 1) for part in http.get("").headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == f"'self' {EMBEDDING}"


@each(("method", "path"), [*API, *READS])
def test_a_preflight_of_an_allowed_origin_is_answered(http: httpx.Client, method: str, path: str) -> None:
    asked = {"Origin": EMBEDDING, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    answered = http.options(path, headers=asked)
    assert answered.status_code == 204
    assert answered.headers["access-control-allow-origin"] == EMBEDDING
    assert method in answered.headers["access-control-allow-methods"].split(", ")
    assert {"authorization", "content-type"} <= set(answered.headers["access-control-allow-headers"].lower().split(", "))
    assert "origin" in answered.headers["vary"].lower()


@each(("method", "path"), [*API, *READS])
def test_a_preflight_of_a_foreign_origin_is_refused(http: httpx.Client, method: str, path: str) -> None:
    answered = http.options(path, headers={"Origin": FOREIGN, "Access-Control-Request-Method": method})
    assert_problem(answered, 403, "forbidden_origin")
    assert not any(name.startswith("access-control-") for name in answered.headers)


def test_a_preflight_of_an_unknown_address_is_refused(http: httpx.Client) -> None:
    assert_problem(http.options("v1/nonsense", headers={"Origin": EMBEDDING}), 404, "not_found")


def test_the_page_that_embeds_the_widget_can_talk_and_read_every_answer(unlimited: Server) -> None:
    with httpx.Client(base_url=unlimited.address, headers={"Origin": EMBEDDING}, timeout=PATIENCE) as http:
        started = http.post("v1/conversations", json={})
        token = {"Authorization": f"Bearer {started.json()['token']}"}
        said = http.post("v1/messages", json={"id": str(uuid4()), "text": "How long does it last?"}, headers=token)
        refused = [
            http.get("v1/messages"),
            http.post("v1/messages", json={}, headers=token),
            http.post("v1/conversations", content=b"x" * 20_000),
            http.put("v1/messages"),
            http.get("v1/nonsense"),
        ]
        assert [answered.status_code for answered in [started, said, *refused]] == [201, 200, 401, 400, 413, 405, 404]
        assert {answered.headers["access-control-allow-origin"] for answered in [started, said, *refused]} == {EMBEDDING}


@each(("method", "path"), [*API, *READS])
def test_a_foreign_page_is_refused_and_reads_nothing(http: httpx.Client, method: str, path: str) -> None:
    answered = http.request(method, path, headers={"Origin": FOREIGN})
    assert_problem(answered, 403, "forbidden_origin")
    assert "access-control-allow-origin" not in answered.headers


def test_a_refused_method_names_those_there_are(http: httpx.Client) -> None:
    assert set(http.put("v1/messages").headers["allow"].split(", ")) >= {"GET", "POST"}

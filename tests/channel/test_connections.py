"""Clients that are slow, silent, or send too much, on raw sockets."""

import json
import select
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from archway.channel.connections import ARRIVAL_SECONDS, FIRST_SECONDS, IDLE_SECONDS
from tests.channel.conftest import Server
from tests.conftest import PATIENCE

START = "POST /chat/v1/conversations HTTP/1.1\r\nHost: archway\r\nContent-Type: application/json\r\n"
SLACK = 25.0  # seconds more than the bound before a test fails; Sanic looks only now and then


def connect(server: Server) -> socket.socket:
    parts = urlsplit(server.address)
    assert parts.hostname and parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)


def rest(connection: socket.socket) -> bytes:
    """Give what the server sends until it closes the connection."""
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def drip(connection: socket.socket, seconds: float) -> bytes:
    """Send a byte every now and then; give what the server answers before it closes the connection. Fails when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection.sendall(b" ")
        except (BrokenPipeError, ConnectionResetError):
            return b""
        if select.select([connection], [], [], 0.5)[0]:
            return rest(connection)
    raise AssertionError("the server still listens")


def test_a_body_that_drips_in_is_refused(unlimited: Server) -> None:
    with connect(unlimited) as slow:
        slow.sendall(f"{START}Content-Length: 1000\r\n\r\n".encode())
        answer = drip(slow, ARRIVAL_SECONDS + SLACK)
    assert b" 408 " in answer.splitlines()[0]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too_slow"


def test_headers_that_drip_in_end_the_connection(unlimited: Server) -> None:
    with connect(unlimited) as slow:
        slow.sendall(f"{START}X-Slow: ".encode())
        drip(slow, FIRST_SECONDS + SLACK)


def test_a_second_request_that_drips_in_ends_the_connection(unlimited: Server) -> None:
    with connect(unlimited) as slow:
        slow.sendall(b"GET /chat/v1/health HTTP/1.1\r\nHost: archway\r\n\r\n")
        assert b" 200 " in slow.recv(65_536).splitlines()[0]
        slow.sendall(b"GET /chat/v1/health HTTP/1.1\r\nX-Slow: ")
        drip(slow, IDLE_SECONDS + ARRIVAL_SECONDS + SLACK)


def test_a_thousand_silent_connections_hinder_nobody_and_are_closed(unlimited: Server) -> None:
    with ExitStack() as open_:
        silent = [open_.enter_context(connect(unlimited)) for _ in range(1_000)]
        assert httpx.get(unlimited.address + "v1/health", timeout=PATIENCE).status_code == 200
        for connection in silent:
            connection.settimeout(FIRST_SECONDS + SLACK)
            assert rest(connection) == b""


@pytest.mark.parametrize("size", [16 * 1024 + 1, 10**6, 10**12])
def test_a_body_over_the_limit_is_refused_before_it_is_sent(unlimited: Server, size: int) -> None:
    with connect(unlimited) as big:
        big.sendall(f"{START}Content-Length: {size}\r\n\r\n".encode())
        answer = big.recv(65_536)
    assert b" 413 " in answer.splitlines()[0]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too_large"


@pytest.mark.parametrize("size", [16 * 1024 + 1, 100_000, 1_000_000])
def test_a_client_that_sends_everything_first_can_read_the_refusal(unlimited: Server, size: int) -> None:
    for path in ("v1/conversations", "v1/nonsense"):
        assert httpx.post(unlimited.address + path, content=b"x" * size, timeout=PATIENCE).headers["content-type"] == "application/problem+json"


def test_a_chunked_body_over_the_limit_is_refused(unlimited: Server) -> None:
    with connect(unlimited) as big:
        big.sendall(f"{START}Transfer-Encoding: chunked\r\n\r\n".encode() + b"1000\r\n" + b"x" * 0x1000 + b"\r\n" + (b"4000\r\n" + b"x" * 0x4000 + b"\r\n"))
        assert b" 413 " in big.recv(65_536).splitlines()[0]


def test_a_body_nobody_asked_for_is_not_read_for_long(unlimited: Server) -> None:
    with connect(unlimited) as big:
        big.sendall(b"POST /chat/nonsense HTTP/1.1\r\nHost: archway\r\nContent-Length: 1000000000\r\n\r\n")
        assert b" 404 " in rest(big).splitlines()[0]


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET /chat/ HTTP/9\r\n\r\n",
        b"\x16\x03\x01\x00\xff\r\n\r\n",
        b"POST /chat/v1/conversations HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /chat/v1/conversations HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /chat/v1/conversations HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /chat/v1/conversations HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
        b"POST /chat/v1/conversations HTTP/1.1\r\nExpect: nothing\r\nContent-Length: 2\r\n\r\n{}",
        b"GET /chat/\xff\xfe HTTP/1.1\r\n\r\n",
        b"GET /chat/%00%ff HTTP/1.1\r\n\r\n",
        b"GET /chat/v1/messages HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
    ],
    ids=range(11),
)
def test_what_is_no_http_is_refused_or_hung_up_on(unlimited: Server, request_: bytes) -> None:
    with connect(unlimited) as odd:
        odd.settimeout(ARRIVAL_SECONDS + SLACK)
        odd.sendall(request_)
        answer = odd.recv(65_536)
    assert not answer or answer.split(b" ", 2)[1][:1] == b"4", answer

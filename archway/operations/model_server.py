"""Rasa's model server: gives the live release's archive to whoever has another one.

`archway serve` runs it in a thread, on loopback. For replicas on other machines it is a process of its own (deploy/):
Usage: python -m archway.operations.model_server --host ADDRESS [--port PORT] [--folder models]
"""

import argparse
import logging
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archway.operations.errors import OperationError
from archway.operations.releases.live import following
from archway.operations.releases.store import Store

logger = logging.getLogger(__name__)

LOOPBACK, MODEL, HEALTH = "127.0.0.1", "/model", "/health"

Live = Callable[[], tuple[str, Path]]  # the version that is live, and its archive


@contextmanager
def serving_models(live: Live, host: str = LOOPBACK, port: int = 0) -> Iterator[str]:
    """Serve in a thread, on a free port unless one is named; give the address that goes into endpoints.yml as `models: url:`. Raises OSError."""
    server = ThreadingHTTPServer((host, port), _handler(live))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}{MODEL}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(live: Live) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in (MODEL, HEALTH):
                self.send_error(404)
                return
            try:
                version, archive = live()
                size = archive.stat().st_size
            except (OperationError, OSError) as error:
                logger.error("No model can be given out: %s", error)
                self.send_error(503)
                return
            if self.path == HEALTH:
                self._end(200, version)
                return
            known = [tag.strip() for tag in self.headers.get("If-None-Match", "").split(",")]
            if f'"{version}"' in known:
                self._end(304, version)
                return
            self._end(200, version, filename=archive.name, length=size)
            with archive.open("rb") as file:
                shutil.copyfileobj(file, self.wfile)

        def _end(self, status: int, version: str, filename: str | None = None, length: int = 0) -> None:
            self.send_response(status)
            self.send_header("ETag", f'"{version}"')
            if filename:
                self.send_header("filename", filename)
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing: replicas ask every other second."""

    return Handler


def main() -> None:
    """Serve the live release of a folder until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default=LOOPBACK, help="an address that only replicas reach: it asks for no password")
    parser.add_argument("--port", type=int, default=5010)
    parser.add_argument("--folder", type=Path, default=Path("models"), help="where `archway promote` says which release is live")
    given = parser.parse_args()
    stopped = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stopped)
    with serving_models(following(Store(given.folder), recording=False), given.host, given.port):
        signal.sigwait(stopped)


if __name__ == "__main__":
    main()

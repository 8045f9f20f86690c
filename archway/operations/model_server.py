"""Rasa's model server: gives the live release's archive to whoever has another one. Listens on loopback."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archway.operations.errors import OperationError

logger = logging.getLogger(__name__)

Live = Callable[[], tuple[str, Path]]  # the version that is live, and its archive


@contextmanager
def serving_models(live: Live) -> Iterator[str]:
    """Serve in a thread; give the address that goes into endpoints.yml as `models: url:`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(live))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/model"
    finally:
        server.shutdown()
        server.server_close()


def _handler(live: Live) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                version, archive = live()
                size = archive.stat().st_size
            except (OperationError, OSError) as error:
                logger.error("No model can be given out: %s", error)
                self.send_error(503)
                return
            known = [tag.strip() for tag in self.headers.get("If-None-Match", "").split(",")]
            self.send_response(304 if f'"{version}"' in known else 200)
            self.send_header("ETag", f'"{version}"')
            if f'"{version}"' in known:
                self.end_headers()
                return
            self.send_header("filename", archive.name)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            with archive.open("rb") as file:
                shutil.copyfileobj(file, self.wfile)

        def log_message(self, *args: object) -> None:
            """Say nothing: replicas ask every other second."""

    return Handler

"""`archway serve`: starts the action server and Rasa, waits until both answer, and stops both when told to."""

import argparse
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import yaml

from archway.channel.settings import Settings, SettingsError, load_settings
from archway.operations.model_server import serving_models
from archway.operations.processes import ServeError, free_port, running, wait
from archway.operations.releases.live import following, newest_model
from archway.operations.releases.store import Store
from archway.operations.retention import start_daily_purge

RUNTIME = Path(".archway")
PULL_SECONDS = 1  # between two questions whether another release is live
UNLOADABLE = "the lines above say why. `archway rollback` goes back to the release before, `archway train` makes a new one"
STORE = "archway.channel.conversation_store.ConversationStore"


def serve(model: Path | None = None, apart: bool = False) -> None:
    """Run until SIGINT or SIGTERM. Raises ServeError.

    `model`: serve this archive, whatever is live. `apart`: keep conversations in a database that is thrown away, to try a model without visitors.
    """
    began = time.monotonic()
    settings = _settings()
    _require_free(settings.host, settings.port)
    with ExitStack() as stack:
        changes: dict[str, Any] = stack.enter_context(_apart()) if apart else {}
        changes["models"] = None if model else stack.enter_context(_model_server())
        name = model.name if model else "that is live"
        action_port = free_port()
        command = [sys.executable, "-m", "archway.operations.action_server", "--port", str(action_port)]
        actions = stack.enter_context(running("action server", command))
        wait(actions, f"http://127.0.0.1:{action_port}/health", "action server")
        endpoints = stack.enter_context(written_endpoints(action_port, changes))
        rasa = stack.enter_context(running("Rasa", _rasa(settings, model, endpoints)))
        address = f"http://{_reachable(settings.host)}:{settings.port}/chat/"
        wait(rasa, address + "v1/health", f"Rasa with the model {name}", UNLOADABLE)
        _say(f"Ready in {time.monotonic() - began:.0f} s: {address}  (Ctrl-C stops it)")
        if not apart:
            start_daily_purge()
        _watch({"The action server": actions, "Rasa": rasa})


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        raise ServeError(str(error)) from error


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(f"port {port} on {host} is not free ({error.strerror}); stop what uses it, or set ARCHWAY_PORT to another") from error


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host


@contextmanager
def _apart() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="archway-") as folder:
        store = {"type": STORE, "dialect": "sqlite", "db": f"{folder}/conversations.db"}
        yield {"tracker_store": store, "lock_store": {"type": "in_memory"}}


@contextmanager
def _model_server() -> Iterator[dict[str, Any]]:
    """Serve the live release to Rasa; where endpoints.yml names a model server, that one gives the models."""
    named = _endpoints().get("models")
    if named:
        yield named
        return
    live = following(Store())
    live()  # fails here and now when there is none
    with serving_models(live) as url:
        yield {"url": url, "wait_time_between_pulls": PULL_SECONDS}


def _endpoints() -> dict[str, Any]:
    return dict(yaml.safe_load(_settings().endpoints.read_text("utf-8")))


@contextmanager
def written_endpoints(action_port: int, changes: dict[str, Any] | None = None) -> Iterator[Path]:
    """Give a copy of endpoints.yml with the action server's address and these changes; a part that becomes None is left out."""
    endpoints = {**_endpoints(), **(changes or {})}
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{action_port}/webhook"
    RUNTIME.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", prefix="endpoints-", suffix=".yml", dir=RUNTIME, encoding="utf-8") as file:
        yaml.safe_dump({name: part for name, part in endpoints.items() if part is not None}, file)
        file.flush()
        yield Path(file.name)


def _rasa(settings: Settings, model: Path | None, endpoints: Path) -> list[str]:
    files = ["--endpoints", str(endpoints), "--credentials", "credentials.yml", *(["--model", str(model)] if model else [])]
    return [sys.executable, "-m", "archway.operations.quiet_rasa", "run", *files, "--interface", settings.host, "--port", str(settings.port)]


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Return only by an exception: a signal, or the end of a child."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise ServeError(f"{name} ended unexpectedly (exit code {child.returncode}); start again with `make run`")
        time.sleep(0.2)


def _say(line: str) -> None:
    print(line, flush=True)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def run(model: Path | None = None, apart: bool = False) -> None:
    """Serve until a signal comes."""
    for number in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: a background program inherits it as ignored
        signal.signal(number, _stop)
    try:
        serve(model, apart)
    except KeyboardInterrupt:
        _say("Stopped.")


def main() -> None:
    """Serve for a program, which wants no command line; one clear line on failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--newest", action="store_true")
    parser.add_argument("--apart", action="store_true")
    given = parser.parse_args()
    try:
        run(newest_model() if given.newest else given.model, given.apart)
    except ServeError as error:
        sys.exit(f"archway: {error}")


if __name__ == "__main__":
    main()

"""`make run`: starts the action server and Rasa, waits until both answer, and stops both when told to."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from archway.channel.settings import Settings, SettingsError, load_settings
from archway.operations.errors import OperationError

RUNTIME = Path(".archway")
MODELS = Path("models")
PATIENCE = 120.0  # seconds for one server to come up; a slow disk needs some
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class ServeError(OperationError):
    """The assistant can't run; the message says why and what to do."""


def serve() -> None:
    """Run until SIGINT or SIGTERM. Raises ServeError."""
    began = time.monotonic()
    settings = _settings()
    model = newest_model()
    _require_free(settings.host, settings.port)
    action_port = free_port()
    with running("action server", [sys.executable, "-m", "archway.operations.action_server", "--port", str(action_port)]) as actions:
        wait(actions, f"http://127.0.0.1:{action_port}/health", "action server")
        with running("Rasa", _rasa(settings, model, write_endpoints(action_port))) as rasa:
            address = f"http://{_reachable(settings.host)}:{settings.port}/chat/"
            wait(rasa, address + "v1/health", f"Rasa with the model {model.name}")
            _say(f"Ready in {time.monotonic() - began:.0f} s: {address}  (Ctrl-C stops it)")
            _watch({"The action server": actions, "Rasa": rasa})


def newest_model() -> Path:
    """Give the newest trained model. Raises ServeError."""
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise ServeError("there is no trained model in models/; run `make train`")
    return models[-1]


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


def free_port() -> int:
    """Give a loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host


def write_endpoints(action_port: int) -> Path:
    """Write endpoints.yml anew into the runtime folder with the action server's address."""
    endpoints = yaml.safe_load(Path("endpoints.yml").read_text("utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{action_port}/webhook"
    RUNTIME.mkdir(exist_ok=True)
    path = RUNTIME / "endpoints.yml"
    path.write_text(yaml.safe_dump(endpoints), "utf-8")
    return path


def _rasa(settings: Settings, model: Path, endpoints: Path) -> list[str]:
    files = ["--model", str(model), "--endpoints", str(endpoints), "--credentials", "credentials.yml"]
    return [sys.executable, "-m", "archway.operations.quiet_rasa", "run", *files, "--interface", settings.host, "--port", str(settings.port)]


@contextmanager
def running(name: str, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a child that gets SIGTERM at the end, and that dies with its parent even if the parent is killed."""
    _say(f"Starting {name} …")
    environment = {**os.environ, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    child = subprocess.Popen(command, env=environment, start_new_session=True, preexec_fn=_die_with_parent)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def wait(child: subprocess.Popen[bytes], address: str, name: str) -> None:
    """Wait until the address answers 200. Raises ServeError when the child ends, says it is not ready, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise ServeError(f"{name} stopped while starting (exit code {child.returncode}); the lines above say why")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise ServeError(f"{name} could not be loaded; delete the model and run `make train`") from error
        except OSError:
            time.sleep(0.1)
    raise ServeError(f"{name} did not answer within {PATIENCE:.0f} s; see the lines above")


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


def main() -> None:
    """Run `serve`; one clear line on failure."""
    for number in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: a background program inherits it as ignored
        signal.signal(number, _stop)
    try:
        serve()
    except KeyboardInterrupt:
        _say("Stopped.")
    except ServeError as error:
        sys.exit(f"archway: {error}")


if __name__ == "__main__":
    main()

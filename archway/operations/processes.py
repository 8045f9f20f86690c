"""Child processes that end with their parent, and ports for them."""

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

from archway.operations.errors import OperationError

PATIENCE = 120.0  # seconds for one server to come up; a slow disk needs some
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class ServeError(OperationError):
    """The assistant can't run; the message says why and what to do."""


@contextmanager
def running(name: str, command: list[str], say: bool = True, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a child that gets SIGTERM at the end, and that dies with its parent even if the parent is killed. `say`: let it write to the terminal."""
    if say:
        print(f"Starting {name} …", flush=True)
    merged = {**os.environ, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"), **environment}
    out = None if say else subprocess.DEVNULL
    child = subprocess.Popen(command, env=merged, start_new_session=True, preexec_fn=_die_with_parent, stdout=out)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def run_rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Rasa's command line to its end; give its exit code and output. It dies with its parent, even if the parent is killed."""
    command = [sys.executable, "-m", "archway.operations.quiet_rasa", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=_die_with_parent)


def wait(child: subprocess.Popen[bytes], address: str, name: str, remedy: str = "see the lines above") -> None:
    """Wait until the address answers 200. Raises ServeError when the child ends, says it is not ready, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise ServeError(f"{name} stopped while starting (exit code {child.returncode}); the lines above say why")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise ServeError(f"{name} could not be loaded; {remedy}") from error
        except OSError:
            time.sleep(0.1)
    raise ServeError(f"{name} did not answer within {PATIENCE:.0f} s; see the lines above")


def free_port() -> int:
    """Give a loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)

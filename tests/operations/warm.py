"""Runs commands in processes that have the large libraries loaded: a server loads them once, and forks for each command.

None of this project's own code is loaded before the fork, so a command starts in its folder and environment as it does for an operator, in a
fraction of the time. `python -m tests.operations.warm` is the server: a line of JSON in for each command, its exit code out.
"""

import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

LIBRARIES = (
    "onnxruntime",
    "rasa.core.agent",
    "rasa.core.policies.rule_policy",
    "rasa.core.tracker_store",
    "rasa.utils.endpoints",
    "rich.console",
    "scipy.cluster.hierarchy",
    "sklearn.neural_network",
    "tokenizers",
    "typer",
)


class WarmServer:
    """The server, from this process's side."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.operations.warm"]
        self._server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, module: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], typed: str) -> tuple[int, str, str]:
        """Run a module in a folder to its end; give its exit code, and what it wrote to standard output and to standard error."""
        assert self._server.stdin and self._server.stdout
        with tempfile.TemporaryDirectory() as name:
            files = [Path(name) / stream for stream in ("in", "out", "errors")]
            files[0].write_text(typed)
            request = {"module": module, "arguments": [*arguments], "folder": str(folder), "environment": {**environment}, "files": [*map(str, files)]}
            print(json.dumps(request), file=self._server.stdin, flush=True)
            code = int(self._server.stdout.readline())
            return code, files[1].read_text(), files[2].read_text()


@cache
def warm_server() -> WarmServer:
    """Give the one server of this run; it ends with this process, when its standard input does."""
    return WarmServer()


def serve() -> None:
    with warnings.catch_warnings():  # some libraries switch them on
        warnings.simplefilter("ignore")
        for library in LIBRARIES:
            importlib.import_module(library)
    assert not [name for name in sys.modules if name.partition(".")[0] in ("archway", "actions")]
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(request: dict[str, Any]) -> None:
    """Be the command from here on, and end with its exit code."""
    code: Any = 1
    try:
        for descriptor, file in enumerate(request["files"]):
            os.dup2(os.open(file, os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_CREAT), descriptor)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        sys.path[0:1] = [request["folder"], str(ROOT)]  # as with PYTHONPATH
        sys.argv = ["archway", *request["arguments"]]
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the server has read ahead in the old one
        runpy.run_module(request["module"], run_name="__main__", alter_sys=False)
        code = 0
    except SystemExit as ending:
        code = ending.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
            code = 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)


if __name__ == "__main__":
    serve()

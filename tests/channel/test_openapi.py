"""The API's description, against the code and against the running server."""

import subprocess
from pathlib import Path

import pytest

from archway.channel.openapi import document
from archway.channel.problems import Problem
from archway.channel.requests import MAX_TEXT, choices
from tests.channel.conftest import Server
from tests.channel.test_problems import KINDS
from tests.conftest import ROOT, Visitor

SCHEMATHESIS = ROOT / ".tools/schemathesis/bin/schemathesis"


@pytest.mark.parametrize("kind", [Problem, *KINDS], ids=lambda kind: kind.__name__)
def test_every_problem_is_described(kind: type[Problem]) -> None:
    described = document()["components"]["responses"][str(kind.status)]
    assert f"`{kind.code}`: {kind.title}" in described["description"]
    assert kind.code in described["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_problem_is_documented(kind: type[Problem]) -> None:
    assert f"| {kind.status} | `{kind.code}` |" in (ROOT / "docs/api.md").read_text()


def test_the_limits_and_choices_are_those_of_the_code() -> None:
    schemas = document()["components"]["schemas"]
    assert schemas["NewMessage"]["oneOf"][0]["properties"]["text"]["maxLength"] == MAX_TEXT
    assert schemas["NewFeedback"]["properties"]["reason"]["maxLength"] == MAX_TEXT
    assert set(schemas["Choice"]["enum"]) == choices()


@pytest.mark.parametrize(
    "selection", [["--exclude-method", "DELETE"], ["--include-method", "DELETE", "--phases", "coverage,fuzzing"]], ids=["all but deletion", "deletion"]
)
def test_the_running_server_keeps_to_it(unlimited: Server, tmp_path: Path, selection: list[str]) -> None:
    assert SCHEMATHESIS.exists(), "run `make test`, which installs it"
    visitor = Visitor(unlimited.address)
    visitor.http.close()
    config = str(Path(__file__).with_name("schemathesis.toml"))
    command = [str(SCHEMATHESIS), "--config-file", config, "run", unlimited.address + "v1/openapi.json"]
    options = ["-H", f"Authorization: Bearer {visitor.token}", "--checks", "all", "--max-examples", "30", "--generation-deterministic", "--no-color"]
    ran = subprocess.run([*command, *options, *selection], cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stdout[-5_000:] + ran.stderr[-1_000:]

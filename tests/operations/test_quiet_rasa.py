"""What Rasa's command line says, and what it keeps to itself."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

CONFLICT = """version: "3.1"
nlu:
- intent: cost
  examples: |
    - what about it
    - how much
- intent: length
  examples: |
    - what about it
    - how long
"""


def test_data_that_do_not_validate_are_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(CONFLICT, "utf-8")
    (tmp_path / "domain.yml").write_text('version: "3.1"\nintents: [cost, length]\n', "utf-8")
    (tmp_path / "config.yml").write_text("recipe: default.v1\nassistant_id: test\nlanguage: en\npipeline: []\npolicies: []\n", "utf-8")
    files = ["--data", "nlu.yml", "--domain", "domain.yml", "--config", "config.yml"]
    command = [sys.executable, "-m", "archway.operations.quiet_rasa", "data", "validate", "--fail-on-warnings", *files]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "The example 'what about it' was found labeled with multiple different intents" in done.stderr

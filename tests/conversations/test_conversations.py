"""Rasa's own conversation tests, one behaviour a file, on the trained model."""

import subprocess
import sys
from pathlib import Path

from archway.operations.serve import newest_model

HERE = Path(__file__).parent


def test_every_conversation_goes_as_written(tmp_path: Path) -> None:
    model = str(newest_model())
    arguments = ["test", "core", "--model", model, "--stories", str(HERE), "--out", str(tmp_path), "--fail-on-prediction-errors"]
    done = subprocess.run([sys.executable, "-m", "archway.operations.quiet_rasa", *arguments], capture_output=True, text=True, check=False)
    failed = (tmp_path / "failed_test_stories.yml").read_text() if (tmp_path / "failed_test_stories.yml").exists() else ""
    assert done.returncode == 0, done.stderr[-2000:] + failed

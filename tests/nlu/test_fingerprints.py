"""What tells Rasa whether a component must be trained anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from rasa.engine.graph import GraphComponent
from rasa.shared.utils.common import class_from_module_path

from tests.conftest import ROOT

PIPELINE = [entry["name"] for entry in yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]]
CONFIG = """recipe: default.v1
assistant_id: small
language: en
pipeline:
  - name: archway.nlu.pinned_parts.PinnedParts
    language: {root}/build/language
    encoder: {root}/build/encoder
  - name: archway.nlu.spacy_components.MessageSpacy
    model: {root}/build/language
  - name: archway.nlu.spacy_components.MessageTokenizer
  - name: archway.nlu.spelling_corrector.SpellingCorrector
    folder: {root}/build/encoder
  - name: archway.nlu.sentence_encoder.SentenceEncoder
    folder: {root}/build/encoder
"""
EXAMPLES = 'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - one thing\n    - the first\n- intent: b\n  examples: |\n    - another\n    - the second\n'


@pytest.mark.parametrize("name", PIPELINE)
def test_a_component_tells_its_state_without_its_configuration(name: str) -> None:
    """Rasa asks without it where it takes the result of an earlier training."""
    component = class_from_module_path(name)
    assert issubclass(component, GraphComponent)
    component.fingerprint_addon({"output": "cached"})


def test_training_again_with_nothing_changed_succeeds(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(CONFIG.format(root=ROOT))
    (tmp_path / "nlu.yml").write_text(EXAMPLES)
    command = [sys.executable, "-m", "archway.operations.quiet_rasa", "train", "nlu", "--nlu", "nlu.yml", "--config", "config.yml"]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

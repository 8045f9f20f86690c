"""TensorFlow is there for whatever needs it. That a server does without it: test_serve.py."""

import subprocess
import sys


def python(code: str) -> str:
    lines = f"from archway.operations.tensorflow_later import postpone_tensorflow\npostpone_tensorflow([])\nimport sys\n{code}"
    return subprocess.run([sys.executable, "-W", "ignore", "-c", lines], capture_output=True, text=True, check=True).stdout.strip()


def test_what_trains_a_network_gets_the_real_logger() -> None:
    made = python(
        "from rasa.utils.train_utils import RasaTrainingLogger as L\none = L(3, silent=True)\nprint(type(one).__module__, 'tensorflow' in sys.modules)"
    )
    assert made == "rasa.utils.tensorflow.callback True"


def test_what_trains_a_network_gets_the_real_batches() -> None:
    code = """
from rasa.utils.tensorflow.model_data import RasaModelData
from rasa.utils.train_utils import create_data_generators
batches, none = create_data_generators(RasaModelData(), 2, 1)
from rasa.nlu.classifiers import diet_classifier
from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator
print(type(batches) is RasaBatchDataGenerator, none)"""
    assert python(code) == "True None"

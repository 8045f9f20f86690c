"""Keeps TensorFlow out of processes whose model has no part that needs it (Rasa 3.6): 225 MB and three seconds of every start.

Rasa imports it wherever a policy or an extractor is loaded, for three classes that `rasa.utils.train_utils` names only inside functions that train
its neural networks. Here these classes are fetched when one of them is made. A model with DIET or TED imports what it needs itself, as ever.
`tests/operations/test_tensorflow_later.py` fails when Rasa needs TensorFlow in some other place.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

READER = "rasa.utils.train_utils"
NAMED_THERE = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}


def postpone_tensorflow() -> None:
    """Import `rasa.utils.train_utils` without TensorFlow; to be called before anything else of Rasa's is imported. Does nothing afterwards."""
    if READER in sys.modules:
        return
    importlib.import_module("rasa.utils.tensorflow")
    sys.modules |= {name: _standing_in(name, classes) for name, classes in NAMED_THERE.items()}
    try:
        importlib.import_module(READER)
    finally:
        for name in NAMED_THERE:
            del sys.modules[name]  # whoever else imports it gets the real one


def _standing_in(name: str, classes: tuple[str, ...]) -> ModuleType:
    module = ModuleType(name)
    for one in classes:
        setattr(module, one, _made_later(name, one))
    return module


def _made_later(module: str, name: str) -> type:
    def make(cls: type, *args: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*args, **options)

    return type(name, (), {"__new__": make, "__doc__": f"Makes the real `{name}`."})

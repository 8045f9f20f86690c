"""Keeps TensorFlow out of processes whose model has no part that needs it (Rasa 3.6): 200 MB and three seconds of every start.

Rasa imports it wherever a policy or an extractor is loaded, for three classes that `rasa.utils.train_utils` names only inside functions that train
its neural networks; and wherever a model is loaded, for the class that checked its configuration before it was trained. Here such a class is fetched
when one is made. A model with DIET or TED imports what it needs itself, as ever.
`tests/operations/test_tensorflow_later.py` and `test_serve.py` fail when Rasa needs TensorFlow in some other place.
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
CHECKER, CHECKING = "rasa.graph_components.validators.default_recipe_validator", "DefaultV1RecipeValidator"


def postpone_tensorflow(arguments: list[str]) -> None:
    """Import parts of Rasa without TensorFlow; to be called before anything else of Rasa's is imported. `arguments`: of Rasa's command line."""
    importlib.import_module("rasa.utils.tensorflow")
    sys.modules |= {name: _module(name, {one: _made_later(name, one) for one in classes}) for name, classes in NAMED_THERE.items()}
    try:
        importlib.import_module(READER)
    finally:
        for name in NAMED_THERE:
            del sys.modules[name]  # whoever else imports it gets the real one
    if arguments[:1] == ["run"] and "--enable-api" not in arguments:  # with it one may ask a server to train
        _name_without_loading_the_checker()


def _name_without_loading_the_checker() -> None:
    importlib.import_module("rasa.graph_components.validators")
    component = importlib.import_module("rasa.engine.graph").GraphComponent
    sys.modules[CHECKER] = _module(CHECKER, {CHECKING: type(CHECKING, (component,), {"__module__": CHECKER, "validate": None})})


def _module(name: str, holding: dict[str, type]) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(holding)
    return module


def _made_later(module: str, name: str) -> type:
    def make(cls: type, *args: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*args, **options)

    return type(name, (), {"__new__": make, "__doc__": f"Makes the real `{name}`."})

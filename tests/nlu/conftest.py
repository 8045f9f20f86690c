"""The built encoder and language pipeline, and the components as Rasa makes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from spacy.language import Language

from actions.content.loader import load_article
from archway.nlu import encoder, language

Make = Callable[..., Any]


@pytest.fixture(scope="session")
def sentence_encoder() -> encoder.Encoder:
    return encoder.load()


@pytest.fixture(scope="session")
def nlp() -> Language:
    return language.assemble(load_article())


@pytest.fixture
def storage(tmp_path: Path) -> ModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def make(storage: ModelStorage) -> Make:
    """Create (or with `load=True` load) a component the way Rasa's graph does."""
    return maker(storage)


def maker(storage: ModelStorage) -> Make:
    """Give what creates or loads components from this storage."""

    def make(component: type[GraphComponent], load: bool = False, **config: Any) -> GraphComponent:
        context = ExecutionContext(GraphSchema({}), node_name=component.__name__)
        settings = {**component.get_default_config(), **config}
        factory = component.load if load else component.create
        return factory(settings, storage, Resource(component.__name__), context)

    return make

"""A small model that Rasa trains in seconds, for tests of what runs a model rather than of what a model knows."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, List

from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.model_training import train
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

SAID = ["hello", "bye", "/greet", '/greet{"who": "Ann"}', "marmalade", "hi"]
CONFIG = f"""
recipe: default.v1
assistant_id: small
language: en
pipeline:
  - name: KeywordIntentClassifier
  - name: {__name__}.Where
policies:
  - name: RulePolicy
  - name: MemoizationPolicy
"""
DOMAIN = """
version: "3.1"
intents: [greet, bye]
entities: [who]
slots:
  greeted: {type: bool, influence_conversation: false, mappings: [{type: from_intent, intent: greet, value: true}]}
responses:
  utter_greet: [{text: Hello.}]
  utter_bye: [{text: Goodbye.}]
"""
DATA = r"""
version: "3.1"
nlu:
  - {intent: greet, examples: "- hello\n- hi"}
  - {intent: bye, examples: "- bye\n- goodbye"}
rules:
  - {rule: greeted, steps: [{intent: greet}, {action: utter_greet}]}
stories:
  - {story: left, steps: [{intent: bye}, {action: utter_bye}, {action: utter_greet}]}
"""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Where(GraphComponent):
    """Tells in which thread a message is understood, and takes as long as it is kept."""

    kept = threading.Event()
    kept.set()

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "Where":
        """Make the component; nothing of it is trained."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `thread` once nothing keeps it."""
        assert self.kept.wait(10)
        for message in messages:
            message.set("thread", threading.current_thread().name, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is."""
        return training_data


def train_small_model(folder: Path) -> Path:
    """Train it; give its archive."""
    for name, content in {"config.yml": CONFIG, "domain.yml": DOMAIN, "data.yml": DATA}.items():
        (folder / name).write_text(content, "utf-8")
    with _no_word_of_slots():
        trained = train(str(folder / "domain.yml"), str(folder / "config.yml"), [str(folder / "data.yml")], str(folder))
    assert trained.model
    return Path(trained.model)


def processor(model: Path) -> MessageProcessor:
    """Give Rasa's own processor with the model, which keeps its conversations in memory."""
    with _no_word_of_slots():
        made = MessageProcessor(model, InMemoryTrackerStore(Domain.empty()), InMemoryLockStore(), TemplatedNaturalLanguageGenerator({}))
    made.nlg = TemplatedNaturalLanguageGenerator(made.domain.responses)
    made.tracker_store.domain = made.domain
    return made


@contextmanager
def _no_word_of_slots() -> Iterator[None]:
    """Rasa's command line too leaves out what Rasa says at every domain that has slots."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Slot auto-fill")
        yield

"""Spelling as a Rasa component: what is understood from here on is the corrected text; the safety screen sees the raw one as well."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.content import versions
from actions.content.loader import load_article
from archway.nlu import encoder, fingerprints
from archway.nlu.examples import labelled, parts
from archway.nlu.language import vocabulary
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.spelling import Speller
from archway.nlu.trained import TrainedComponent

CORRECTED = "corrected"
NAMED = {"therapy", "condition"}  # aspects and subjects are everyday words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(TrainedComponent):
    """Sets `corrected`: the message's text, then those of its questions, with misspelt words put right."""

    file = "spelling.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the plain text."""
        return []

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`folder`: where the encoder is, whose vocabulary says what is an English word."""
        return {"folder": str(encoder.DEFAULT_FOLDER)}

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Make a corrector that knows no words; raises EncoderError when the encoder is missing or altered."""
        super().__init__(config, model_storage, resource)
        self._speller = Speller(encoder.load(Path(config["folder"])).is_word)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa train anew when the code or the content changed, or the encoder was built anew."""
        return f"{fingerprints.code_and_encoder(config.get('folder'))} {versions.version(versions.ARTICLE, versions.SUPPORT)}"

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> "SpellingCorrector":
        """Make the corrector that was trained and stored."""
        component = super().load(config, model_storage, resource, execution_context)
        component._speller.words = component._model
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words of the examples, and the names of therapies and conditions."""
        names = [name for label, _, name in vocabulary(load_article()) if label in NAMED]
        self._speller.fit([example.get(TEXT) for example in labelled(training_data)], names)
        return self._keep(self._speller.words)

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `corrected` on each message."""
        for message in messages:
            self._correct(message, [question["text"] for question in message.get(QUESTIONS) or []])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set `corrected` on each example."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                self._correct(example, [part.text for part in parts(example)])
        return training_data

    def _correct(self, message: Message, questions: List[str]) -> None:
        message.set(CORRECTED, [self._speller.correct(text) for text in [message.get(TEXT) or "", *questions]])


@dataclass(frozen=True)
class Texts:
    """A message's corrected text, those of its questions, and the text as it was written, if that is another."""

    message: str
    questions: List[str]
    written: List[str]


def corrected(message: Message) -> Texts:
    """Give a message's texts."""
    whole, *questions = message.get(CORRECTED)
    written = message.get(TEXT) or ""
    return Texts(whole, questions, [] if whole == written else [written])

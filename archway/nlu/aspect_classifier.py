"""The aspect model as a Rasa component."""

from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu.aspect_model import AspectModel
from archway.nlu.examples import aspect, labelled
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.readings import rows_to_understand
from archway.nlu.sentence_encoder import SentenceEncoder, vectors
from archway.nlu.trained import TrainedComponent

ASPECTS = "aspects"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(TrainedComponent):
    """Sets `aspects` on the message and on each of its questions: by comparison, the likeliest aspect and its confidence.

    It learns from examples and intent blocks that carry `metadata: {aspect: …}`; without any it does nothing.
    """

    file = "aspects.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the sentence encoder's features."""
        return [SentenceEncoder]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that name an aspect."""
        examples = [e for e in labelled(training_data) if aspect(e)]
        if not examples:
            return self._keep(None)
        meaning = np.concatenate([vectors(e).message for e in examples])
        return self._keep(AspectModel().fit(meaning, [e.get(INTENT) for e in examples], [aspect(e) for e in examples]))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `aspects`."""
        if self._model is not None:
            for message in messages:
                self._find(self._model, message)
        return messages

    def _find(self, model: AspectModel, message: Message) -> None:
        whole, *questions = [_likeliest(model, vector) for vector in rows_to_understand(message, vectors(message))]
        message.set(ASPECTS, whole, add_to_output=True)
        pairs = zip(message.get(QUESTIONS) or [], questions, strict=True)
        message.set(QUESTIONS, [{**question, ASPECTS: found} for question, found in pairs], add_to_output=True)


def _likeliest(model: AspectModel, vector: np.ndarray) -> Dict[str, List[Any]]:
    found = {topic: model.likeliest(topic, vector) for topic in model.models}
    return {topic: list(aspect) for topic, aspect in found.items() if aspect}

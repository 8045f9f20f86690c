"""The aspect model as a Rasa component."""

from typing import Any, Dict, List, Optional, Type

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu import fingerprints
from archway.nlu.aspect_model import AspectModel
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.sentence_encoder import QUESTION_VECTORS, SentenceEncoder

ASPECTS = "aspects"
MODEL_FILE = "aspects.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(GraphComponent):
    """Sets `aspects` on the message and on each of its questions: by comparison, the likeliest aspect and its confidence.

    It learns from intent blocks of the training data that carry `metadata: {aspect: …}`; without any it does nothing.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the sentence encoder's features."""
        return [SentenceEncoder]

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """Make an untrained classifier; `load` makes a trained one."""
        self._storage = model_storage
        self._resource = resource
        self._model = AspectModel()

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa train anew when the code changed."""
        return fingerprints.code()

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "AspectClassifier":
        """Make an untrained classifier."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "AspectClassifier":
        """Make the classifier that was trained and stored."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / MODEL_FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples whose intent block names an aspect."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and _aspect(e)]
        if examples:
            vectors = np.concatenate([e.get_dense_features(TEXT)[1].features for e in examples])
            self._model.fit(vectors, [e.get(INTENT) for e in examples], [_aspect(e) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / MODEL_FILE, compress=1)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `aspects`."""
        for message in messages:
            if self._model.models:
                message.set(ASPECTS, self._likeliest(message.get_dense_features(TEXT)[1].features[0]), add_to_output=True)
                pairs = zip(message.get(QUESTIONS) or [], message.get(QUESTION_VECTORS), strict=True)
                message.set(QUESTIONS, [{**question, ASPECTS: self._likeliest(vector)} for question, vector in pairs], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is."""
        return training_data

    def _likeliest(self, vector: np.ndarray) -> Dict[str, List[Any]]:
        found = {topic: self._model.likeliest(topic, vector) for topic in self._model.models}
        return {topic: list(aspect) for topic, aspect in found.items() if aspect}


def _aspect(example: Message) -> str:
    metadata = example.get(METADATA) or {}
    return str((metadata.get(INTENT) or {}).get("aspect", ""))

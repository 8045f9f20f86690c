"""The topic model as a Rasa intent classifier."""

from typing import Any, Dict, List, Optional, Type

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu import fingerprints
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.sentence_encoder import QUESTION_VECTORS, SentenceEncoder
from archway.nlu.topic_model import TopicModel

MODEL_FILE = "topics.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Gives the message an intent and an intent ranking, and each of its questions a ranking of its own."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the sentence encoder's features."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`ranking_length`: how many topics a ranking names."""
        return {"ranking_length": 10}

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Make an untrained classifier; `load` makes a trained one."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: TopicModel | None = None

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa train anew when the code changed."""
        return fingerprints.code()

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "TopicClassifier":
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        """Make the classifier that was trained and stored."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / MODEL_FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have a text and an intent."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        vectors = np.concatenate([_vector(example) for example in examples])
        self._model = TopicModel().fit([e.get(TEXT) for e in examples], vectors, [e.get(INTENT) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / MODEL_FILE, compress=1)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, intent ranking and the questions' rankings."""
        if self._model is not None:
            for message in messages:
                self._classify(self._model, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: no later component needs predictions on it."""
        return training_data

    def _classify(self, model: TopicModel, message: Message) -> None:
        questions = message.get(QUESTIONS) or []
        texts = [message.get(TEXT) or "", *(q["text"] for q in questions)]
        vectors = np.concatenate([_vector(message), message.get(QUESTION_VECTORS)])
        rankings = [self._ranking(model, row) for row in model.probabilities(texts, vectors)]
        message.set(INTENT, rankings[0][0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, rankings[0], add_to_output=True)
        ranked = [{**question, "ranking": ranking} for question, ranking in zip(questions, rankings[1:], strict=True)]
        message.set(QUESTIONS, ranked, add_to_output=True)

    def _ranking(self, model: TopicModel, row: np.ndarray) -> List[Dict[str, Any]]:
        best = np.argsort(-row)[: self._config["ranking_length"]]
        return [{"name": model.topics[i], "confidence": float(row[i])} for i in best]


def _vector(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features

"""Words and letter groups as a Rasa featurizer."""

from typing import Any, Dict, List, Type

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from archway.nlu.examples import labelled, parts
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.trained import TrainedComponent
from archway.nlu.wording import Wording

QUESTION_WORDING = "question_wording"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordingFeaturizer(TrainedComponent, SparseFeaturizer):
    """Gives each message a sparse sentence feature, and its questions theirs under `question_wording`: float32 of shape (questions, words)."""

    file = "wording.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the plain text."""
        return []

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """What Rasa expects of a featurizer."""
        return SparseFeaturizer.get_default_config()

    def __init__(self, config: Dict[str, Any], model_storage: Any, resource: Resource) -> None:
        """Make an untrained featurizer."""
        TrainedComponent.__init__(self, config, model_storage, resource)
        SparseFeaturizer.__init__(self, resource.name, config)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words there are."""
        texts = [example.get(TEXT) for example in labelled(training_data)]
        return self._keep(Wording().fit(texts) if texts else None)

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to each message."""
        for message in messages:
            self._add(message, [question["text"] for question in message.get(QUESTIONS) or []])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to each example, and to its marked questions."""
        for example in labelled(training_data):
            self._add(example, [part.text for part in parts(example)])
        return training_data

    def _add(self, message: Message, questions: List[str]) -> None:
        if self._model is not None:
            features = self._model.features([message.get(TEXT) or "", *questions])
            message.add_features(Features(features[0], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))
            message.set(QUESTION_WORDING, features[1:])

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing to check."""


def wording(message: Message) -> Any:
    """Give a message's own row, then one for each of its questions: float32 of shape (1 + questions, words)."""
    _, sentence = message.get_sparse_features(TEXT)
    return vstack([sentence.features, message.get(QUESTION_WORDING)]).tocsr()

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

from archway.nlu.examples import labelled
from archway.nlu.spelling_corrector import CORRECTED, SpellingCorrector, corrected
from archway.nlu.trained import TrainedComponent
from archway.nlu.wording import Wording

QUESTION_WORDING, WRITTEN_WORDING = "question_wording", "written_wording"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordingFeaturizer(TrainedComponent, SparseFeaturizer):
    """Gives each message a sparse sentence feature, and its questions theirs under `question_wording`: float32 of shape (questions, words)."""

    file = "wording.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the corrected text."""
        return [SpellingCorrector]

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
        texts = [corrected(example)[0] for example in labelled(training_data)]
        return self._keep(Wording().fit(texts) if texts else None)

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to each message."""
        for message in messages:
            self._add(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to each example, and to its marked questions."""
        for example in labelled(training_data):
            self._add(example)
        return training_data

    def _add(self, message: Message) -> None:
        if self._model is not None:
            features, questions = self._model.features(corrected(message)), len(message.get(CORRECTED))
            message.add_features(Features(features[0], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))
            message.set(QUESTION_WORDING, features[1:questions])
            message.set(WRITTEN_WORDING, features[questions:])

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing to check."""


def wording(message: Message) -> Any:
    """Give a message's own row, then one for each of its questions: float32 of shape (1 + questions, words)."""
    _, sentence = message.get_sparse_features(TEXT)
    return vstack([sentence.features, message.get(QUESTION_WORDING)]).tocsr()


def wording_readings(message: Message) -> Any:
    """Give the rows of a message's corrected text and, if it is another, of the text as written: float32 of shape (1 or 2, words)."""
    return vstack([wording(message)[:1], message.get(WRITTEN_WORDING)]).tocsr()

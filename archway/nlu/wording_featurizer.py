"""Words and letter groups as a Rasa featurizer."""

from typing import List, Type

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu.examples import labelled
from archway.nlu.readings import Readings, read_when_asked
from archway.nlu.spelling_corrector import SpellingCorrector, corrected
from archway.nlu.trained import TrainedComponent
from archway.nlu.wording import Wording

WORDING = "wording"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordingFeaturizer(TrainedComponent):
    """Gives each message, under `wording`, the readings of its text and of its questions.

    They are no Features of Rasa's, which it would print as text after each training step to compare them: that takes longer than making them.
    """

    file = "wording.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the corrected text."""
        return [SpellingCorrector]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words there are."""
        texts = [corrected(example).message for example in labelled(training_data)]
        return self._keep(Wording().fit(texts) if texts else None)

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the readings to each message."""
        if self._model is not None:
            for message in messages:
                message.set(WORDING, read_when_asked(message, self._model.features))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the readings to each example, and to its marked questions."""
        self.process(labelled(training_data))
        return training_data


def wording(message: Message) -> Readings:
    """Give a message's wording: sparse rows of float32."""
    found: Readings = message.get(WORDING)
    return found

"""The topic model as a Rasa intent classifier."""

from typing import Any, Dict, List, Sequence, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from archway.nlu.examples import alone, labelled, parts
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.readings import rows_to_understand
from archway.nlu.sentence_encoder import SentenceEncoder, vectors
from archway.nlu.topic_model import TopicModel
from archway.nlu.trained import TrainedComponent
from archway.nlu.wording_featurizer import WordingFeaturizer, wording

CRISIS_INTENT = "crisis"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(TrainedComponent, IntentClassifier):
    """Gives the message an intent and an intent ranking, and each of its questions a ranking of its own."""

    file = "topics.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads vectors and wording."""
        return [SentenceEncoder, WordingFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`ranking_length`: how many topics a ranking names."""
        return {"ranking_length": 10}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that stand alone, and from the marked questions of those that ask several things."""
        single = alone(training_data)
        several = [example for example in labelled(training_data) if parts(example)]
        topics = [example.get(INTENT) for example in single] + [part.topic for example in several for part in parts(example)]
        features = vstack([*(wording(e).message for e in single), *(wording(e).of_questions for e in several)]).tocsr()
        meaning = np.concatenate([*(vectors(e).message for e in single), *(vectors(e).of_questions for e in several)])
        return self._keep(TopicModel().fit(features, meaning, topics))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, intent ranking and the questions' rankings."""
        if self._model is not None:
            for message in messages:
                self._classify(self._model, message)
        return messages

    def _classify(self, model: TopicModel, message: Message) -> None:
        length = self._config["ranking_length"]
        found = model.probabilities(*(rows_to_understand(message, read) for read in (wording(message), vectors(message))))
        rankings = [ranking_of(model.topics, row, length) for row in found]
        message.set(INTENT, rankings[0][0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, rankings[0], add_to_output=True)
        questions = message.get(QUESTIONS) or []
        ranked = [{**question, "ranking": ranking} for question, ranking in zip(questions, rankings[1:], strict=True)]
        message.set(QUESTIONS, ranked, add_to_output=True)


def ranking_of(topics: Sequence[str], confidences: np.ndarray, length: int) -> List[Dict[str, Any]]:
    """Give the likeliest topics as Rasa writes them, each with name and confidence. `confidences`: one a topic."""
    best = np.argsort(-confidences)[:length]
    return [{"name": topics[i], "confidence": float(confidences[i])} for i in best]

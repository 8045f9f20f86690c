"""The follow-up model as a Rasa component: reads a message in the light of what was said before."""

from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu.examples import context, labelled, parts
from archway.nlu.follow_up_model import FollowUpModel, Preceding
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.readings import rows_to_understand
from archway.nlu.sentence_encoder import SentenceEncoder, vectors
from archway.nlu.topic_classifier import CRISIS_INTENT, ranking_of
from archway.nlu.trained import TrainedComponent

CONTEXT_SLOT = "context"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FollowUpClassifier(TrainedComponent):
    """Weighs the intent ranking anew by the slot `context`; a conversation's first message keeps the ranking it has.

    It learns from examples that carry `metadata: {after: topic, about: topic}`; without any it does nothing. `alone_weight` says how much the
    ranking counts that the message has by itself, as an exponent.
    """

    file = "follow_ups.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the vectors, and weighs what the topic classifier found."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`ranking_length`: how many topics a ranking names."""
        return {"ranking_length": 10, "alone_weight": 0.25}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples, except those about danger, which no context makes harmless. A marked question follows on the one before it."""
        examples = [e for e in labelled(training_data) if e.get(INTENT) != CRISIS_INTENT]
        whole, several = [e for e in examples if not parts(e)], [e for e in examples if parts(e)]
        contexts = [context(e) for e in whole] + [c for e in several for c in _contexts([part.topic for part in parts(e)])]
        if not any(contexts):
            return self._keep(None)
        topics = [e.get(INTENT) for e in whole] + [part.topic for e in several for part in parts(e)]
        meaning = np.concatenate([*(vectors(e).message for e in whole), *(vectors(e).of_questions for e in several)])
        return self._keep(FollowUpModel().fit(meaning, topics, contexts))

    def process(self, messages: List[Message], tracker: DialogueStateTracker) -> List[Message]:
        """Set intent and intent ranking, and the rankings of the questions."""
        if self._model is not None:
            before = read_context(tracker)
            for message in messages:
                self._weigh(self._model, message, before)
                self._weigh_questions(self._model, message, before)
        return messages

    def _weigh(self, model: FollowUpModel, message: Message, before: Preceding | None) -> None:
        ranking = message.get(INTENT_RANKING_KEY)
        if before is not None and ranking:
            weighed = self._weighed(model, vectors(message).message, ranking, before)
            message.set(INTENT, weighed[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, weighed, add_to_output=True)

    def _weigh_questions(self, model: FollowUpModel, message: Message, before: Preceding | None) -> None:
        """Weigh each question in the light of the one before it, the first in that of what was said before the message."""
        questions: List[Dict[str, Any]] = []
        for vector, question in zip(rows_to_understand(message, vectors(message))[1:], message.get(QUESTIONS) or [], strict=True):
            ranking = question.get("ranking") or []
            if before is not None and ranking:
                ranking = self._weighed(model, vector[None], ranking, before)
            questions.append({**question, "ranking": ranking})
            before = Preceding(ranking[0]["name"], ranking[0]["name"]) if ranking else before
        message.set(QUESTIONS, questions, add_to_output=True)

    def _weighed(self, model: FollowUpModel, vector: np.ndarray, ranking: List[Dict[str, Any]], before: Preceding) -> List[Dict[str, Any]]:
        alone = {r["name"]: r["confidence"] for r in ranking}
        weights = np.array([alone.get(topic, 0.0) + 1e-4 for topic in model.topics])
        joint = model.probabilities(vector, [before])[0] * weights ** self._config["alone_weight"]
        return ranking_of(model.topics, joint / joint.sum(), self._config["ranking_length"])


def _contexts(topics: List[str]) -> List[Preceding | None]:
    return [None, *(Preceding(topic, topic) for topic in topics[:-1])]


def read_context(tracker: DialogueStateTracker | None) -> Preceding | None:
    """Give what was said before, from the slot that the last answer left; None at the start of a conversation."""
    slot = tracker.get_slot(CONTEXT_SLOT) if tracker else None
    after, about = (slot.get("last"), slot.get("topic")) if slot else (None, None)
    return Preceding(after, about) if after or about else None

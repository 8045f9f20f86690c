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
from archway.nlu.follow_up_model import Context, FollowUpModel
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
        """Learn from all examples that ask one thing, except those about danger, which no context makes harmless."""
        examples = [e for e in labelled(training_data) if not parts(e) and e.get(INTENT) != CRISIS_INTENT]
        contexts = [context(e) for e in examples]
        if not any(contexts):
            return self._keep(None)
        meaning = np.concatenate([vectors(e).message for e in examples])
        return self._keep(FollowUpModel().fit(meaning, [e.get(INTENT) for e in examples], contexts))

    def process(self, messages: List[Message], tracker: DialogueStateTracker) -> List[Message]:
        """Set intent and intent ranking."""
        before = read_context(tracker)
        if self._model is not None and before is not None:
            for message in messages:
                self._weigh(self._model, message, before)
        return messages

    def _weigh(self, model: FollowUpModel, message: Message, before: Context) -> None:
        alone = {r["name"]: r["confidence"] for r in message.get(INTENT_RANKING_KEY) or []}
        leaning = model.probabilities(vectors(message).message, [before])[0]
        weights = np.array([alone.get(topic, 0.0) + 1e-4 for topic in model.topics])
        joint = leaning * weights ** self._config["alone_weight"]
        ranking = ranking_of(model.topics, joint / joint.sum(), self._config["ranking_length"])
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def read_context(tracker: DialogueStateTracker | None) -> Context | None:
    """Give what was said before, from the slot that the last answer left; None at the start of a conversation."""
    slot = tracker.get_slot(CONTEXT_SLOT) if tracker else None
    after, about = (slot.get("last"), slot.get("topic")) if slot else (None, None)
    return Context(after, about) if after or about else None

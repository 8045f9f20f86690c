"""The safety screen as a Rasa component: the last word on whether a message tells of danger."""

from dataclasses import asdict
from typing import Any, Dict, List, Optional, Type

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu import danger, fingerprints
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.sentence_encoder import SentenceEncoder

DANGER = "danger"
CRISIS_INTENT = "crisis"
MODEL_FILE = "danger.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyScreen(GraphComponent):
    """Sets `danger` (level, tier, score) and, on level crisis, the intent `crisis`, whatever the topic classifier thinks.

    On level unsure the question is answered and the support line added. Where the training data holds no intent `crisis`
    (a public benchmark, say) there is nothing to learn from, and the intent is left alone.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """It has the last word, after the classifier."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`crisis_at`, `unsure_at`: scores from which a message counts as such, chosen on training data (docs/understanding.md)."""
        return {"crisis_at": 0.30, "unsure_at": 0.14}

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Make an untrained screen; `load` makes a trained one."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Optional[danger.DangerModel] = None

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa train anew when the code changed."""
        return fingerprints.code()

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "SafetyScreen":
        """Make an untrained screen."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SafetyScreen":
        """Make the screen that was trained and stored."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / MODEL_FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of the intent `crisis` against all others."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        dangerous = [e.get(INTENT) == CRISIS_INTENT for e in examples]
        if any(dangerous):
            vectors = np.concatenate([e.get_dense_features(TEXT)[1].features for e in examples])
            self._model = danger.DangerModel().fit([e.get(TEXT) for e in examples], vectors, dangerous)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / MODEL_FILE, compress=1)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `danger`, and the intent where there is danger."""
        if self._model is not None:
            for message in messages:
                self._screen(self._model, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is."""
        return training_data

    def _screen(self, model: danger.DangerModel, message: Message) -> None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        verdict = self._verdict(model, message)
        message.set(DANGER, asdict(verdict), add_to_output=True)
        others = _without_crisis(ranking)
        if verdict.level == danger.CRISIS:
            others.insert(0, {"name": CRISIS_INTENT, "confidence": 1.0})
        if others:
            message.set(INTENT, others[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, others, add_to_output=True)
        questions = [{**q, "ranking": _without_crisis(q.get("ranking", []))} for q in message.get(QUESTIONS) or []]
        message.set(QUESTIONS, questions, add_to_output=True)

    def _verdict(self, model: danger.DangerModel, message: Message) -> danger.Verdict:
        text = message.get(TEXT) or ""
        tier = danger.match(text)
        if tier:
            return danger.Verdict(danger.CRISIS, tier, 1.0)
        score = float(model.scores([text], message.get_dense_features(TEXT)[1].features)[0])
        if score >= self._config["crisis_at"]:
            return danger.Verdict(danger.CRISIS, None, score)
        return danger.Verdict(danger.UNSURE if score >= self._config["unsure_at"] else danger.NONE, None, score)


def _without_crisis(ranking: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The other intents, their confidences adding up to 1 again: whether there is danger is for the screen alone to say."""
    others = [r for r in ranking if r["name"] != CRISIS_INTENT]
    rest = 1.0 - sum(r["confidence"] for r in ranking if r["name"] == CRISIS_INTENT)
    return [{**r, "confidence": r["confidence"] / rest} for r in others] if rest > 0 else others

"""Whether a message asks several things, as a Rasa component: the splitter finds where, this says whether."""

from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from archway.nlu.examples import labelled, parts
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.sentence_encoder import SentenceEncoder, vectors
from archway.nlu.several_model import SeveralModel
from archway.nlu.trained import TrainedComponent
from archway.nlu.wording_featurizer import WordingFeaturizer, wording

SEVERAL = "several"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SeveralClassifier(TrainedComponent):
    """Sets `several`, from 0 to 1, and takes the questions off a message that hardly asks several things, but for a short one that is no mere
    fragment ("thanks!").

    It learns from examples with marked questions against all others; without any it does nothing.
    """

    file = "several.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads vectors and wording."""
        return [SentenceEncoder, WordingFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`likely`: from here a message keeps its questions; `short`: so many words are a remark of their own, whatever the message asks."""
        return {"likely": 0.03, "short": 3}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples."""
        examples = labelled(training_data)
        several = [bool(parts(example)) for example in examples]
        if not any(several):
            return self._keep(None)
        features, meaning = vstack([wording(e).message for e in examples]).tocsr(), np.concatenate([vectors(e).message for e in examples])
        return self._keep(SeveralModel().fit(features, meaning, several))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `several`, and see to the questions."""
        if self._model is not None:
            for message in messages:
                several = float(self._model.probabilities(wording(message).message, vectors(message).message)[0])
                message.set(SEVERAL, several, add_to_output=True)
                if several < self._config["likely"] and not any(self._is_short(question) for question in message.get(QUESTIONS) or []):
                    message.set(QUESTIONS, [], add_to_output=True)
        return messages

    def _is_short(self, question: Dict[str, Any]) -> bool:
        return not question.get("loose") and len(question["text"].split()) <= self._config["short"]

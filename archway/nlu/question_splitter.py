"""The splitter as a Rasa component."""

from dataclasses import asdict
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from archway.nlu.boundaries import BoundaryModel, cut
from archway.nlu.examples import alone, labelled, parts
from archway.nlu.splitting import Segment, split
from archway.nlu.trained import TrainedComponent

QUESTIONS = "questions"
SEED = 1


# Registered as an extractor, so that Rasa runs it on messages and leaves training data alone.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True, model_from="MessageSpacy")
class QuestionSplitter(TrainedComponent):
    """Sets `questions`: for each separate question its text, start and end; empty when there is but one.

    It learns from examples with marked questions; without any it goes by rules. `likely`: from here a new question begins, `ruled`: from here
    it does where a rule says so.
    """

    file = "boundaries.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the spaCy Doc."""
        return [SpacyNLP]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`single`: how many examples that ask one thing are learnt from."""
        return {"likely": 0.2, "ruled": 0.01, "single": 5_000}

    def train(self, training_data: TrainingData, model: SpacyModel) -> Resource:
        """Learn from the examples with marked questions, and from a choice of the others."""
        several = [example for example in labelled(training_data) if parts(example)]
        if not several:
            return self._keep(None)
        others = alone(training_data)
        single = [others[i] for i in np.random.default_rng(SEED).permutation(len(others))[: self._config["single"]]]
        with model.model.select_pipes(enable="sentencizer"):
            docs = list(model.model.pipe(example.get(TEXT).lower() for example in [*several, *single]))
        starts = [{part.start for part in parts(example)[1:]} for example in [*several, *single]]
        return self._keep(BoundaryModel().fit(docs, starts))

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Set `questions` on each message. Rasa hands over the spaCy pipeline, since training takes it; here each message has its Doc."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            message.set(QUESTIONS, [asdict(segment) for segment in self._segments(doc)] if doc is not None else [], add_to_output=True)
        return messages

    def _segments(self, doc: Doc) -> List[Segment]:
        if self._model is None:
            return split(doc)
        return cut(doc, self._model.probabilities(doc), self._config["likely"], self._config["ruled"])

"""Rasa's spaCy components, spared the training examples, with the pipeline that the model was trained with.

What this pipeline trains reads no spaCy Doc and no tokens, and Rasa would spend a quarter of the training on them. Where a component is added that
does read them (DIET, say), set `training_examples: true` on both.
"""

import tempfile
from pathlib import Path
from typing import Any, Dict

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu.pinned_parts import pinned_language

DEFAULTS = {"training_examples": False}


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="MessageSpacy",
)
class MessageSpacy(SpacyNLP):
    """Gives each message its spaCy Doc."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Rasa's, and `training_examples`: whether training examples get a Doc too."""
        return {**SpacyNLP.get_default_config(), **DEFAULTS}

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> "MessageSpacy":
        """Make the component with the spaCy pipeline in the model's archive, or else with the one that the configuration names."""
        with tempfile.TemporaryDirectory() as temporary:
            pinned = pinned_language(model_storage, execution_context, Path(temporary))
            found = {**config, "model": str(pinned)} if pinned else config
            component: MessageSpacy = cls.create(found, model_storage, resource, execution_context)
        return component

    def process_training_data(self, training_data: TrainingData, model: SpacyModel) -> TrainingData:
        """Leave training data as it is, unless told otherwise."""
        return super().process_training_data(training_data, model) if self._config["training_examples"] else training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MessageTokenizer(SpacyTokenizer):
    """Gives each message its tokens."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Rasa's, and `training_examples`: whether training examples get tokens too."""
        return {**SpacyTokenizer.get_default_config(), **DEFAULTS}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is, unless told otherwise."""
        return super().process_training_data(training_data) if self._config["training_examples"] else training_data

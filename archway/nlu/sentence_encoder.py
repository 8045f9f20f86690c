"""The sentence encoder as a Rasa featurizer."""

from functools import partial
from pathlib import Path
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu import encoder, fingerprints
from archway.nlu.readings import Readings, read_when_asked
from archway.nlu.spelling_corrector import SpellingCorrector, corrected

VECTORS = "vectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Gives each message a dense sentence feature of 768 numbers, and under `vectors` the readings of its text and of its questions."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the corrected text."""
        return [SpellingCorrector]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`folder`: where `make encoder` built the encoder."""
        return {**DenseFeaturizer.get_default_config(), "folder": str(encoder.DEFAULT_FOLDER)}

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Load the encoder; raises EncoderError when it is missing or altered."""
        super().__init__(name, config)
        self._folder = Path(config["folder"])
        self._encoder = encoder.load(self._folder)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa train anew when the code changed or the encoder was built anew."""
        return fingerprints.code_and_encoder(config.get("folder"))

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "SentenceEncoder":
        """Make the component; nothing of it is trained."""
        return cls(config, execution_context.node_name)

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to each message."""
        for message in messages:
            self._set(message, read_when_asked(message, self._encoder.encode))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples; vectors are cached by text."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        texts = [corrected(example) for example in examples]
        cached = encoder.CachedEncoder(self._encoder, self._folder / encoder.CACHE)
        encoded = iter(cached.encode([text for one in texts for text in (one.message, *one.written, *one.questions)]))
        for example, one in zip(examples, texts, strict=True):
            both, questions = ([next(encoded) for _ in some] for some in ([one.message, *one.written], one.questions))
            self._set(example, Readings(np.array(both), partial(np.reshape, questions, (len(questions), encoder.VECTOR_WIDTH))))
        return training_data

    def _set(self, message: Message, found: Readings) -> None:
        message.add_features(Features(found.message, FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))
        message.set(VECTORS, found)

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing to check: the folder may be built later than the configuration is read."""


def vectors(message: Message) -> Readings:
    """Give a message's vectors: rows of float32, 768 wide."""
    found: Readings = message.get(VECTORS)
    return found

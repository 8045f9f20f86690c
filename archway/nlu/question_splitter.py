"""The splitter as a Rasa component."""

from dataclasses import asdict
from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyNLP
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from archway.nlu.splitting import split

QUESTIONS = "questions"


# Registered as an extractor, so that Rasa runs it on messages and leaves training data alone.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class QuestionSplitter(GraphComponent):
    """Sets `questions`: for each separate question its text, start and end; empty when there is but one."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the spaCy Doc."""
        return [SpacyNLP]

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "QuestionSplitter":
        """Make the component; nothing of it is trained."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `questions` on each message."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            message.set(QUESTIONS, [asdict(segment) for segment in split(doc)] if doc is not None else [], add_to_output=True)
        return messages

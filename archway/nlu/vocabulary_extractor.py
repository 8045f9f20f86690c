"""Rasa's spaCy entity extractor, with the content's id as the value of an entity."""

from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False, model_from="MessageSpacy")
class VocabularyExtractor(SpacyEntityExtractor):
    """Finds therapies, conditions, aspects and subjects; "sea b t" gives the therapy `cbt`."""

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Add the entities, from the Doc that SpacyNLP made: the vocabulary is matched without regard to case."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            if doc is None or len(doc.text) != len(message.get(TEXT)):  # lower case can change a text's length
                doc = model.model(message.get(TEXT))
            found = self.filter_irrelevant_entities(self.add_extractor_name(self._extract_entities(doc)), self._config["dimensions"])
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    @staticmethod
    def _extract_entities(doc: Doc) -> List[Dict[str, Any]]:
        entities = SpacyEntityExtractor._extract_entities(doc)
        return [{**entity, "value": span.ent_id_ or span.text} for entity, span in zip(entities, doc.ents, strict=True)]

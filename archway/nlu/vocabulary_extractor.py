"""Rasa's spaCy entity extractor, with the content's id as the value of an entity."""

from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
from spacy.tokens import Doc


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False, model_from="SpacyNLP")
class VocabularyExtractor(SpacyEntityExtractor):
    """Finds therapies, conditions, aspects and subjects; "sea b t" gives the therapy `cbt`."""

    @staticmethod
    def _extract_entities(doc: Doc) -> List[Dict[str, Any]]:
        entities = SpacyEntityExtractor._extract_entities(doc)
        return [{**entity, "value": span.ent_id_ or span.text} for entity, span in zip(entities, doc.ents, strict=True)]

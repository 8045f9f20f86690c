"""Rasa's spaCy entity extractor, with the content's id as the value of an entity, and blind to misspelling."""

from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from archway.nlu.spelling import WORD
from archway.nlu.spelling_corrector import CORRECTED


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False, model_from="MessageSpacy")
class VocabularyExtractor(SpacyEntityExtractor):
    """Finds therapies, conditions, aspects and subjects; "sea b t" gives the therapy `cbt`."""

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Add the entities, from the Doc that SpacyNLP made: the vocabulary is matched without regard to case. Then those of the corrected spelling."""
        for message in messages:
            text, doc = message.get(TEXT), message.get(SPACY_DOCS[TEXT])
            if doc is None or len(doc.text) != len(text):  # lower case can change a text's length
                doc = model.model(text)
            found = self._extract_entities(doc)
            right = (message.get(CORRECTED) or [text])[0]
            if right != text:
                known = {entity["value"] for entity in found}
                also = [entity for entity in self._extract_entities(model.model(right.lower())) if entity["value"] not in known]
                found = sorted([*found, *(_as_written(entity, right, text) for entity in also)], key=lambda entity: int(entity["start"]))
            wanted = self.filter_irrelevant_entities(self.add_extractor_name(found), self._config["dimensions"])
            message.set(ENTITIES, message.get(ENTITIES, []) + wanted, add_to_output=True)
        return messages

    @staticmethod
    def _extract_entities(doc: Doc) -> List[Dict[str, Any]]:
        entities = SpacyEntityExtractor._extract_entities(doc)
        return [{**entity, "value": span.ent_id_ or span.text} for entity, span in zip(entities, doc.ents, strict=True)]


def _as_written(entity: Dict[str, Any], corrected: str, text: str) -> Dict[str, Any]:
    """Move an entity of the corrected text to where its words stand in the text as it was written: correction replaces word by word.

    Round apostrophes two words may become one ("sesions'n'therapy"); the places after them are then a word off, which does less harm than no answer.
    """
    spans = list(zip(WORD.finditer(corrected), WORD.finditer(text), strict=False))
    within = [written for right, written in spans if right.start() < entity["end"] and entity["start"] < right.end()]
    return {**entity, "start": within[0].start(), "end": within[-1].end()} if within else {**entity, "start": 0, "end": 0}

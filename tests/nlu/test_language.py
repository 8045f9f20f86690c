from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from actions.content.loader import load_article
from archway.nlu import language


def found(nlp: Language, text: str) -> set[tuple[str, str]]:
    return {(entity.label_, entity.ent_id_) for entity in nlp(text).ents}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("does it help with OCD?", ("condition", "ocd")),
        ("is sea b t the same", ("therapy", "cbt")),
        ("do analysts do it", ("therapy", "psychoanalysis")),
        ("and emdr?", ("therapy", "emdr")),
        ("is there homework", ("aspect", "homework")),
        ("do i lie on a couch", ("aspect", "setting")),
        ("what does it cost", ("subject", "cost")),
    ],
)
def test_vocabulary_is_found_in_everyday_wordings(nlp: Language, text: str, expected: tuple[str, str]) -> None:
    assert expected in found(nlp, text)


@pytest.mark.parametrize(
    "text", ["good morning", "he beats her", "they keep picking on him", "i am driving home", "the society of friends", "a popular choice", "lovely weather"]
)
def test_other_words_are_not_taken_for_vocabulary(nlp: Language, text: str) -> None:
    assert not found(nlp, text)


def test_every_name_in_the_content_is_found_by_itself(nlp: Language) -> None:
    names = list(language.vocabulary(load_article()))
    owners = {name.lower(): {(label, id_) for label, id_, other in names if other.lower() == name.lower()} for _, _, name in names}
    assert [name for name, owned in owners.items() if not owned & found(nlp, name)] == []


def test_pipeline_survives_saving_and_loading(nlp: Language, tmp_path: Path) -> None:
    language.build(tmp_path / "language")
    loaded = spacy.load(tmp_path / "language")
    text = "is psychodynamic any good for anxiety"
    assert found(loaded, text) == found(nlp, text) != set()

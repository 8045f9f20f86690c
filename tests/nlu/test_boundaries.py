import numpy as np
import pytest
import spacy
from spacy.language import Language

from archway.nlu.boundaries import BoundaryModel, cut

LIKELY, RULED = 0.5, 0.01
EXAMPLES = [
    ("what is it how long does it last", "what is it "),
    ("what helps how long does it go on", "what helps "),
    ("who is it for how long does it take", "who is it for "),
    ("what is a session how long is one", "what is a session "),
    ("how long does it last", None),
    ("what is it like to go", None),
    ("does anyone know how long it takes", None),
    ("i wonder what it is", None),
]


@pytest.fixture(scope="module")
def language() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


@pytest.fixture(scope="module")
def model(language: Language) -> BoundaryModel:
    return BoundaryModel().fit([language(text) for text, _ in EXAMPLES], [{len(first)} if first else set() for _, first in EXAMPLES])


def test_a_new_question_is_found_where_one_like_it_was_marked(language: Language, model: BoundaryModel) -> None:
    doc = language("where is it how long does it last")
    assert [segment.text for segment in cut(doc, model.probabilities(doc), LIKELY, RULED)] == ["where is it", "how long does it last"]


def test_a_message_that_asks_one_thing_stays_whole(language: Language, model: BoundaryModel) -> None:
    doc = language("i wonder how long it takes")
    assert cut(doc, model.probabilities(doc), LIKELY, RULED) == []


def test_the_first_word_begins_no_new_question(language: Language, model: BoundaryModel) -> None:
    assert model.probabilities(language("how long does it last"))[0] == 0.0


@pytest.mark.parametrize(
    ("probability", "parts"),
    [(0.9, ["what is it", "and how long is it"]), (0.02, ["what is it and", "how long is it"]), (0.0, [])],
    ids=["learnt", "by-rule", "ruled-out"],
)
def test_a_rule_counts_unless_it_is_out_of_the_question_and_a_learnt_start_replaces_it(language: Language, probability: float, parts: list[str]) -> None:
    doc = language("what is it and how long is it")
    probabilities = np.array([probability if token.text == "and" else 0.0 for token in doc])
    assert [segment.text for segment in cut(doc, probabilities, LIKELY, RULED)] == parts


def test_mere_fragments_are_cut_by_the_rules_and_loose(language: Language) -> None:
    doc = language("cost and length?")
    segments = cut(doc, np.zeros(len(doc)), LIKELY, RULED)
    assert [(segment.text, segment.loose) for segment in segments] == [("cost", True), ("length", True)]


@pytest.mark.parametrize("text", ["", " "])
def test_nothing_is_nothing(language: Language, model: BoundaryModel, text: str) -> None:
    doc = language(text)
    assert cut(doc, model.probabilities(doc), LIKELY, RULED) == []

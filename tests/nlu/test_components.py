"""What every component of the pipeline promises Rasa."""

from typing import Any

import pytest
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from archway.nlu.question_splitter import QUESTIONS, QuestionSplitter
from archway.nlu.safety_screen import DANGER, SafetyScreen
from archway.nlu.sentence_encoder import SentenceEncoder
from archway.nlu.topic_classifier import TopicClassifier
from archway.nlu.vocabulary_extractor import VocabularyExtractor
from tests.nlu.conftest import Make

COMPONENTS = [VocabularyExtractor, QuestionSplitter, SentenceEncoder, TopicClassifier, SafetyScreen]
TRAINABLE = [TopicClassifier, SafetyScreen]
ODD_TEXTS = ["", " ", "🙂", "a" * 1_000, "\u202emirror", "what is it? how long is it?", "/not_an_intent"]
EXAMPLES = {
    "definition": ["what is it", "what is psychodynamic therapy", "explain this therapy", "tell me what it is", "define it"],
    "duration": ["how long does it last", "how many sessions", "how many months", "is it over a year", "how long is it"],
    "crisis": ["i want to end my life", "i am going to kill myself", "he beats me", "i cut myself", "i want to be dead"],
}


def message(nlp: Language, text: str) -> Message:
    return Message(data={TEXT: text, SPACY_DOCS[TEXT]: nlp(text.lower())})


def training_data(nlp: Language) -> TrainingData:
    examples = []
    for intent, texts in EXAMPLES.items():
        for text in texts:
            example = message(nlp, text)
            example.set(INTENT, intent)
            examples.append(example)
    return TrainingData(examples)


def run(component: Any, nlp: Language, messages: list[Message]) -> list[Message]:
    if isinstance(component, VocabularyExtractor):
        return component.process(messages, SpacyModel(nlp, "test"))
    processed: list[Message] = component.process(messages)
    return processed


def prepared(make: Make, nlp: Language, text: str) -> Message:
    """A message that went through splitter and encoder."""
    found = message(nlp, text)
    make(QuestionSplitter).process([found])
    make(SentenceEncoder).process([found])
    return found


@pytest.fixture
def trained(make: Make, nlp: Language) -> TrainingData:
    data = make(SentenceEncoder).process_training_data(training_data(nlp))
    for component in TRAINABLE:
        make(component).train(data)
    return data


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_registered_with_rasa(component: type[GraphComponent]) -> None:
    assert component.__name__ in DefaultV1Recipe._registered_components


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_component_takes_any_text_and_keeps_it(component: type[GraphComponent], text: str, make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, text)
    [processed] = run(make(component, load=component in TRAINABLE), nlp, [found])
    assert processed.get(TEXT) == text


@pytest.mark.parametrize("component", TRAINABLE)
def test_untrained_component_leaves_the_message_alone(component: type[GraphComponent], make: Make, nlp: Language) -> None:
    found = prepared(make, nlp, "what is it")
    run(make(component), nlp, [found])
    assert found.get(INTENT) is None


def test_classifier_ranks_all_topics_with_confidences_that_add_up_to_one(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how long will it last?")
    make(TopicClassifier, load=True).process([found])
    ranking = found.get(INTENT_RANKING_KEY)
    assert found.get(INTENT) == ranking[0]
    assert ranking[0]["name"] == "duration"
    assert sum(r["confidence"] for r in ranking) == pytest.approx(1)
    assert [r["confidence"] for r in ranking] == sorted((r["confidence"] for r in ranking), reverse=True)


def test_classifier_ranks_each_question_of_a_message(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "what is it? how long does it last?")
    make(TopicClassifier, load=True).process([found])
    assert [q["ranking"][0]["name"] for q in found.get(QUESTIONS)] == ["definition", "duration"]


def test_classifier_gives_the_same_after_saving_and_loading(make: Make, nlp: Language, trained: TrainingData) -> None:
    rankings = []
    for _ in range(2):
        found = prepared(make, nlp, "so what is it exactly")
        make(TopicClassifier, load=True).process([found])
        rankings.append(found.get(INTENT_RANKING_KEY))
    assert rankings[0] == rankings[1]


def test_screen_overrules_the_classifier(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how long does it last, because i am going to kill myself")
    make(TopicClassifier, load=True).process([found])
    make(SafetyScreen, load=True).process([found])
    assert found.get(INTENT)["name"] == "crisis"
    assert found.get(DANGER)["level"] == "crisis"


def test_screen_alone_says_whether_there_is_danger(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how many sessions")
    make(TopicClassifier, load=True).process([found])
    make(SafetyScreen, load=True).process([found])
    assert found.get(DANGER)["level"] == "none"
    assert "crisis" not in [r["name"] for r in found.get(INTENT_RANKING_KEY)]


def test_screen_without_crisis_examples_leaves_intents_alone(make: Make, nlp: Language) -> None:
    data = training_data(nlp)
    others = TrainingData([e for e in data.training_examples if e.get(INTENT) != "crisis"])
    make(SafetyScreen).train(make(SentenceEncoder).process_training_data(others))
    found = prepared(make, nlp, "i want to kill my account")
    found.set(INTENT, {"name": "close_account", "confidence": 0.9})
    make(SafetyScreen, load=True).process([found])
    assert found.get(INTENT)["name"] == "close_account"


def test_extractor_gives_the_content_id_as_value(make: Make, nlp: Language) -> None:
    found = message(nlp, "is sea b t good for anxeity")
    run(make(VocabularyExtractor, dimensions=None), nlp, [found])
    assert [(e["entity"], e["value"]) for e in found.get(ENTITIES)] == [("therapy", "cbt"), ("condition", "anxiety")]

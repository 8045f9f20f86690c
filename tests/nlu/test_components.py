"""What every component of the pipeline promises Rasa."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from archway.nlu.aspect_classifier import AspectClassifier
from archway.nlu.follow_up_classifier import FollowUpClassifier
from archway.nlu.question_splitter import QUESTIONS, QuestionSplitter
from archway.nlu.safety_screen import DANGER, SafetyScreen
from archway.nlu.sentence_encoder import SentenceEncoder
from archway.nlu.several_classifier import SEVERAL as SEVERAL_KEY
from archway.nlu.several_classifier import SeveralClassifier
from archway.nlu.spacy_components import MessageSpacy, MessageTokenizer
from archway.nlu.spelling_corrector import CORRECTED, SpellingCorrector
from archway.nlu.topic_classifier import TopicClassifier
from archway.nlu.trained import TrainedComponent
from archway.nlu.vocabulary_extractor import VocabularyExtractor
from archway.nlu.wording_featurizer import WordingFeaturizer
from tests.nlu.conftest import Make, maker

LANGUAGE = Path("build/language")
TRAINABLE = [SpellingCorrector, WordingFeaturizer, SeveralClassifier, TopicClassifier, AspectClassifier, SafetyScreen]
COMPONENTS = [MessageSpacy, MessageTokenizer, VocabularyExtractor, QuestionSplitter, SentenceEncoder, *TRAINABLE, FollowUpClassifier]
ODD_TEXTS = ["", " ", "🙂", "a" * 1_000, "\u202emirror", "what is it? how long is it?", "/not_an_intent"]
SEVERAL = [("what is it and how long does it last", 10), ("explain it, how many months is it", 12)]
FOLLOW_UPS = [("and that one", "definition", "duration"), ("the other", "definition", "duration"), ("same for it", "duration", "definition")]
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
    for text, second in SEVERAL:
        example = message(nlp, text)
        example.set(INTENT, "definition")
        marks = [(0, second, "definition"), (second + 1, len(text), "duration")]
        example.set(ENTITIES, [{"entity": "question", "value": topic, "start": start, "end": end} for start, end, topic in marks])
        examples.append(example)
    for text, intent, after in FOLLOW_UPS:
        example = message(nlp, text)
        example.set(INTENT, intent)
        example.set(METADATA, {"example": {"after": after}})
        examples.append(example)
    return TrainingData(examples)


def run(component: Any, nlp: Language, messages: list[Message]) -> list[Message]:
    if isinstance(component, MessageSpacy | VocabularyExtractor | QuestionSplitter):
        return component.process(messages, SpacyModel(nlp, "test"))
    if isinstance(component, FollowUpClassifier | SafetyScreen):
        return component.process(messages, DialogueStateTracker("conversation", []))
    processed: list[Message] = component.process(messages)
    return processed


def prepared(make: Make, nlp: Language, text: str) -> Message:
    """A message that went through splitter, encoder and, if it is trained, the wording featurizer."""
    found = message(nlp, text)
    run(make(QuestionSplitter), nlp, [found])
    with suppress(ValueError):  # not trained
        make(SpellingCorrector, load=True).process([found])
    if found.get(CORRECTED) is None:
        make(SpellingCorrector).process([found])
    make(SentenceEncoder).process([found])
    with suppress(ValueError):  # not trained
        make(WordingFeaturizer, load=True).process([found])
    return found


def featurized(make: Make, data: TrainingData) -> TrainingData:
    """Training data as the classifiers get it."""
    make(SpellingCorrector).train(data)
    make(SpellingCorrector, load=True).process_training_data(data)
    make(WordingFeaturizer).train(data)
    return make(WordingFeaturizer, load=True).process_training_data(make(SentenceEncoder).process_training_data(data))


@pytest.fixture(scope="module")
def trained_once(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingData]:
    folder = tmp_path_factory.mktemp("trained")
    make = maker(LocalModelStorage(folder))
    data = featurized(make, training_data(nlp))
    for component in [*TRAINABLE, FollowUpClassifier]:
        make(component).train(data)
    make(QuestionSplitter).train(data, SpacyModel(nlp, "test"))
    return folder, data


@pytest.fixture
def trained(trained_once: tuple[Path, TrainingData], tmp_path: Path) -> TrainingData:
    """What `make` loads is trained: a copy, since a test may train again."""
    folder, data = trained_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return data


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_registered_with_rasa(component: type[GraphComponent]) -> None:
    assert component.__name__ in DefaultV1Recipe._registered_components


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_component_takes_any_text_and_keeps_it(component: type[GraphComponent], text: str, make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, text)
    config = {"model": str(LANGUAGE)} if component is MessageSpacy else {}
    [processed] = run(make(component, load=issubclass(component, TrainedComponent), **config), nlp, [found])
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
    run(make(SafetyScreen, load=True), nlp, [found])
    assert found.get(INTENT)["name"] == "crisis"
    assert found.get(DANGER)["level"] == "crisis"


def test_screen_alone_says_whether_there_is_danger(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how many sessions")
    make(TopicClassifier, load=True).process([found])
    run(make(SafetyScreen, load=True), nlp, [found])
    assert found.get(DANGER)["level"] == "none"
    assert "crisis" not in [r["name"] for r in found.get(INTENT_RANKING_KEY)]


@pytest.mark.parametrize(("when", "level"), [("in 1998 i had suicidal thoughts. ", "unsure"), ("i have suicidal thoughts. ", "crisis")])
def test_a_pattern_counts_less_where_it_was_years_ago_and_the_model_finds_no_danger(
    when: str, level: str, make: Make, nlp: Language, trained: TrainingData
) -> None:
    found = prepared(make, nlp, when + "what is it, how many sessions, how many months, how long does it last, tell me what it is, explain this therapy")
    screen = make(SafetyScreen, load=True)
    screen._config["unsure_at"] = 0.9
    screen._config["crisis_at"] = 0.95
    run(screen, nlp, [found])
    assert found.get(DANGER)["level"] == level


def test_a_denial_of_danger_is_answered_with_the_support_line(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "i don't want to kill myself, i want to know how long it lasts")
    run(make(SafetyScreen, load=True, denied_at=1.1), nlp, [found])
    assert found.get(DANGER)["level"] == "unsure"


@pytest.mark.parametrize(
    ("before", "text", "level"),
    [
        ("crisis", "what do i do", "crisis"),
        ("definition", "what do i do", "none"),
        ("crisis", "how many sessions", "none"),
        ("crisis", "no, i would never hurt myself. how many sessions", "unsure"),
    ],
)
def test_right_after_danger_what_still_speaks_of_it_is_danger_and_a_denial_is_not(
    before: str, text: str, level: str, make: Make, nlp: Language, trained: TrainingData
) -> None:
    tracker = DialogueStateTracker("conversation", [])
    tracker.update(UserUttered("i said it before", {"name": before, "confidence": 1.0}))
    found = prepared(make, nlp, text)
    make(SafetyScreen, load=True, crisis_at=1.1, short_at=1.1, unsure_at=1.1, denied_at=1.1).process([found], tracker)
    assert found.get(DANGER)["level"] == level


@pytest.mark.parametrize(("short", "level"), [(3, "unsure"), (2, "crisis")])
def test_a_short_message_needs_a_score_of_its_own(short: int, level: str, make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how many sessions")
    run(make(SafetyScreen, load=True, crisis_at=0.0, unsure_at=0.0, short_at=1.1, short=short), nlp, [found])
    assert found.get(DANGER)["level"] == level


def test_screen_without_crisis_examples_leaves_intents_alone(make: Make, nlp: Language) -> None:
    data = training_data(nlp)
    others = TrainingData([e for e in data.training_examples if e.get(INTENT) != "crisis"])
    make(SafetyScreen).train(featurized(make, others))
    found = prepared(make, nlp, "i want to kill my account")
    found.set(INTENT, {"name": "close_account", "confidence": 0.9})
    run(make(SafetyScreen, load=True), nlp, [found])
    assert found.get(INTENT)["name"] == "close_account"


def test_extractor_gives_the_content_id_as_value(make: Make, nlp: Language) -> None:
    found = message(nlp, "is sea b t good for anxiety")
    run(make(VocabularyExtractor, dimensions=None), nlp, [found])
    assert [(e["entity"], e["value"]) for e in found.get(ENTITIES)] == [("therapy", "cbt"), ("condition", "anxiety")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("is it good for anxeity", "anxiety"),
        ("my bulemia", "eating_disorders"),
        ("scitzophrenia", "schizophrenia"),
        ("cognitive behavorial therapy", "cbt"),
        ("psycodynamic therapy", "psychodynamic_therapy"),
        ("pyschoanalysis", "psychoanalysis"),
    ],
)
def test_misspelt_names_are_found(make: Make, nlp: Language, trained: TrainingData, text: str, value: str) -> None:
    found = prepared(make, nlp, text)
    run(make(VocabularyExtractor, dimensions=None), nlp, [found])
    assert value in [entity["value"] for entity in found.get(ENTITIES)]


@pytest.mark.parametrize(
    ("text", "corrected", "written"),
    [
        ("is it for panik atacks please", "is it for panic attacks please", "panik atacks"),
        ("sesions'n'help for panik", "sessions'help for panic", None),  # two words become one: whatever place it gets, the message goes on
    ],
)
def test_vocabulary_is_found_in_the_corrected_spelling_where_it_was_written(make: Make, nlp: Language, text: str, corrected: str, written: str | None) -> None:
    found = message(nlp, text)
    found.set(CORRECTED, [corrected])
    run(make(VocabularyExtractor, dimensions=None), nlp, [found])
    entities = [entity for entity in found.get(ENTITIES) if entity["value"] == "panic_disorder"]
    assert len(entities) == 1
    if written:
        assert text[entities[0]["start"] : entities[0]["end"]] == written


def after(topic: str) -> DialogueStateTracker:
    """A conversation whose last answer was about a topic."""
    tracker = DialogueStateTracker("conversation", [AnySlot("context", mappings=[{}])])
    tracker.update(SlotSet("context", {"topic": topic, "last": topic}))
    return tracker


@pytest.mark.parametrize(("before", "meant"), [("duration", "definition"), ("definition", "duration")])
def test_a_follow_up_means_what_was_said_before(before: str, meant: str, make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "and the other one" if before == "duration" else "same for it")
    make(TopicClassifier, load=True).process([found])
    make(FollowUpClassifier, load=True, alone_weight=0.0).process([found], after(before))
    assert found.get(INTENT)["name"] == meant
    assert sum(r["confidence"] for r in found.get(INTENT_RANKING_KEY)) == pytest.approx(1)


def test_a_first_message_is_read_by_itself(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how many sessions")
    make(TopicClassifier, load=True).process([found])
    ranking = found.get(INTENT_RANKING_KEY)
    make(FollowUpClassifier, load=True).process([found], DialogueStateTracker("conversation", []))
    assert found.get(INTENT_RANKING_KEY) == ranking


def test_several_questions_are_likelier_in_a_message_that_asks_two(make: Make, nlp: Language, trained: TrainingData) -> None:
    likely = []
    for text in ("what is it and how many months does it last", "what is it"):
        found = prepared(make, nlp, text)
        make(SeveralClassifier, load=True).process([found])
        likely.append(found.get(SEVERAL_KEY))
    assert likely[0] > likely[1]


@pytest.mark.parametrize(("loose", "kept"), [(False, 1), (True, 0)])
def test_a_message_that_hardly_asks_several_things_keeps_its_short_questions_but_no_fragments(
    loose: bool, kept: int, make: Make, nlp: Language, trained: TrainingData
) -> None:
    found = prepared(make, nlp, "what is it, thanks")
    found.set(QUESTIONS, [{"text": "thanks", "start": 12, "end": 18, "loose": loose}])
    make(SeveralClassifier, load=True, likely=1.1).process([found])
    assert len(found.get(QUESTIONS)) == kept


def test_marked_questions_are_learnt_with_their_own_topics(make: Make, nlp: Language) -> None:
    examples = [e for e in training_data(nlp).training_examples if e.get(ENTITIES)]
    data = featurized(make, TrainingData(examples))
    make(TopicClassifier).train(data)
    found = prepared(make, nlp, "how long does it last")
    make(TopicClassifier, load=True).process([found])
    assert found.get(INTENT)["name"] == "duration"


def test_a_second_question_is_read_in_the_light_of_the_first(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = prepared(make, nlp, "how long does it last? and the other one?")
    make(TopicClassifier, load=True).process([found])
    make(FollowUpClassifier, load=True, alone_weight=0.0).process([found], DialogueStateTracker("conversation", []))
    assert [question["ranking"][0]["name"] for question in found.get(QUESTIONS)] == ["duration", "definition"]


def test_questions_are_told_apart_as_the_marked_ones_are(make: Make, nlp: Language, trained: TrainingData) -> None:
    found = message(nlp, "what is it and how long does it last")
    run(make(QuestionSplitter, load=True), nlp, [found])
    assert [question["text"] for question in found.get(QUESTIONS)] == ["what is it", "and how long does it last"]

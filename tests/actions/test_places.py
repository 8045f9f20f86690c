import pytest

from actions.content.loader import load_article
from actions.dialogue import Context, Reply
from actions.places import listed
from tests.actions.questions import UNLIKELY, answer, asking

FEATURES = load_article().topics["key_features"].lists


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("more on the third one", 3),
        ("number five?", 5),
        ("the 2nd", 2),
        ("4", 4),
        ("and 6?", 6),
        ("#7", 7),
        ("what was the first again", 1),
        ("the last one please", 7),
    ],
)
def test_an_item_of_the_list_is_meant_by_its_place(text: str, place: int) -> None:
    assert listed(text, Context("key_features"), load_article()) == FEATURES[place - 1]


def test_the_list_is_remembered_while_its_items_are_spoken_of() -> None:
    context = Context("feature_patterns")
    assert listed("number five?", context, load_article()) == FEATURES[4]
    assert listed("next one", context, load_article()) == FEATURES[3]


def test_what_was_offered_comes_before_what_was_listed() -> None:
    assert listed("the second", Context("key_features", offered=("duration", "cbt_duration")), load_article()) == "cbt_duration"


@pytest.mark.parametrize(
    "text",
    [
        "what happens in the first session",
        "number nine",
        "who came first at the last meeting",
        "is it one on one",
        "my third week, how long does it go on in all",
    ],
)
def test_other_numbers_mean_no_item(text: str) -> None:
    assert listed(text, Context("key_features"), load_article()) is None


def test_without_a_list_no_item_is_meant() -> None:
    assert listed("the third one", Context("duration"), load_article()) is None


def test_the_item_is_answered() -> None:
    assert answer(asking("more on the third one", "more"), Context("key_features")) == [Reply("feature_patterns")]


def test_a_plain_question_that_holds_an_ordinal_is_answered_itself() -> None:
    assert answer(asking("who wrote it first", "sources"), Context("key_features")) == [Reply("sources")]


def test_a_condition_that_no_name_is_known_of_is_said_to_be_none_that_the_article_names() -> None:
    replies = answer(asking("and for tinnitus?", "conditions", at=UNLIKELY), Context("conditions", condition="ptsd"))
    assert replies == [Reply("conditions", subject="conditions.unknown")]

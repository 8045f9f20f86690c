"""From what Rasa uttered to the answers of the API."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from actions.content.loader import load_article
from actions.content.models import Article
from archway.channel.answers import answers, source

MESSAGE = UUID("6e6a44f4-0cbb-4a4b-8b77-2d7f5f8a3d10")
FIELDS = {"id", "text", "topic", "aspect", "condition", "covered", "support", "source", "suggestions"}


@pytest.fixture
def article() -> Article:
    return load_article()


def answer(utterance: dict[str, Any], support: bool = False, url: str | None = None) -> dict[str, Any]:
    (only,) = answers([utterance], MESSAGE, load_article(), support, url)
    return only


def test_an_answer_has_the_fields_of_the_contract_whatever_was_uttered() -> None:
    assert answer({}).keys() == FIELDS
    assert answer({"text": "Hello.", "topic": "greet", "section": "what-is", "something": "else"}).keys() == FIELDS


def test_metadata_becomes_the_fields_of_the_answer() -> None:
    found = answer({"text": "It is shorter.", "topic": "vs_cbt", "aspect": "length", "condition_id": "ptsd", "uncovered": True})
    assert (found["text"], found["topic"], found["aspect"], found["condition"], found["covered"]) == ("It is shorter.", "vs_cbt", "length", "ptsd", False)


def test_without_metadata_an_answer_is_covered_and_has_nothing_special() -> None:
    found = answer({"text": "Hello."})
    assert (found["aspect"], found["condition"], found["covered"], found["support"]) == (None, None, True, False)
    assert (found["source"], found["suggestions"]) == (None, [])


def test_without_a_topic_the_response_names_it() -> None:
    assert answer({"text": "Hello.", "utter_action": "utter_greet"})["topic"] == "greet"


def test_a_topic_wins_over_the_name_of_the_response() -> None:
    assert answer({"text": "No.", "topic": "not_covered", "utter_action": "utter_not_covered_subject"})["topic"] == "not_covered"


def test_an_utterance_without_text_gives_an_empty_text() -> None:
    assert answer({"text": None, "topic": "greet"})["text"] == ""


def test_buttons_become_suggestions_without_the_slash() -> None:
    found = answer({"text": "Hello.", "buttons": [{"title": "What is it?", "payload": "/definition"}, {"title": "How long?", "payload": "/duration"}]})
    assert found["suggestions"] == [{"title": "What is it?", "choice": "definition"}, {"title": "How long?", "choice": "duration"}]


@pytest.mark.parametrize("buttons", [None, []])
def test_no_buttons_are_no_suggestions(buttons: list[Any] | None) -> None:
    assert answer({"text": "Hello.", "buttons": buttons})["suggestions"] == []


def test_answers_keep_their_order(article: Article) -> None:
    found = answers([{"text": "One.", "topic": "duration"}, {"text": "Two.", "topic": "goals"}], MESSAGE, article, False, None)
    assert [(a["text"], a["topic"]) for a in found] == [("One.", "duration"), ("Two.", "goals")]


def test_nothing_uttered_is_no_answer(article: Article) -> None:
    assert answers([], MESSAGE, article, False, None) == []


def test_ids_follow_from_the_message_so_that_they_are_the_same_every_time(article: Article) -> None:
    uttered = [{"text": "One."}, {"text": "Two."}]
    first, again = (answers(uttered, MESSAGE, article, False, None) for _ in range(2))
    assert [a["id"] for a in first] == [a["id"] for a in again] == [str(uuid5(MESSAGE, "0")), str(uuid5(MESSAGE, "1"))]


def test_a_support_line_is_joined_to_the_answer_before_it(article: Article) -> None:
    uttered: list[dict[str, Any]] = [{"text": "One.", "topic": "duration"}, {"text": "Two.", "topic": "goals"}, {"text": "Help is there.", "support": True}]
    first, second = answers(uttered, MESSAGE, article, False, None)
    assert (first["text"], first["support"]) == ("One.", False)
    assert (second["text"], second["topic"], second["support"]) == ("Two.\n\nHelp is there.", "goals", True)


def test_a_support_line_with_nothing_before_it_stands_alone() -> None:
    found = answer({"text": "Help is there.", "utter_action": "utter_support_line", "support": True})
    assert (found["text"], found["support"]) == ("Help is there.", True)


def test_joining_a_support_line_leaves_the_utterances_as_they_were(article: Article) -> None:
    uttered: list[dict[str, Any]] = [{"text": "One."}, {"text": "Help is there.", "support": True}]
    answers(uttered, MESSAGE, article, False, None)
    assert uttered == [{"text": "One."}, {"text": "Help is there.", "support": True}]


def test_a_crisis_answer_has_support() -> None:
    assert answer({"text": "Call.", "utter_action": "utter_crisis"})["support"] is True


def test_once_support_is_due_every_answer_has_it(article: Article) -> None:
    found = answers([{"text": "One."}, {"text": "Two."}], MESSAGE, article, True, None)
    assert [a["support"] for a in found] == [True, True]


def test_a_section_becomes_the_source(article: Article) -> None:
    for section, title in article.sections.items():
        found = answer({"text": "It is.", "section": section})["source"]
        assert found.keys() == {"title", "author", "section", "section_title", "reviewed_on", "url"}
        assert (found["section"], found["section_title"]) == (section, title)
        assert (found["title"], found["author"]) == (article.article.title, article.article.author)


def test_no_section_is_no_source(article: Article) -> None:
    assert source(article, None, "https://example.org") is None


def test_the_address_that_was_set_is_the_one_of_the_source(article: Article) -> None:
    found = source(article, "what-is", "https://example.org/article")
    assert found and found["url"] == "https://example.org/article"


def test_without_one_the_article_gives_its_own_address(article: Article) -> None:
    published = article.copy(update={"article": article.article.copy(update={"url": "https://example.org/own"})})
    found = source(published, "what-is", None)
    assert found and found["url"] == "https://example.org/own"


def test_the_day_of_review_is_written_as_a_date(article: Article) -> None:
    reviewed = article.copy(update={"article": article.article.copy(update={"reviewed_on": date(2024, 3, 9)})})
    found = source(reviewed, "what-is", None)
    assert found and found["reviewed_on"] == "2024-03-09"


def test_a_day_of_review_that_nobody_gave_is_null(article: Article) -> None:
    unknown = article.copy(update={"article": article.article.copy(update={"reviewed_on": None})})
    found = source(unknown, "what-is", None)
    assert found and found["reviewed_on"] is None

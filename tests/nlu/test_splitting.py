import pytest
from spacy.language import Language

from archway.nlu.splitting import split


def parts(nlp: Language, text: str) -> list[str]:
    return [segment.text for segment in split(nlp(text)) if not segment.loose]


def fragments(nlp: Language, text: str) -> list[str]:
    return [segment.text for segment in split(nlp(text)) if segment.loose]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("What is it? How long does it last?", ["What is it", "How long"]),
        ("what is it and how long does it last", ["what is it", "how long"]),
        ("what does the therapist do and what should i say", ["what does", "what should"]),
        ("who wrote this, and what is free association", ["who wrote", "what is free"]),
        ("is it like cbt also does it help with panic", ["is it like", "does it help"]),
        ("1) what is it 2) who is it for", ["what is it", "who is it"]),
    ],
)
def test_separate_questions_are_found(nlp: Language, text: str, starts: list[str]) -> None:
    found = parts(nlp, text)
    assert len(found) == len(starts)
    for part, start in zip(found, starts, strict=True):
        assert start in part


@pytest.mark.parametrize(
    "text",
    [
        "what is psychodynamic therapy",
        "does it help with anxiety and depression",
        "what's the difference between psychoanalysis and what you do",
        "is it weeks or is it years",
        "hello, how does it work?",
        "My sister went. She liked it. How long does it last?",
        "CBT and psychoanalysis",
        "",
        "?!",
    ],
)
def test_one_question_is_not_split(nlp: Language, text: str) -> None:
    assert parts(nlp, text) == []


def test_offsets_point_into_the_message(nlp: Language) -> None:
    text = "so, what is it and how long does it last?"
    for segment in split(nlp(text)):
        assert text[segment.start : segment.end] == segment.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cost and duration?", ["cost", "duration"]),
        ("the benefits, the length", ["the benefits", "the length"]),
        ("what is it", []),
        ("what is it and how long does it last", []),
        ("one, two, three, four, five", []),
        ("word " * 30 + "and word", []),
    ],
)
def test_fragments_are_given_only_for_short_lists_without_questions(nlp: Language, text: str, found: list[str]) -> None:
    assert fragments(nlp, text) == found

"""What is taken out of a text before it is stored, and what is not."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archway.channel.redaction import CARD, EMAIL, PHONE, redact
from archway.nlu import danger

SETS = Path(__file__).parents[1] / "understanding"


@pytest.mark.parametrize(
    "address",
    [
        "me@example.org",
        "John.Doe+news@mail.example.co.uk",
        "o'neill@example.ie",
        "josé@exámple.es",
        "me @ example.org",
        "me (at) example.org",
        "me[at]example[dot]org",
        "me at example dot com",
        "me at mail dot example dot co dot uk",
        "me＠example.org",
    ],
)
def test_an_email_address_is_taken_out(address: str) -> None:
    assert redact(f"write to {address}, please") == f"write to {EMAIL}, please"


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "+44 7700 900123",
        "+44 (0)20 7946 0018",
        "0044 20 7946 0018",
        "(555) 123-4567",
        "555-123-4567",
        "555.123.4567",
        "555-1234",
        "+1 (555) 123-4567",
        "+15551234567",
        "01.23.45.67.89",
        "+49 30/901820",
        "+353 1 234 567",
        "0 7 7 0 0 9 0 0 1 2 3",
        "٠٧٧٠٠٩٠٠١٢٣",
        "0770\u200d0900\u200d123",
    ],
)
def test_a_phone_number_is_taken_out(number: str) -> None:
    assert redact(f"call {number}, please") == f"call {PHONE}, please"


@pytest.mark.parametrize("number", ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "378282246310005", "6011000990139424", "4222222222222"])
def test_a_card_number_is_taken_out(number: str) -> None:
    assert redact(f"my card is {number}.") == f"my card is {CARD}."


def test_a_long_number_that_is_no_card_is_taken_out_too() -> None:
    assert redact("4111 1111 1111 1112") == PHONE


def test_a_number_is_found_wherever_it_stands() -> None:
    assert redact("is07700900123ok") == f"is{PHONE}ok"
    assert redact("born 1990-05-04, 07700900123 or me@example.org") == f"born 1990-05-04, {PHONE} or {EMAIL}"


@pytest.mark.parametrize(
    "text",
    [
        "i'm 15",
        "call 988 or 911, 999, 112, 000",
        "116 123",
        "13 11 14",
        "0800 1111",
        "text HOME to 741741",
        "took 40 pills of 500 mg at 10:30",
        "2024-01-15 14:30:00",
        "from 12/03/2024 to 15.03.2024",
        "1/2/99",
        "between 1995-2001",
        "in 2019 2020 2021 2022",
        "10-12 sessions of 45-50 minutes",
        "£1,000,000,000",
        "look at psychology.com",
        "I look at things. Then nothing",
        "meet me at 5 dot",
        "@someone said hi",
        "a@b",
        "",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert redact(text) == text


def test_no_message_of_the_test_sets_is_changed_so_the_screen_sees_them_whole() -> None:
    texts = [value for file in SETS.glob("*.jsonl") for line in file.read_text().splitlines() for value in json.loads(line).values() if isinstance(value, str)]
    assert len(texts) > 1000
    assert [text for text in texts if redact(text) != text] == []


@pytest.mark.parametrize(
    "text", ["I took all my pills, call me on 07700 900123", "me@example.org i want to die", "07700900123 kms", "took 40 pills 0770090012345"]
)
def test_danger_beside_a_number_is_still_seen(text: str) -> None:
    assert danger.match(redact(text)) == danger.match(text)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text(st.sampled_from("0123456789 +-().@/at dot[]com\u200d2024"), max_size=80))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize("text", ["1 " * 500, "a@" * 500, "a." * 500, "-1" * 500, "a at b dot " * 90, "(" * 1000, "1" * 1000, "2019-" * 200, " " * 1000])
def test_hostile_text_is_redacted_too(text: str) -> None:
    redact(text)  # the time limit of every test is what this one is about

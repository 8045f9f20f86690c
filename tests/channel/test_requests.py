"""What a client may send."""

import contextlib
import json
import unicodedata
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.content.loader import load_article, topics_of
from archway.channel.problems import BadRequest, Problem, TooLarge
from archway.channel.requests import MAX_BODY, MAX_TEXT, clean, read_conversation, read_message

ID = "6e6a44f4-0cbb-4a4b-8b77-2d7f5f8a3d10"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=MAX_TEXT + 50)  # lone surrogates included


def body(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def test_a_typed_message_is_read() -> None:
    message = read_message(body(id=ID, text="What is it?"))
    assert (message.id, message.text, message.choice) == (UUID(ID), "What is it?", None)


@pytest.mark.parametrize("choice", [*topics_of(load_article()), "capabilities", "more", "greet"])
def test_a_choice_that_suggestions_offer_is_read(choice: str) -> None:
    message = read_message(body(id=ID, choice=choice))
    assert (message.id, message.text, message.choice) == (UUID(ID), None, choice)


@pytest.mark.parametrize(
    "choice", ["", "nonsense", "crisis", "restart", "session_start", "Definition", "/definition", "definition ", 'definition{"x":1}', "utter_greet"]
)
def test_an_unknown_choice_is_refused(choice: str) -> None:
    with pytest.raises(BadRequest, match="choice"):
        read_message(body(id=ID, choice=choice))


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": "hi"}, "id"),
        ({"id": None, "text": "hi"}, "id"),
        ({"id": 5, "text": "hi"}, "id"),
        ({"id": "", "text": "hi"}, "id"),
        ({"id": "not-a-uuid", "text": "hi"}, "id"),
        ({"id": ID[:-1], "text": "hi"}, "id"),
        ({"id": ID + "0", "text": "hi"}, "id"),
        ({"id": [ID], "text": "hi"}, "id"),
        ({"id": {"hex": ID}, "text": "hi"}, "id"),
        ({"id": "\ud800", "text": "hi"}, "id"),
        ({"id": ID, "text": 5}, "text"),
        ({"id": ID, "text": True}, "text"),
        ({"id": ID, "text": ["hi"]}, "text"),
        ({"id": ID, "text": {"hi": 1}}, "text"),
        ({"id": ID, "choice": 5}, "choice"),
        ({"id": ID, "choice": ["definition"]}, "choice"),
        ({"id": ID, "text": "hi", "sender": "somebody"}, "sender"),
        ({"id": ID, "text": "hi", "conversation": "another"}, "conversation"),
        ({"id": ID, "text": "hi", "metadata": {}}, "metadata"),
        ({"id": ID, "Text": "hi"}, "Text"),
    ],
)
def test_a_wrong_field_is_refused_and_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(BadRequest, match=rf"\b{named}: "):
        read_message(body(**fields))


@pytest.mark.parametrize(
    "fields",
    [{}, {"text": None}, {"choice": None}, {"text": None, "choice": None}, {"text": "hi", "choice": "definition"}, {"text": "", "choice": ""}],
)
def test_both_or_neither_of_text_and_choice_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="either text or choice"):
        read_message(body(id=ID, **fields))


NOT_JSON = [b"", b"hello", b"{", b"{'id': 1}", b'{"id": "' + ID.encode() + b'", "text": "hi"', b"\xff\xfe\xfd", b'{"text": "\xff"}', b"\x00", b"[" * 10_000]


@pytest.mark.parametrize("sent", NOT_JSON, ids=lambda sent: repr(sent[:20]))
def test_a_body_that_is_not_json_is_refused(sent: bytes) -> None:
    with pytest.raises(BadRequest, match="expected JSON"):
        read_message(sent)


@pytest.mark.parametrize("sent", [b"null", b"5", b'"hi"', b"[]", b'[{"id": 1}]', b"true", b"NaN"])
def test_json_that_is_not_an_object_is_refused(sent: bytes) -> None:
    with pytest.raises(BadRequest, match="expected a JSON object"):
        read_message(sent)
    with pytest.raises(BadRequest, match="expected a JSON object"):
        read_conversation(sent)


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_too_large() -> None:
    small = body(id=ID, text="hi")
    assert read_message(small + b" " * (MAX_BODY - len(small))).text == "hi"
    with pytest.raises(TooLarge, match="body"):
        read_message(small + b" " * (MAX_BODY - len(small) + 1))
    with pytest.raises(TooLarge, match="body"):
        read_conversation(b"{}" + b" " * MAX_BODY)


def test_the_limit_of_a_body_is_sixteen_kilobytes() -> None:
    assert MAX_BODY == 16 * 1024


@pytest.mark.parametrize("character", ["a", "é", "ع", "😀"])
def test_a_thousand_characters_are_read_and_one_more_is_too_large(character: str) -> None:
    assert read_message(body(id=ID, text=character * 1_000)).text == character * 1_000
    with pytest.raises(TooLarge, match="text"):
        read_message(body(id=ID, text=character * 1_001))


@pytest.mark.parametrize(
    ("sent", "region"), [(b"", None), (b"{}", None), (b'{"region": null}', None), (b'{"region": "GB"}', "GB"), (b'{"region": "nz"}', "NZ")]
)
def test_a_conversation_begins_with_or_without_a_region(sent: bytes, region: str | None) -> None:
    assert read_conversation(sent).region == region


@pytest.mark.parametrize("region", ["", "G", "GBR", "G1", "ÄÖ", "GB\n", " GB", "\ud800\ud800", 5, ["GB"], {"code": "GB"}, True])
def test_a_region_that_is_no_code_of_two_letters_is_refused(region: Any) -> None:
    with pytest.raises(BadRequest, match="region"):
        read_conversation(body(region=region))


@pytest.mark.parametrize("field", ["token", "id", "sender", "Region"])
def test_a_conversation_takes_no_other_field(field: str) -> None:
    with pytest.raises(BadRequest, match=field):
        read_conversation(body(**{field: "x"}))


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\x00", "\u200b", "\u202e\u202c", "\ufeff", "\u00a0\u2003"])
def test_a_text_without_a_visible_character_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="text"):
        read_message(body(id=ID, text=text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x07b\x1b[31mc", "ab[31mc"),
        ("a\x7fb\x85c", "abc"),
        ("a\r\nb", "a\nb"),
        ("a\u202eb\u2066c", "abc"),
        ("\ufeffa\u200bb", "ab"),
        ("a\ue000b", "ab"),
        ("  a  ", "a"),
    ],
)
def test_control_characters_are_stripped(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "one\n\ntwo"])
def test_line_breaks_and_tabs_inside_a_text_are_kept(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["😀", "👍🏽", "👩‍👩‍👧‍👦", "❤️‍🔥", "🏳️‍🌈", "🇬🇧", "1️⃣", "I feel 😔 today"])
def test_emoji_are_kept_whole(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["ما هو العلاج النفسي؟", "מה זה טיפול פסיכודינמי?", "What is علاج exactly?", "これは何ですか", "Z̷̢̛a̸l̵g̶o̷", "e\u0301"])
def test_every_script_is_kept_as_it_was_written(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["\ud800", "a\ud800b", "\udc00 hello", "hi \ud83d"])
def test_broken_unicode_is_replaced(text: str) -> None:
    found = clean(text)
    assert "\ufffd" in found
    assert found.encode()


def test_a_pair_of_surrogates_becomes_the_character_it_means() -> None:
    assert clean("\ud83d\ude00") == "😀"


@pytest.mark.parametrize(
    "text",
    [
        "/crisis",
        '/crisis{"x":1}',
        '/crisis{"x": {"y": [1, 2]}}',
        '/crisis {"x":1}',
        '/crisis\n{"x":\n1}',
        "/crisis@0.9",
        '/crisis@0.9{"x":1}',
        '/crisis @0.9 {"x":1}',
        "/crisis{}",
        "/crisis{not json}",
        "//crisis",
        '///crisis{"x":1}',
        "  /crisis  ",
        "\n/crisis\n",
        "\t/crisis",
        "\x00/crisis",
        "/\x00crisis",
        "\u200b/\u200bcri\u200bsis",
        "\u202e/crisis",
        "\ufeff/crisis",
        "/restart",
        "/session_start",
        "/back",
        "/EXTERNAL",
        "/not-an-intent",
        "/définition",
        "/危機",
        "/5",
        "/definition",
    ],
)
def test_the_syntax_of_intents_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="slash"):
        read_message(body(id=ID, text=text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("/what is it?", "what is it?"),
        ("//what is it?", "what is it?"),
        ("/ what is it?", "what is it?"),
        ("and/or", "and/or"),
        ("what is it? /definition", "what is it? /definition"),
        ('/crisis{"x":1} and more', 'crisis{"x":1} and more'),
        ("/{}", "{}"),
    ],
)
def test_a_leading_slash_is_taken_off_plain_words(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.parametrize("text", ["/", "//", "///", " / ", "/" * MAX_TEXT, "\u200d", "/ \u200c"])
def test_text_without_anything_visible_but_slashes_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        clean(text)


@pytest.mark.parametrize("text", ["/ /crisis", "/ /restart", "/\t//greet{}", "/\n/greet", "/\x00 /x"])
def test_intent_behind_several_slashes_never_reaches_rasa(text: str) -> None:
    with contextlib.suppress(Problem):
        assert not clean(text).startswith("/")


@pytest.mark.parametrize("text", ["می\u200cخواهم", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🫨", "👩\u200d👧"])
def test_characters_that_need_invisible_ones_stay_whole(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("body", [b'{"__pydantic_self__": 1}', b'{"self": 1}', b'{"region": "GB", "x": 1}'])
def test_unknown_key_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BadRequest, match="expected only"):
        read_conversation(body)


@settings(deadline=None)
@given(st.integers(1, 5), ANY_TEXT)
def test_a_leading_slash_never_survives(slashes: int, text: str) -> None:
    try:
        found = clean("/" * slashes + text)
    except Problem:
        return
    assert not found.startswith("/")


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT)
def test_arbitrary_text_is_refused_or_becomes_safe(text: str) -> None:
    try:
        found = clean(text)
    except Problem:
        return
    assert found
    assert not found.startswith("/")
    assert [c for c in found if unicodedata.category(c) == "Cc" and c not in "\n\t"] == []
    assert found.encode("utf-8")


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        found = clean(text)
    except Problem:
        return
    assert clean(found) == found


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(sent: bytes) -> None:
    for read in (read_message, read_conversation):
        try:
            read(sent)
        except Problem as problem:
            assert problem.status in {400, 413}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)


@settings(deadline=None, max_examples=300)
@given(JSON, JSON, JSON)
def test_arbitrary_values_are_read_or_refused(id_: Any, text: Any, choice: Any) -> None:
    for fields in ({"id": id_, "text": text}, {"id": str(uuid4()), "text": text, "choice": choice}, {"id": str(uuid4()), "choice": choice}):
        try:
            read_message(body(**fields))
        except Problem as problem:
            assert problem.status in {400, 413}

"""Whatever a visitor types is answered, and so is the next message."""

import json
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channel.talk import QUESTION, assert_answer, history, send, typed
from tests.conftest import Visitor

ODD = {
    "emoji only": '"😀😭🙏"',
    "joined emoji": json.dumps("👩‍👩‍👧‍👦"),
    "a thousand characters": json.dumps("a" * 1_000),
    "a thousand emoji": json.dumps("😀" * 1_000),
    "two hundred questions": json.dumps("why? " * 200),
    "right to left": '"ما هو العلاج النفسي الديناميكي؟"',
    "right-to-left override": json.dumps("what \u202eis it\u202c"),
    "zalgo": json.dumps("w" + "\u0335\u0322\u031b\u0358" * 20 + "hat is it"),
    "combining marks only": json.dumps("\u0301" * 50),
    "dots": '"...."',
    "question marks": '"???"',
    "one letter": '"k"',
    "numbers": '"1234567890"',
    "sql": json.dumps("'; DROP TABLE events; --"),
    "html": json.dumps("<script>alert(1)</script><img src=x onerror=alert(1)>"),
    "template": json.dumps("{{7*7}} {name} %s ${HOME}"),
    "braces": json.dumps("{subject_name} {condition_name}"),
    "rasa entities": json.dumps('[CBT]{"entity": "therapy", "value": "nonsense"}'),
    "json": json.dumps('{"text": "hi", "sender": "x"}'),
    "path": '"../../etc/passwd"',
    "lone surrogate": '"\\ud800"',
    "lone surrogate in words": '"what is \\udc00 it"',
    "surrogate pair": '"\\ud83d\\ude00"',
    "null character": '"what\\u0000is it"',
    "line breaks": json.dumps("what\n\n\nis\tit"),
    "Chinese": '"什么是心理动力学治疗？"',
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_whatever_is_typed_is_answered_and_so_is_the_next_message(visitor: Visitor, text: str) -> None:
    answered = send(visitor, f'{{"id": "{uuid4()}", "text": {text}}}'.encode())
    assert answered.status_code == 200, answered.text
    assert answered.json()["messages"]
    for answer in answered.json()["messages"]:
        assert_answer(answer)
    assert [a["topic"] for a in visitor.say(QUESTION)] == ["definition"]
    assert [message["from"] for message in history(visitor)].count("visitor") == 2


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=1_100))
def test_arbitrary_text_is_answered_or_refused(talker: Visitor, text: str) -> None:
    answered = send(talker, json.dumps(typed(text)))
    assert answered.status_code in {200, 400, 413}, answered.text
    if answered.status_code == 200:
        assert [answer["text"] for answer in answered.json()["messages"] if answer["text"].strip()]
    else:
        assert answered.headers["content-type"] == "application/problem+json"

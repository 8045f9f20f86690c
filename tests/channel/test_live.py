"""The chat API of the running assistant, as a browser or a script sees it."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.content.loader import load_article, load_support, topics_of
from archway.channel.requests import MAX_BODY
from tests.channel.conftest import Welcome
from tests.conftest import Visitor

CRISIS = "I want to kill myself"
QUESTION = "What is psychodynamic therapy?"
ANSWER = {"id": str, "text": str, "topic": str, "aspect": str | None, "condition": str | None, "covered": bool, "support": bool}
ANSWER_FIELDS = {*ANSWER, "source", "suggestions"}
SOURCE_FIELDS = {"title", "author", "section", "section_title", "reviewed_on", "url"}


@pytest.fixture(scope="module")
def talker(assistant: str) -> Iterator[Visitor]:
    """One long conversation, for tests that don't mind what was said before."""
    visitor = Visitor(assistant)
    yield visitor
    visitor.http.close()


@pytest.fixture
def http(assistant: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=assistant, timeout=30) as client:
        yield client


def typed(text: str) -> dict[str, str]:
    return {"id": str(uuid4()), "text": text}


def send(visitor: Visitor, body: bytes | str, **headers: str) -> httpx.Response:
    """Post a body just as it is."""
    return visitor.http.post("v1/messages", content=body, headers={"Authorization": f"Bearer {visitor.token}", **headers})


def history(visitor: Visitor) -> list[dict[str, Any]]:
    answered = visitor.http.get("v1/messages", headers={"Authorization": f"Bearer {visitor.token}"})
    assert answered.status_code == 200, answered.text
    messages: list[dict[str, Any]] = answered.json()["messages"]
    return messages


def assert_problem(answered: httpx.Response, status: int, code: str) -> None:
    assert answered.status_code == status, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    problem = answered.json()
    assert problem.keys() == {"type", "title", "status", "detail", "code"}
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] and problem["title"] and problem["detail"]


def assert_answer(answer: dict[str, Any]) -> None:
    assert answer.keys() == ANSWER_FIELDS
    for field, kind in ANSWER.items():
        assert isinstance(answer[field], kind), field
    assert UUID(answer["id"]) and answer["text"] and answer["topic"]
    if answer["source"] is not None:
        assert answer["source"].keys() == SOURCE_FIELDS
    for suggestion in answer["suggestions"]:
        assert suggestion.keys() == {"title", "choice"}
        assert suggestion["title"] and not suggestion["choice"].startswith("/")


# conversations


def test_the_greeting_says_that_it_is_automated_and_no_emergency_service(visitor: Visitor) -> None:
    (greeting,) = visitor.greeting
    assert_answer(greeting)
    assert greeting["topic"] == "greet"
    assert "automated" in greeting["text"]
    assert "not an emergency service" in greeting["text"]


def test_a_new_conversation_gives_a_token_its_expiry_and_the_greeting(http: httpx.Client) -> None:
    started = http.post("v1/conversations", json={"region": "GB"})
    assert started.status_code == 201
    assert started.headers["content-type"] == "application/json"
    assert started.json().keys() == {"token", "expires_at", "messages"}


def test_a_conversation_starts_without_a_body(http: httpx.Client) -> None:
    assert http.post("v1/conversations").status_code == 201


@pytest.mark.parametrize("region", ["GBR", "", 5, "G1"])
def test_a_region_that_is_no_code_is_refused(http: httpx.Client, region: object) -> None:
    assert_problem(http.post("v1/conversations", json={"region": region}), 400, "bad_request")


def test_a_conversation_cannot_be_named_by_its_client(http: httpx.Client) -> None:
    assert_problem(http.post("v1/conversations", json={"id": "mine"}), 400, "bad_request")


def test_conversations_know_nothing_of_each_other(assistant: str, visitor: Visitor, welcome: Welcome) -> None:
    visitor.say("Unmistakable words of the first visitor")
    with_another_token = welcome(assistant)
    assert [message["from"] for message in history(with_another_token)] == ["assistant"]


# answers


def test_an_answer_has_exactly_the_fields_of_the_contract(visitor: Visitor) -> None:
    answered = visitor.post(typed(QUESTION))
    assert answered.headers["content-type"] == "application/json"
    assert answered.json().keys() == {"messages"}
    (answer,) = answered.json()["messages"]
    assert_answer(answer)
    assert (answer["topic"], answer["covered"], answer["support"]) == ("definition", True, False)
    about = load_article().article
    assert (answer["source"]["title"], answer["source"]["author"], answer["source"]["section"]) == (about.title, about.author, "what-is")


def test_every_suggestion_of_an_answer_can_be_chosen(visitor: Visitor) -> None:
    (answer,) = visitor.say(QUESTION)
    assert answer["suggestions"]
    for suggestion in [*answer["suggestions"], *visitor.greeting[0]["suggestions"]]:
        for chosen in visitor.choose(suggestion["choice"]):
            assert_answer(chosen)


@pytest.mark.parametrize("choice", topics_of(load_article()))
def test_choosing_a_topic_gives_that_topic(talker: Visitor, choice: str) -> None:
    (answer,) = talker.choose(choice)
    assert_answer(answer)
    assert answer["topic"] == choice
    assert answer["source"]["section"] == topics_of(load_article())[choice].section


def test_several_questions_in_one_message_are_answered_one_by_one(visitor: Visitor) -> None:
    answers = visitor.say("What is psychodynamic therapy? And who wrote the article?")
    assert [answer["topic"] for answer in answers] == ["definition", "sources"]
    assert len({answer["id"] for answer in answers}) == 2


# the same message again


def test_the_same_id_and_text_twice_gives_the_same_answers_and_is_said_once(visitor: Visitor) -> None:
    body = typed(QUESTION)
    first, second = visitor.post(body), visitor.post(body)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert [message["id"] for message in history(visitor)].count(body["id"]) == 1
    assert len(history(visitor)) == 3


def test_an_earlier_message_sent_again_gives_its_own_answers(visitor: Visitor) -> None:
    body = typed(QUESTION)
    first = visitor.post(body).json()
    visitor.say("How long does it last?")
    before = history(visitor)
    assert visitor.post(body).json() == first
    assert history(visitor) == before


def test_the_same_choice_twice_is_said_once(visitor: Visitor) -> None:
    body = {"id": str(uuid4()), "choice": "duration"}
    assert visitor.post(body).json() == visitor.post(body).json()
    assert len(history(visitor)) == 3


def test_the_same_id_with_another_text_is_a_conflict_and_changes_nothing(visitor: Visitor) -> None:
    body = typed(QUESTION)
    visitor.post(body)
    before = history(visitor)
    assert_problem(visitor.post({**body, "text": "How long does it last?"}), 409, "conflict")
    assert_problem(visitor.post({"id": body["id"], "choice": "duration"}), 409, "conflict")
    assert history(visitor) == before


def test_the_same_id_in_two_conversations_is_no_conflict(assistant: str, visitor: Visitor, welcome: Welcome) -> None:
    body = typed(QUESTION)
    assert visitor.post(body).status_code == 200
    assert welcome(assistant).post({**body, "text": "How long does it last?"}).status_code == 200


def test_the_same_message_sent_twice_at_once_is_answered_alike_and_said_once(visitor: Visitor) -> None:
    body, together = typed(QUESTION), Barrier(2)

    def post(_: int) -> httpx.Response:
        together.wait()
        return visitor.post(body)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(post, range(2))
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert [message["from"] for message in history(visitor)] == ["assistant", "visitor", "assistant"]


def test_different_messages_sent_at_once_are_all_answered_and_kept(visitor: Visitor) -> None:
    bodies = [typed(QUESTION), typed("How long does it last?"), typed("Who wrote the article?")]
    with ThreadPoolExecutor(3) as threads:
        answered = list(threads.map(visitor.post, bodies))
    assert [a.status_code for a in answered] == [200] * 3
    assert [a.json()["messages"][0]["topic"] for a in answered] == ["definition", "duration", "sources"]
    said = history(visitor)
    assert {message["id"] for message in said if message["from"] == "visitor"} == {body["id"] for body in bodies}
    for body, answers in zip(bodies, answered, strict=True):
        at = [message["id"] for message in said].index(body["id"])
        assert said[at + 1]["id"] == answers.json()["messages"][0]["id"]


# history


def test_history_starts_with_the_greeting(visitor: Visitor) -> None:
    (greeting,) = history(visitor)
    assert (greeting["from"], greeting["text"]) == ("assistant", visitor.greeting[0]["text"])


def test_history_tells_what_was_said_oldest_first(visitor: Visitor) -> None:
    asked, chosen = typed(QUESTION), {"id": str(uuid4()), "choice": "duration"}
    first, second = visitor.post(asked).json()["messages"], visitor.post(chosen).json()["messages"]
    greeting, *said = history(visitor)
    assert said == [
        {"from": "visitor", **asked},
        *({"from": "assistant", **answer} for answer in first),
        {"from": "visitor", **chosen},
        *({"from": "assistant", **answer} for answer in second),
    ]


def test_a_refused_message_leaves_no_trace_in_history(visitor: Visitor) -> None:
    for refused in ["", "/crisis", "a" * 1_001]:
        assert visitor.post(typed(refused)).status_code in {400, 413}
    assert len(history(visitor)) == 1


# refusals


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nonsense", "Basic dTpw", "Bearer a.b.c"])
def test_without_a_token_nothing_is_said_or_shown(http: httpx.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    assert_problem(http.post("v1/messages", json=typed(QUESTION), headers=headers), 401, "unauthorized")
    assert_problem(http.get("v1/messages", headers=headers), 401, "unauthorized")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_altered_token_is_refused(visitor: Visitor, part: int) -> None:
    parts = visitor.token.split(".")
    parts[part] = parts[part][:5] + ("A" if parts[part][5] != "A" else "B") + parts[part][6:]
    assert_problem(visitor.post(typed(QUESTION), token=".".join(parts)), 401, "unauthorized")
    assert len(history(visitor)) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost", "file://"])
def test_a_foreign_origin_is_refused(visitor: Visitor, origin: str) -> None:
    assert_problem(send(visitor, json.dumps(typed(QUESTION)), Origin=origin), 403, "forbidden_origin")
    assert_problem(visitor.http.post("v1/conversations", json={}, headers={"Origin": origin}), 403, "forbidden_origin")
    assert len(history(visitor)) == 1


def test_an_origin_that_only_begins_like_its_own_is_refused(assistant: str, visitor: Visitor) -> None:
    own = assistant.removesuffix("/chat/")
    assert_problem(send(visitor, json.dumps(typed(QUESTION)), Origin=f"{own}.evil.example"), 403, "forbidden_origin")


def test_its_own_origin_is_allowed(assistant: str, visitor: Visitor) -> None:
    own = assistant.removesuffix("/chat/")
    assert send(visitor, json.dumps(typed(QUESTION)), Origin=own).status_code == 200


def test_a_text_over_a_thousand_characters_is_too_large(talker: Visitor) -> None:
    assert_problem(talker.post(typed("a" * 1_001)), 413, "too_large")


def test_a_body_over_sixteen_kilobytes_is_too_large(talker: Visitor) -> None:
    body = json.dumps(typed("hi"))
    assert send(talker, body.ljust(MAX_BODY)).status_code == 200
    assert_problem(send(talker, json.dumps(typed("hi")).ljust(MAX_BODY + 1)), 413, "too_large")
    assert_problem(talker.http.post("v1/conversations", content="{}".ljust(MAX_BODY + 1)), 413, "too_large")


@pytest.mark.parametrize("body", [b"", b"hello", b"{", b"\xff\xfe", b"id=1&text=hi", b"[" * 10_000, b"null", b"[]", b'"hi"'])
def test_a_body_that_is_no_json_object_is_refused(talker: Visitor, body: bytes) -> None:
    assert_problem(send(talker, body), 400, "bad_request")


@pytest.mark.parametrize("text", ["/crisis", '/crisis{"x":1}', '  /crisis {"x":1} ', "//restart", "/session_start", "\x00/crisis", "/definition"])
def test_an_intent_cannot_be_typed(talker: Visitor, text: str) -> None:
    assert_problem(talker.post(typed(text)), 400, "bad_request")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": 5},
        {"text": None},
        {"text": ""},
        {"text": "\u200b"},
        {"text": ["hi"]},
        {},
        {"text": "hi", "choice": "definition"},
        {"text": "hi", "sender": "somebody"},
        {"text": "hi", "\ud800": 1},
        {"choice": "nonsense"},
        {"choice": "crisis"},
        {"choice": "restart"},
        {"choice": "\ud800"},
        {"choice": 5},
        {"id": "not-a-uuid", "text": "hi"},
        {"id": None, "text": "hi"},
    ],
    ids=ascii,
)
def test_wrong_fields_are_refused(talker: Visitor, fields: dict[str, Any]) -> None:
    assert_problem(send(talker, json.dumps({"id": str(uuid4()), **fields})), 400, "bad_request")


# what else is served


def test_health_names_the_model_and_the_content(http: httpx.Client) -> None:
    answered = http.get("v1/health")
    assert answered.status_code == 200
    health = answered.json()
    assert health.keys() == {"ready", "model", "content"}
    assert health["ready"] is True
    assert health["model"] and health["content"]


def test_the_demo_page_holds_the_widget(http: httpx.Client) -> None:
    page = http.get("")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "<archway-chat" in page.text


@pytest.mark.parametrize("file", ["config.yml", "credentials.yml", "endpoints.yml", ".archway/signing-keys", "conversations.db", "archway/channel/web.py"])
@pytest.mark.parametrize(
    "up", ["..%2f", "../", "%2e%2e/", "%2e%2e%2f", "..%5c", "/..%2f", "/../", "/%2e%2e/", "x/..%2f..%2f", "..%2f..%2f", "%252e%252e%252f", "..;/"]
)
def test_nothing_outside_the_widget_folder_is_served(assistant: str, up: str, file: str) -> None:
    connection = HTTPConnection(httpx.URL(assistant).netloc.decode(), timeout=30)  # httpx would tidy the path up
    connection.request("GET", f"/chat/{up}{file}")
    answered = connection.getresponse()
    answered.read()
    connection.close()
    assert answered.status in {400, 404}


@pytest.mark.parametrize(
    "path", ["webhooks/rest/webhook", "webhooks/chat/webhook", "conversations/x/messages", "conversations/x/trigger_intent", "model/parse", "model/train"]
)
def test_no_other_door_of_rasa_is_open(assistant: str, path: str) -> None:
    answered = httpx.post(f"{assistant.removesuffix('chat/')}{path}", json={"sender": "x", "message": "hi", "text": "hi", "name": "greet"})
    assert answered.status_code == 404


# danger


@pytest.mark.parametrize("region", [None, "FR", *(code for code in load_support().regions if code != "unknown")])
def test_danger_is_answered_with_the_emergency_number_and_contacts_of_the_region(assistant: str, region: str | None, welcome: Welcome) -> None:
    expected = load_support().regions.get(region or "unknown", load_support().regions["unknown"])
    visitor = welcome(assistant, region)
    (answer,) = visitor.say(CRISIS)
    assert_answer(answer)
    assert (answer["topic"], answer["support"]) == ("crisis", True)
    for number in re.findall(r"\d{3}", expected.emergency):
        assert f"[{number}](tel:{number})" in answer["text"].partition("\n")[0]
    for contact in expected.contacts:
        assert contact.name in answer["text"]


@pytest.mark.parametrize("message", [CRISIS, "my husband hits me", "my friend says she wants to die", "I keep cutting myself", "I took all my pills"])
def test_every_kind_of_danger_gets_the_crisis_answer(talker: Visitor, message: str) -> None:
    assert [(a["topic"], a["support"]) for a in talker.say(message)] == [("crisis", True)]


def test_support_stays_once_danger_was_mentioned(visitor: Visitor) -> None:
    assert [a["support"] for a in visitor.say(QUESTION)] == [False]
    visitor.say(CRISIS)
    for said in [QUESTION, "thanks", "....", "What is psychodynamic therapy? And who wrote the article?"]:
        answers = visitor.say(said)
        assert all(answer["support"] for answer in answers), said
    assert all(answer["support"] for answer in visitor.choose("duration"))


def test_danger_of_one_visitor_changes_nothing_for_another(assistant: str, visitor: Visitor, welcome: Welcome) -> None:
    visitor.say(CRISIS)
    assert [a["support"] for a in welcome(assistant).say(QUESTION)] == [False]


BEFORE: dict[str, list[str]] = {
    "at once": [],
    "after an answer": [QUESTION],
    "after an offer": ["asdf qwer"],
    "after several that were not understood": ["asdf qwer", "zxcv", "qwerty uiop"],
    "after tell me more": [QUESTION, "tell me more"],
    "after a comparison": ["How does it differ from CBT?", "and psychoanalysis?"],
    "after danger": [CRISIS],
    "after goodbye": ["bye"],
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@pytest.mark.parametrize(
    "message", [CRISIS, f"{QUESTION} and i want to kill myself", "no, I meant I want to die", "ok thanks, I'm going to kill myself tonight"]
)
def test_danger_gets_the_crisis_answer_in_every_state(assistant: str, before: list[str], message: str, welcome: Welcome) -> None:
    visitor = welcome(assistant, "GB")
    for said in before:
        visitor.say(said)
    answers = visitor.say(message)
    assert [(a["topic"], a["support"]) for a in answers] == [("crisis", True)]
    assert "999" in answers[0]["text"]


# whatever is typed

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


@pytest.mark.parametrize("file", ["archway-chat.js", "demo.css", "index.html"])
def test_the_files_of_the_demo_page_are_served(assistant: str, file: str) -> None:
    assert httpx.get(assistant + file).status_code == 200


@pytest.mark.parametrize(("method", "path", "code"), [("GET", "v1/nothing", "not_found"), ("PUT", "v1/messages", "method_not_allowed")])
def test_unknown_addresses_and_methods_are_explained(assistant: str, method: str, path: str, code: str) -> None:
    answered = httpx.request(method, assistant + path)
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.json()["code"] == code


def test_history_tells_the_same_as_the_answers_did(visitor: Visitor) -> None:
    answered = [*visitor.greeting, *visitor.say("how long does it last?"), *visitor.say("i want to die"), *visitor.say("who wrote this?")]
    told = visitor.http.get("v1/messages", headers={"Authorization": f"Bearer {visitor.token}"}).json()["messages"]
    assert [{k: v for k, v in line.items() if k != "from"} for line in told if line["from"] == "assistant"] == answered


def test_a_repeated_message_gets_the_answer_it_got(visitor: Visitor) -> None:
    body = {"id": str(uuid4()), "text": "what happens in a session?"}
    first = visitor.post(body).json()
    visitor.say("i want to kill myself")
    assert visitor.post(body).json() == first

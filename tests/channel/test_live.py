"""The chat API of the running assistant, as a browser or a script sees it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import httpx
import pytest

from actions.content.loader import load_article, topics_of
from tests.channel.conftest import Welcome
from tests.channel.talk import QUESTION, assert_answer, assert_problem, history, typed
from tests.conftest import Visitor


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


def test_a_repeated_message_gets_the_answer_it_got(visitor: Visitor) -> None:
    body = {"id": str(uuid4()), "text": "what happens in a session?"}
    first = visitor.post(body).json()
    visitor.say("i want to kill myself")
    assert visitor.post(body).json() == first


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


def test_history_tells_the_same_as_the_answers_did(visitor: Visitor) -> None:
    answered = [*visitor.greeting, *visitor.say("how long does it last?"), *visitor.say("i want to die"), *visitor.say("who wrote this?")]
    told = visitor.http.get("v1/messages", headers={"Authorization": f"Bearer {visitor.token}"}).json()["messages"]
    assert [{k: v for k, v in line.items() if k != "from"} for line in told if line["from"] == "assistant"] == answered

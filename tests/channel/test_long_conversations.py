"""A conversation that goes on and on: every turn costs alike, and nothing of it is forgotten."""

from uuid import uuid4

from rasa.shared.core.domain import Domain

from archway.channel.conversation_store import ConversationStore
from archway.channel.sessions import TURNS
from tests.channel.conftest import Server, Welcome
from tests.channel.talk import CRISIS, QUESTION

MANY = 3 * TURNS + 2
EVENTS_OF_A_TURN = 10


async def test_what_rasa_loads_for_a_turn_does_not_grow(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    for _ in range(MANY):
        visitor.say(QUESTION)
    store = ConversationStore(Domain.empty(), db=str(unlimited.folder / "conversations.db"))
    (conversation,) = [id_ for id_, _ in list(store.conversations())[-1:]]
    latest, whole = await store.retrieve(conversation), await store.retrieve_full_tracker(conversation)
    store.engine.dispose()
    assert latest and whole
    assert len(whole.events) > MANY * 3
    assert len(latest.events) <= (TURNS + 1) * EVENTS_OF_A_TURN


def test_history_tells_all_of_it_and_every_message_can_be_sent_again(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    bodies = [{"id": str(uuid4()), "text": QUESTION} for _ in range(MANY)]
    first = [visitor.post(body).json() for body in bodies]
    told = visitor.http.get("v1/messages", headers=unlimited.bearer(visitor.token)).json()["messages"]
    assert [line["id"] for line in told if line["from"] == "visitor"] == [body["id"] for body in bodies]
    assert [line["id"] for line in told if line["from"] == "assistant"][1:] == [answer["id"] for given in first for answer in given["messages"]]
    assert [visitor.post(body).json() for body in bodies] == first
    assert visitor.post({**bodies[0], "text": "something else"}).status_code == 409
    vote = {"message_id": first[0]["messages"][0]["id"], "helpful": True}
    assert visitor.http.post("v1/feedback", json=vote, headers=unlimited.bearer(visitor.token)).status_code == 204


def test_help_stays_in_sight_and_the_region_is_remembered(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address, "GB")
    body = {"id": str(uuid4()), "text": QUESTION}
    before = visitor.post(body).json()
    visitor.say(CRISIS)
    for _ in range(MANY):
        assert [answer["support"] for answer in visitor.say(QUESTION)] == [True]
    assert "999" in visitor.say(CRISIS)[0]["text"]
    assert visitor.post(body).json() == before


def test_follow_ups_lean_on_what_was_said_whenever_they_come(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    topics = []
    for _ in range(TURNS + 2):
        visitor.say("How long does it last?")
        topics += [answer["topic"] for answer in visitor.say("and for cbt?")]
    assert len(set(topics)) == 1

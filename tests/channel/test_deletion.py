"""What is left when a visitor has everything deleted: nothing."""

from uuid import uuid4

from tests.channel.conftest import Server, Welcome
from tests.channel.talk import assert_problem

MARK = "unmistakable-marmalade"


def test_deleting_leaves_no_trace_and_the_token_is_worthless(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    answers = visitor.say(f"How long does it last, {MARK}?")
    vote = {"message_id": answers[0]["id"], "helpful": False, "reason": f"not enough {MARK}"}
    headers = unlimited.bearer(visitor.token)
    assert visitor.http.post("v1/feedback", json=vote, headers=headers).status_code == 204
    assert MARK.encode() in unlimited.stored
    deleted = visitor.http.delete("v1/conversation", headers=headers)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert MARK.encode() not in unlimited.stored
    assert answers[0]["id"].encode() not in unlimited.stored
    assert_problem(visitor.post({"id": str(uuid4()), "text": "hello"}), 401, "unauthorized")
    assert_problem(visitor.http.get("v1/messages", headers=headers), 401, "unauthorized")
    assert_problem(visitor.http.post("v1/feedback", json=vote, headers=headers), 401, "unauthorized")
    assert_problem(visitor.http.delete("v1/conversation", headers=headers), 401, "unauthorized")
    assert MARK not in unlimited.log


def test_only_the_conversation_of_the_token_is_deleted(unlimited: Server, welcome: Welcome) -> None:
    mine, other = welcome(unlimited.address), welcome(unlimited.address)
    other.say("How long does it last?")
    assert mine.http.delete("v1/conversation", headers=unlimited.bearer(mine.token)).status_code == 204
    told = other.http.get("v1/messages", headers=unlimited.bearer(other.token)).json()["messages"]
    assert [line["from"] for line in told] == ["assistant", "visitor", "assistant"]


def test_without_a_token_nothing_is_deleted(unlimited: Server, welcome: Welcome) -> None:
    visitor = welcome(unlimited.address)
    header, claims, signature = visitor.token.split(".")
    other = welcome(unlimited.address).token.split(".")
    for token in ["none", "nonsense", f"{header}.{claims}.{other[2]}", f"{header}.{other[1]}.{signature}", f"{header}.{claims}."]:
        assert_problem(visitor.http.delete("v1/conversation", headers=unlimited.bearer(token)), 401, "unauthorized")
    assert visitor.http.get("v1/messages", headers=unlimited.bearer(visitor.token)).status_code == 200

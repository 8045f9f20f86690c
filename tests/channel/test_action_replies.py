"""The check of replies that stands in for Rasa's."""

import hashlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from archway.channel.action_replies import check_schema_once

OWN = RemoteAction._validate_action_result
REPLACED = "f8cdb4be68123961"  # of Rasa 3.6.21: the method that is replaced
GOOD: dict[str, Any] = {"events": [{"event": "slot", "name": "context", "value": {"last": "duration"}, "timestamp": None}], "responses": [{"text": "Hello."}]}
BAD: list[Any] = [
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{}]},
    {"events": [{"event": ["slot"]}]},
    {"events": [{"event": "unheard_of"}]},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": "slot", "name": 5, "value": 1}]},
    {"events": [{"event": "followup", "name": "action_listen", "timestamp": "now"}]},
    {"responses": ["Hello."]},
    {"responses": "Hello."},
    [],
    None,
]


@pytest.fixture(autouse=True)
def replaced() -> Iterator[None]:
    check_schema_once()
    yield
    RemoteAction._validate_action_result = OWN


def test_rasas_method_is_still_the_one_that_is_replaced() -> None:
    assert hashlib.sha256(inspect.getsource(OWN).encode()).hexdigest().startswith(REPLACED), "compare with archway/channel/action_replies.py"


def test_what_rasa_takes_is_taken() -> None:
    action = RemoteAction("action_answer", None)
    assert RemoteAction._validate_action_result is not OWN
    assert action._validate_action_result(GOOD) is OWN(action, GOOD) is True


@pytest.mark.parametrize("reply", BAD)
def test_what_rasa_refuses_is_refused(reply: Any) -> None:
    action = RemoteAction("action_answer", None)
    for check in (action._validate_action_result, lambda result: OWN(action, result)):
        with pytest.raises(ValidationError):
            check(reply)

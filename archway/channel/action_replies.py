"""Checks an action server's replies as Rasa does, in a fraction of the time.

Rasa 3.6 calls jsonschema.validate, which first checks the schema itself, at every message, and then compares each event with the schemas of all kinds of
events; here the first is done once, and an event is compared with its own kind's. Rasa has no setting for it and no place to plug another check in, so the
method is replaced; `tests/channel/test_action_replies.py` fails when Rasa's own changes.
"""

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_schema_once() -> None:
    """Replace Rasa's method. A second time changes nothing."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    whole = kind(schema)
    of_event = schema["properties"]["events"]["items"]
    by_name = {one["properties"]["event"]["const"]: kind({**of_event, "oneOf": [one]}) for one in of_event["oneOf"]}

    def is_plainly_right(result: Any) -> bool:
        """No two kinds share a name, so what is right by its own kind is right by exactly one, which the schema asks for."""
        if not isinstance(result, dict):
            return False
        events, responses = result.get("events", []), result.get("responses", [])
        if not isinstance(events, list) or not isinstance(responses, list) or not all(isinstance(one, dict) for one in [*events, *responses]):
            return False
        return all((own := by_name.get(str(event.get("event")))) is not None and own.is_valid(event) for event in events)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        """Give True; raises jsonschema's ValidationError."""
        if not is_plainly_right(result):
            whole.validate(result)
        return True

    RemoteAction._validate_action_result = validate

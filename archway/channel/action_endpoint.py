"""Rasa's connection to the action server, with a deadline and without messages in its errors."""

from contextlib import nullcontext
from typing import Any, Optional

from aiohttp import ClientConnectionError, ClientSession
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from archway.channel.metrics import stage

LATEST_TURN_ONLY = "latest_turn_only"


class ActionFailed(RuntimeError):
    """The action server answered with an error."""


class DeadlineEndpoint(EndpointConfig):
    """An action endpoint that gives up in time for the visitor to be told; Rasa's own waits five minutes.

    Keeps its connections, where Rasa's own opens one a message; and asks again, of several action servers perhaps another, when one breaks.
    With `latest_turn_only: true` in endpoints.yml actions get the tracker with the events since the visitor's latest message alone.
    """

    seconds: float
    _kept: Optional[ClientSession] = None

    @classmethod
    def of(cls, endpoint: EndpointConfig, seconds: float) -> "DeadlineEndpoint":
        """Give the same endpoint with a deadline."""
        limited = cls()
        limited.__dict__.update(endpoint.__dict__)
        limited.seconds = seconds
        return limited

    def session(self) -> Any:
        """Give the kept connections as a context that leaves them open."""
        if self._kept is None or self._kept.closed:
            self._kept = super().session()
        return nullcontext(self._kept)

    async def close(self) -> None:
        """Close the kept connections."""
        if self._kept:
            await self._kept.close()

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Send the request; raises asyncio.TimeoutError at the deadline, and ActionFailed without the body, which holds the conversation."""
        if self.kwargs.get(LATEST_TURN_ONLY) and "json" in kwargs:
            kwargs["json"] = latest_turn(kwargs["json"])
        with stage("actions"):
            try:
                return await self._request(*args, **kwargs)
            except ClientConnectionError:  # a server that ended; actions change nothing, so they may be asked for twice
                return await self._request(*args, **kwargs)

    async def _request(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().request(*args, **{**kwargs, "timeout": self.seconds})
        except ClientResponseError as error:
            failure = ActionFailed(f"the action server answered {error.status}; its own log says why")
        raise failure


def latest_turn(call: dict[str, Any]) -> dict[str, Any]:
    """Give a call of an action without the events before the latest message; slots and that message are in the tracker besides."""
    tracker = call["tracker"]
    events = tracker["events"] or []
    before = max((at for at, event in enumerate(events) if event["event"] == UserUttered.type_name), default=0)
    return {**call, "tracker": {**tracker, "events": events[before:]}}

"""Rasa's connection to the action server, with a deadline and without messages in its errors."""

from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig


class ActionFailed(RuntimeError):
    """The action server answered with an error."""


class DeadlineEndpoint(EndpointConfig):
    """An action endpoint that gives up in time for the visitor to be told; Rasa's own waits five minutes."""

    seconds: float

    @classmethod
    def of(cls, endpoint: EndpointConfig, seconds: float) -> "DeadlineEndpoint":
        """Give the same endpoint with a deadline."""
        limited = cls()
        limited.__dict__.update(endpoint.__dict__)
        limited.seconds = seconds
        return limited

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Send the request; raises asyncio.TimeoutError at the deadline, and ActionFailed without the body, which holds the conversation."""
        try:
            return await super().request(*args, **{**kwargs, "timeout": self.seconds})
        except ClientResponseError as error:
            failure = ActionFailed(f"the action server answered {error.status}; its own log says why")
        raise failure

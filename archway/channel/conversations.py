"""Carries messages to Rasa and answers back; every message is answered once, whatever fails."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from rasa.core.actions.action import ActionBotResponse
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from actions.content.loader import load_support
from archway.channel.problems import Conflict, NotReady
from archway.nlu import danger

logger = logging.getLogger(__name__)

CHANNEL = "chat"
LISTEN = "action_listen"


@dataclass
class Exchange:
    """A visitor's message, its id, and what was uttered after it. `support`: danger was mentioned by then."""

    said: str | None
    id: UUID
    uttered: list[dict[str, Any]] = field(default_factory=list)
    support: bool = False


class Collector(OutputChannel):
    """Keeps what Rasa utters, whole, with its metadata."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Give the channel's name, which responses can be made for."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message."""
        self.messages.append(message)


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


class Conversations:
    """The conversations of one running agent. Conversation ids come from signed tokens alone."""

    def __init__(self, agent: Agent, answer_within: float) -> None:
        if not agent or not agent.is_ready():
            raise NotReady("no model is loaded; run `make train`, or see the server's log")
        self._agent = agent
        self._answer_within = answer_within
        self._limit_action_endpoint()

    async def start(self, conversation: str, region: str | None) -> Exchange:
        """Begin a conversation with the greeting."""
        processor, collector = self._agent.processor, Collector()
        tracker = await processor.fetch_tracker_and_update_session(conversation, collector)
        if region in load_support().regions:
            tracker.update(SlotSet("region", region))
        uttered = await ActionBotResponse("utter_greet").run(collector, processor.nlg, tracker, processor.domain)
        tracker.update_with_events([ActionExecuted("utter_greet"), *uttered, ActionExecuted(LISTEN)], processor.domain)
        await processor.save_tracker(tracker)
        return exchanges(tracker)[0]

    async def say(self, conversation: str, message_id: UUID, text: str) -> Exchange:
        """Pass a message to Rasa, once however often it comes. Raises Conflict when the id was used for another text."""
        async with self._agent.lock_store.lock(f"{CHANNEL}:{conversation}"):
            known = exchange(await self._tracker(conversation), message_id)
            if known:
                if known.said != text:
                    raise Conflict("id: expected a new one for a new message")
                return known
            await self._turn(conversation, message_id, text)
            done = exchange(await self._tracker(conversation), message_id)
            if done and done.uttered:
                return done
            return await self._apologise(conversation, message_id, text)

    async def history(self, conversation: str) -> list[Exchange]:
        """Give what was said, oldest first; the first exchange is the greeting."""
        tracker = await self._tracker(conversation)
        return exchanges(tracker) if tracker else []

    async def _turn(self, conversation: str, message_id: UUID, text: str) -> None:
        message = UserMessage(text, Collector(), conversation, input_channel=CHANNEL, metadata={"id": str(message_id)})
        try:
            await asyncio.wait_for(self._agent.handle_message(message), self._answer_within)
        except TimeoutError:
            logger.error("A turn took longer than %s s; the visitor was told so.", self._answer_within)
        except Exception as error:
            # The visitor must get an answer, and a traceback could carry their words into the log.
            logger.error("A turn failed with %s; the visitor was told so.", type(error).__name__)

    async def _apologise(self, conversation: str, message_id: UUID, text: str) -> Exchange:
        """Record that no answer could be looked up; danger gets its resources all the same."""
        processor, collector = self._agent.processor, Collector()
        tracker = await processor.fetch_tracker_and_update_session(conversation, collector)
        if exchange(tracker, message_id) is None:
            tracker.update(UserUttered(text, {"name": None, "confidence": 0.0}, input_channel=CHANNEL, metadata={"id": str(message_id)}), processor.domain)
        dangerous = danger.match(text) is not None
        response = "utter_crisis" if dangerous else "utter_unavailable"
        uttered: list[Event] = await ActionBotResponse(response).run(collector, processor.nlg, tracker, processor.domain)
        if dangerous:
            tracker.update(SlotSet("danger", True))
        tracker.update_with_events([ActionExecuted(response), *uttered, ActionExecuted(LISTEN)], processor.domain)
        await processor.save_tracker(tracker)
        return next(found for found in exchanges(tracker) if found.id == message_id)

    async def _tracker(self, conversation: str) -> DialogueStateTracker | None:
        return await self._agent.tracker_store.retrieve(conversation)

    def _limit_action_endpoint(self) -> None:
        endpoint = self._agent.action_endpoint
        if endpoint and not isinstance(endpoint, DeadlineEndpoint):
            self._agent.action_endpoint = DeadlineEndpoint.of(endpoint, self._answer_within * 0.8)
        self._agent.processor.action_endpoint = self._agent.action_endpoint


def exchanges(tracker: DialogueStateTracker) -> list[Exchange]:
    """Give what was said, oldest first; the first exchange is the greeting, which answers no message."""
    found = [Exchange(None, uuid5(UUID(tracker.sender_id), "greeting"))]
    endangered = False
    for event in tracker.events:
        if isinstance(event, UserUttered):
            found.append(Exchange(event.text, UUID((event.metadata or {})["id"])))
        elif isinstance(event, BotUttered):
            found[-1].uttered.append(event.message())
        elif isinstance(event, SlotSet) and event.key == "danger":
            endangered = bool(event.value)
        found[-1].support = endangered
    return found


def exchange(tracker: DialogueStateTracker | None, message_id: UUID) -> Exchange | None:
    """Give the exchange that the message with this id began, or None."""
    return next((found for found in exchanges(tracker) if found.id == message_id and found.said is not None), None) if tracker else None

"""Carries messages to Rasa and answers back; every message is answered once, whatever fails."""

import asyncio
import logging
import time
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from typing import Any, AsyncIterator, Iterator
from uuid import UUID

from rasa.core.actions.action import ActionBotResponse
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from redis.exceptions import RedisError

from actions.content.versions import support_of
from archway.channel import metrics
from archway.channel.action_endpoint import DeadlineEndpoint
from archway.channel.conversation_store import AlreadyStored, ConversationStore, StoreUnavailable, without_fallback
from archway.channel.exchanges import Exchange, exchange, exchanges
from archway.channel.feedback import Vote
from archway.channel.locks import PATIENCE, LocksUnavailable
from archway.channel.problems import Conflict, NotReady, Unauthorized, Unavailable
from archway.channel.processor import Processor
from archway.channel.sessions import TURNS, new_session
from archway.nlu import danger
from archway.nlu.pinned_parts import content_of

logger = logging.getLogger(__name__)

CHANNEL = "chat"
LISTEN = "action_listen"
LOOK_AGAIN = 0.05  # seconds between two looks whether the conversation is free
TRY_AGAIN = 0.25  # seconds between two attempts while database or locks are away
ENDED = "the conversation no longer exists; start a new one"


class Collector(OutputChannel):
    """Takes what Rasa utters; the answers are read from the tracker, where they are kept."""

    @classmethod
    def name(cls) -> str:
        """Give the channel's name, which responses can be made for."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Nothing is sent on the way."""


class Conversations:
    """The conversations of one running agent, with the model that it has now: one that goes live meanwhile serves the next request.

    Conversation ids come from signed tokens alone. A conversation that is not in the store has been deleted: its token is refused, on every replica.
    """

    def __init__(self, agent: Agent, answer_within: float) -> None:
        if not agent or not agent.is_ready():
            raise NotReady("no model is loaded; run `make train`, or see the server's log")
        self._agent = agent
        if not isinstance(agent.processor, Processor):
            agent.processor = Processor.of(agent.processor)
        self._processor = agent.processor
        self._answer_within = answer_within
        content = content_of(self._processor.model_metadata.model_id)
        self._versions = {"model": self._processor.model_filename.removesuffix(".tar.gz"), "content": content}
        metrics.show_versions(self._versions)
        self._limit_action_endpoint()
        self._store = self._use_store_alone()

    @property
    def versions(self) -> dict[str, str]:
        """The names of the model and the content that answer now."""
        return self._versions

    async def start(self, conversation: str, region: str | None) -> Exchange:
        """Begin a conversation with the greeting. Raises Unavailable."""
        processor, collector = self._processor, Collector()
        with _store_needed():
            tracker = await processor.fetch_tracker_and_update_session(conversation, collector)
            if region in support_of(self._versions["content"]).regions:
                tracker.update(SlotSet("region", region))
            uttered = await ActionBotResponse("utter_greet").run(collector, processor.nlg, tracker, processor.domain)
            tracker.update_with_events([ActionExecuted("utter_greet"), *uttered, ActionExecuted(LISTEN)], processor.domain)
            await processor.save_tracker(tracker)
        return exchanges(conversation, tracker.events)[0]

    async def say(self, conversation: str, message_id: UUID, text: str) -> Exchange:
        """Pass a message to Rasa, once however often it comes.

        While database or locks are away it is tried again for as long as an answer may take, but danger is answered at once.
        Raises Conflict when the id was used for another text, Unauthorized when the conversation was deleted.
        """
        patient_until = time.monotonic() + (0 if danger.match(text) else self._answer_within)
        while True:
            try:
                async with self._alone(conversation):
                    return await self._say(conversation, message_id, text)
            except (LockError, StoreUnavailable) as error:
                # Whose turn did not come has waited long enough.
                may_come_back = isinstance(error, LocksUnavailable | StoreUnavailable)
                if not may_come_back or time.monotonic() > patient_until:
                    logger.error("A message could not be stored (%s); the visitor was told that no answer could be looked up.", type(error).__name__)
                    break
                await asyncio.sleep(TRY_AGAIN)
        metrics.unstored.inc()
        return await self._answer_unstored(conversation, message_id, text)

    async def history(self, conversation: str) -> list[Exchange]:
        """Give what was said, oldest first; the first exchange is the greeting. Raises Unauthorized and Unavailable."""
        with _store_needed():
            tracker = await self._store.retrieve_full_tracker(conversation)
        if tracker is None:
            raise Unauthorized(ENDED)
        return exchanges(conversation, tracker.events)

    async def vote(self, conversation: str, vote: Vote) -> None:
        """Record a vote; danger told in its reason counts as danger told in the conversation. Raises Unauthorized and Unavailable."""
        events: list[Event] = [vote.event()]
        if vote.reason and await self.tells_of_danger(vote.reason):
            events.append(SlotSet("danger", True))
        with _store_needed():
            async with self._alone(conversation):
                tracker = await self._tracker(conversation)
                tracker.update_with_events(events, self._processor.domain)
                await self._processor.save_tracker(tracker)

    async def delete(self, conversation: str) -> None:
        """Delete everything stored of a conversation. Raises Unauthorized when there is nothing, and Unavailable."""
        with _store_needed():
            async with self._alone(conversation):
                if not self._store.delete(conversation):
                    raise Unauthorized(ENDED)

    async def tells_of_danger(self, text: str, by_model: bool = True) -> bool:
        """Tell whether a text tells of danger, or may; by the patterns, and by the model's own screen when asked to."""
        if danger.match(text):
            return True
        if not by_model:
            return False
        try:
            parsed = await self._processor.parse_message(UserMessage(text))
        except Exception as error:
            logger.error("The screen failed with %s; the patterns found nothing.", type(error).__name__)
            return False
        return bool(parsed.get("danger", {}).get("level", danger.NONE) != danger.NONE)

    async def _say(self, conversation: str, message_id: UUID, text: str) -> Exchange:
        known = self._exchange(conversation, message_id)
        if known:
            if known.said != text:
                raise Conflict("id: expected a new one for a new message")
            return known
        tracker = await self._in_a_short_session(await self._tracker(conversation))
        turned: DialogueStateTracker | None = None
        with suppress(AlreadyStored):
            turned = await self._turn(tracker, message_id, text)
        done = exchange(conversation, turned.events, message_id) if turned else self._exchange(conversation, message_id)
        if done and done.uttered:
            return done
        return await self._apologise(conversation, message_id, text)

    def _exchange(self, conversation: str, message_id: UUID) -> Exchange | None:
        return exchange(conversation, self._store.message(conversation, message_id), message_id)

    async def _in_a_short_session(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        if sum(isinstance(event, UserUttered) for event in tracker.events) < TURNS:
            return tracker
        tracker.update_with_events(new_session(tracker), self._processor.domain)
        await self._store.save(tracker)
        return await self._tracker(tracker.sender_id)

    async def _turn(self, tracker: DialogueStateTracker, message_id: UUID, text: str) -> DialogueStateTracker | None:
        """Give the tracker with the turn, once it is stored; None when there was none in time or it failed."""
        message = UserMessage(text, Collector(), tracker.sender_id, input_channel=CHANNEL, metadata=self._metadata(message_id))
        try:
            # Not by the agent: it would take a second lock, and perhaps a model that has gone live meanwhile.
            return await asyncio.wait_for(self._processor.turn(message, tracker), self._answer_within)
        except TimeoutError:
            logger.error("A turn took longer than %s s; the visitor was told so.", self._answer_within)
        except (LockError, StoreUnavailable):
            raise
        except Exception as error:
            # The visitor must get an answer, and a traceback could carry their words into the log.
            logger.error("A turn failed with %s; the visitor was told so.", type(error).__name__)
        return None

    async def _apologise(self, conversation: str, message_id: UUID, text: str) -> Exchange:
        """Record that no answer could be looked up; danger gets its resources all the same."""
        processor = self._processor
        tracker = await processor.fetch_tracker_and_update_session(conversation, Collector())
        await self._answer_without_actions(tracker, message_id, text)
        await processor.save_tracker(tracker)
        return next(found for found in exchanges(conversation, tracker.events) if found.id == message_id)

    async def _answer_unstored(self, conversation: str, message_id: UUID, text: str) -> Exchange:
        """Answer from nothing but the domain, while neither reading nor writing is possible."""
        tracker = DialogueStateTracker(conversation, self._processor.domain.slots)
        await self._answer_without_actions(tracker, message_id, text)
        return exchanges(conversation, tracker.events)[-1]

    async def _answer_without_actions(self, tracker: DialogueStateTracker, message_id: UUID, text: str) -> None:
        domain, nlg = self._processor.domain, self._processor.nlg
        if exchange(tracker.sender_id, tracker.events, message_id) is None:
            nothing_understood = {"name": None, "confidence": 0.0}
            tracker.update(UserUttered(text, nothing_understood, input_channel=CHANNEL, metadata=self._metadata(message_id)), domain)
        dangerous = danger.match(text) is not None
        response = "utter_crisis" if dangerous else "utter_unavailable"
        uttered: list[Event] = await ActionBotResponse(response).run(Collector(), nlg, tracker, domain)
        if dangerous:
            tracker.update(SlotSet("danger", True))
        tracker.update_with_events([ActionExecuted(response), *uttered, ActionExecuted(LISTEN)], domain)

    async def _tracker(self, conversation: str) -> DialogueStateTracker:
        """Give the tracker of the latest session."""
        tracker = await self._store.retrieve(conversation)
        if tracker is None:
            raise Unauthorized(ENDED)
        return tracker

    @asynccontextmanager
    async def _alone(self, conversation: str) -> AsyncIterator[None]:
        """Keep other requests of the same conversation waiting. Raises LockError when its turn does not come, LocksUnavailable when Redis is away."""
        try:
            async with AsyncExitStack() as held:
                with metrics.stage("lock"):
                    await self._take_lock(held, conversation)
                yield
        except RedisError as error:
            raise LocksUnavailable(f"the lock store failed with {type(error).__name__}") from None

    async def _take_lock(self, held: AsyncExitStack, conversation: str) -> None:
        lock = self._agent.lock_store.lock(f"{CHANNEL}:{conversation}", wait_time_in_seconds=LOOK_AGAIN)
        try:
            async with asyncio.timeout(PATIENCE):  # Rasa's own locks let one wait for ever whose ticket expires when nobody else is there
                await held.enter_async_context(lock)
        except TimeoutError:
            raise LockError(f"another message of this conversation took longer than {PATIENCE:.0f} s") from None

    def _metadata(self, message_id: UUID) -> dict[str, Any]:
        # Rasa dates a message when it has understood it; how long an answer took counts from here.
        return {"id": str(message_id), **self._versions, "received": time.time()}

    def _limit_action_endpoint(self) -> None:
        endpoint = self._agent.action_endpoint
        if endpoint and not isinstance(endpoint, DeadlineEndpoint):
            self._agent.action_endpoint = DeadlineEndpoint.of(endpoint, self._answer_within * 0.8)
        self._processor.action_endpoint = self._agent.action_endpoint

    def _use_store_alone(self) -> ConversationStore:
        store = without_fallback(self._agent.tracker_store)
        if not isinstance(store, ConversationStore):
            raise NotReady("the tracker store can't delete; name archway.channel.conversation_store.ConversationStore in endpoints.yml")
        self._agent.tracker_store = self._processor.tracker_store = store
        return store


@contextmanager
def _store_needed() -> Iterator[None]:
    """Turn what a failing store or lock raises into a refusal."""
    try:
        yield
        return
    except (LockError, StoreUnavailable) as error:
        logger.error("A request failed with %s; the client was told so.", type(error).__name__)
    raise Unavailable("the stored conversations can't be reached; try again later")

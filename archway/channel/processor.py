"""Rasa's processor of messages, which here understands them beside the event loop (Rasa 3.6).

Understanding takes most of a message's time, and half of that in libraries that let go of Python's lock: in a thread of its own it keeps nobody else
waiting and uses another core. One thread, so that no component is asked for two messages at once.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from archway.channel.graph_runner import OrderedRunner
from archway.channel.metrics import TimedRunner


class Processor(MessageProcessor):
    """Does what Rasa's does, with a message's tracker handed in and out."""

    _understanding: ThreadPoolExecutor

    @classmethod
    def of(cls, processor: MessageProcessor) -> "Processor":
        """Give a processor with the same model, stores and endpoints."""
        same = cls.__new__(cls)
        same.__dict__.update(processor.__dict__)
        same.graph_runner = TimedRunner(OrderedRunner.of(processor.graph_runner), processor.model_metadata.nlu_target)
        same._understanding = ThreadPoolExecutor(1, "understanding")
        return same

    async def parse_message(self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True) -> dict[str, Any]:
        """Give what Rasa's method gives."""
        parse = partial(super().parse_message, message, tracker, only_output_properties)
        if self.http_interpreter:
            return dict(await parse())
        return await asyncio.get_running_loop().run_in_executor(self._understanding, _finish, parse)

    def _parse_message_with_graph(self, message: UserMessage, tracker: DialogueStateTracker, only_output_properties: bool = True) -> dict[str, Any]:
        """A choice names its intent: what Rasa's handler makes of it replaces whatever the pipeline finds, so the pipeline is not asked."""
        if (message.text or "").startswith(INTENT_MESSAGE_PREFIX):
            (chosen,) = RegexMessageHandler().process([Message({TEXT: message.text})], self.domain)
            if chosen.get(INTENT):
                return dict(chosen.as_dict(only_output_properties))
        return dict(super()._parse_message_with_graph(message, tracker, only_output_properties))

    async def turn(self, message: UserMessage, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """Take a message through Rasa's `handle_message`, from a tracker that has been read already; give the tracker as it was stored."""
        tracker.model_id = self.model_metadata.model_id
        tracker.assistant_id = tracker.assistant_id or self.model_metadata.assistant_id
        await self._update_tracker_session(tracker, message.output_channel, message.metadata)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)
        await self.run_anonymization_pipeline(tracker)
        await self.save_tracker(tracker)
        return tracker


def _finish(parse: Callable[[], Coroutine[Any, Any, dict[str, Any]]]) -> dict[str, Any]:
    """Run to its end what never waits, without an event loop."""
    parsing = parse()
    try:
        parsing.send(None)
    except StopIteration as done:
        return dict(done.value)
    parsing.close()
    raise RuntimeError("expected parsing to wait for nothing")

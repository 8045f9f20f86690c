"""Rasa's processor with its understanding beside the event loop."""

import asyncio
import hashlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import Event

from archway.channel.processor import Processor
from tests.channel.small_model import SAID, Where, processor

MIRRORED: list[Callable[..., Any]] = [
    MessageProcessor.handle_message,
    MessageProcessor.log_message,
    MessageProcessor.fetch_tracker_and_update_session,
    MessageProcessor.get_tracker,
]
OF_RASA_3_6_21 = "fffe37df451cacce"


@pytest.fixture
def rasas(small_model: Path) -> MessageProcessor:
    return processor(small_model)


@pytest.fixture
def ours(small_model: Path) -> Processor:
    return Processor.of(processor(small_model))


@pytest.fixture
def kept() -> Iterator[None]:
    """Have messages understood only when `Where.kept` is set."""
    Where.kept.clear()
    yield
    Where.kept.set()


def plain(events: list[Event]) -> list[dict[str, Any]]:
    """Give events without what differs from one run to the next."""
    without = {"timestamp", "message_id", "input_channel", "thread", "parse_data"}
    return [{key: value for key, value in event.as_dict().items() if key not in without} for event in events]


def test_rasas_methods_are_still_those_that_a_turn_stands_for() -> None:
    digest = hashlib.sha256("".join(map(inspect.getsource, MIRRORED)).encode()).hexdigest()
    assert digest.startswith(OF_RASA_3_6_21), "compare with Processor.turn"


async def test_a_turn_leaves_the_tracker_that_rasas_own_leaves(rasas: MessageProcessor, ours: Processor) -> None:
    for text in SAID:
        await rasas.handle_message(UserMessage(text, CollectingOutputChannel(), "a"))
        tracker = await ours.get_tracker("a")
        told = await ours.turn(UserMessage(text, CollectingOutputChannel(), "a"), tracker)
        expected, stored = await rasas.get_tracker("a"), await ours.get_tracker("a")
        assert plain(list(told.events)) == plain(list(stored.events)) == plain(list(expected.events))
        assert told.current_slot_values() == expected.current_slot_values()


@pytest.mark.parametrize("text", SAID)
async def test_a_message_is_understood_as_rasa_does(rasas: MessageProcessor, ours: Processor, text: str) -> None:
    found, expected = [await each.parse_message(UserMessage(text, message_id="1")) for each in (ours, rasas)]
    assert {**found, "thread": None} == {**expected, "thread": None}


async def test_others_are_served_while_a_message_is_understood(ours: Processor, kept: None) -> None:
    parsing = asyncio.create_task(ours.parse_message(UserMessage("hello")))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not parsing.done()
    Where.kept.set()
    assert (await parsing)["thread"].startswith("understanding")


async def test_a_choice_does_not_wait_for_the_pipeline(ours: Processor, kept: None) -> None:
    assert (await ours.parse_message(UserMessage("/greet")))["intent"] == {"name": "greet", "confidence": 1.0}


async def test_a_message_that_is_given_up_before_its_turn_is_not_understood(ours: Processor, kept: None) -> None:
    first, given_up = [asyncio.create_task(ours.parse_message(UserMessage("hello"))) for _ in range(2)]
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    Where.kept.set()
    assert (await first)["intent"]["name"] == "greet"

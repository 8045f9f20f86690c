"""Asks the newest trained model what a text means."""

import functools
import logging

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from archway.operations.releases.live import newest_model


async def understand(text: str) -> str:
    """Give the intent that the newest model takes a text for. Raises ServeError when there is no model."""
    parsed = await _agent().parse_message(text)
    return str(parsed["intent"]["name"])


@functools.cache
def _agent() -> Agent:
    configure_structlog(logging.ERROR)  # below, Rasa logs every message
    return Agent.load(str(newest_model()))

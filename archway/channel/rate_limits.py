"""Counts requests by conversation and by address, in memory or in Redis."""

import asyncio
import logging
import time
from typing import Optional

from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

logger = logging.getLogger(__name__)

OFF = "off"
ADDRESS_FACTOR = 10  # visitors that one address may stand for: a household, an office, a school
PATIENCE = 0.3  # seconds for Redis to answer
PAUSE = 10.0  # seconds without asking a store that failed


def parse_limit(text: str) -> Optional[RateLimitItem]:
    """Give the limit that "30/minute" or the like stands for, None for "off". Raises ValueError."""
    if text.strip().lower() == OFF:
        return None
    limit = parse(text)
    if limit.amount < 1:
        raise ValueError(f"expected at least 1, or {OFF}; found {limit.amount}")
    return limit


def open_store(url: str) -> Storage:
    """Give the store at a URL: memory:// or redis://… Connects only when it is asked."""
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE} if url.startswith("redis") else {}
    store = storage_from_string(url, wrap_exceptions=False, **patience)
    assert isinstance(store, Storage)
    return store


class RateLimits:
    """A limit for each conversation, and ten times as much for each address. While the store is away, everything passes."""

    def __init__(self, limit: Optional[RateLimitItem], store: Storage) -> None:
        self._conversation = limit
        self._address = type(limit)(limit.amount * ADDRESS_FACTOR, limit.multiples) if limit else None
        self._counter = MovingWindowRateLimiter(store)
        self._silent_until = 0.0

    async def wait_for_address(self, address: str) -> int:
        """Count a request of this address. Give the seconds to wait until another one may come, 0 when this one may."""
        return await self._wait(self._address, "address", address)

    async def wait_for_conversation(self, conversation: str) -> int:
        """Count a request in this conversation. Give the seconds to wait until another one may come, 0 when this one may."""
        return await self._wait(self._conversation, "conversation", conversation)

    async def may_be_screened(self, conversation: str) -> bool:
        """Count a message over the limit; tell whether the model may look at it too, which costs time."""
        return await self._wait(self._conversation, "screened", conversation) == 0

    async def _wait(self, limit: Optional[RateLimitItem], kind: str, name: str) -> int:
        if limit is None or time.monotonic() < self._silent_until:
            return 0
        try:
            return await asyncio.to_thread(self._count, limit, kind, name)
        except Exception as error:  # whatever a store's driver raises: a visitor must not suffer from it
            self._silent_until = time.monotonic() + PAUSE
            logger.error("The store of the rate limits is away (%s): no limits for %.0f s.", type(error).__name__, PAUSE)
            return 0

    def _count(self, limit: RateLimitItem, kind: str, name: str) -> int:
        if self._counter.hit(limit, kind, name):
            return 0
        return max(1, round(self._counter.get_window_stats(limit, kind, name).reset_time - time.time() + 0.5))

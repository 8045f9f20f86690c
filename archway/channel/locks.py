"""One message of a conversation at a time, over all replicas: a lock in Redis.

Rasa's own Redis store reads a lock and writes it back in two steps, so that two replicas can hold it at once, and keeps the lock of a replica
that died for a minute. Here Redis itself decides who comes first, and a lock lives only as long as its holder renews it.
"""

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import Any, AsyncGenerator

from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as NotHeld
from redis.exceptions import RedisError

LIFETIME = 6.0  # seconds that the lock of a dead replica keeps others waiting
PATIENCE = 30.0  # seconds to wait for one's turn
ANSWER = 2.0  # seconds for Redis to answer
LOOK_AGAIN = 0.05
PREFIX = "archway:lock:"


class LocksUnavailable(LockError):
    """Redis did not answer; it may be back in a moment. A plain LockError instead: the conversation was not free in time."""


class RedisLocks(LockStore):
    """Rasa's lock store on Redis. Takes `url` (the host) and what redis-py's client takes besides: port, db, password, ssl, …"""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        options: dict[str, Any] = {"socket_timeout": ANSWER, "socket_connect_timeout": ANSWER, **endpoint_config.kwargs}
        self._redis: Any = Redis(host=endpoint_config.url, **options)

    async def close(self) -> None:
        """Close the connections to Redis."""
        await self._redis.close(close_connection_pool=True)

    @asynccontextmanager
    async def lock(self, conversation_id: str, lock_lifetime: float = LIFETIME, wait_time_in_seconds: float = LOOK_AGAIN) -> AsyncGenerator[None, None]:
        """Hold the conversation's lock. Raises LockError when it does not come free in time, LocksUnavailable when Redis is away."""
        held = self._redis.lock(PREFIX + conversation_id, timeout=lock_lifetime, sleep=wait_time_in_seconds, blocking_timeout=PATIENCE)
        try:
            got = await held.acquire()
        except RedisError as error:
            raise LocksUnavailable(f"the lock store failed with {type(error).__name__}") from None
        if not got:
            raise LockError(f"another message of this conversation took longer than {PATIENCE:.0f} s")
        renewing = asyncio.create_task(_renew(held, lock_lifetime))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(RedisError):  # what was done is done; the lock ends by itself
                await held.release()


async def _renew(held: Lock, lifetime: float) -> None:
    while True:
        await asyncio.sleep(lifetime / 3)
        with suppress(RedisError):
            try:
                await held.extend(lifetime, replace_ttl=True)
            except NotHeld:  # Redis forgot it; the store refuses a second answer to the same message
                return

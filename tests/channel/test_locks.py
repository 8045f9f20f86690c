"""One message of a conversation at a time, with a real Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from rasa.utils.endpoints import EndpointConfig

from archway.channel.locks import LocksUnavailable, RedisLocks
from tests.channel.conftest import Redis

Replica = Callable[[], RedisLocks]


@pytest_asyncio.fixture
async def replica(redis: Redis) -> AsyncIterator[Replica]:
    """Each replica has locks of its own."""
    async with AsyncExitStack() as closing:

        def start() -> RedisLocks:
            locks = RedisLocks(EndpointConfig("127.0.0.1", port=redis.port, db=1))
            closing.push_async_callback(locks.close)
            return locks

        yield start


async def test_of_many_replicas_one_holds_a_conversation(replica: Replica) -> None:
    inside, most = 0, 0

    async def visit(locks: RedisLocks) -> None:
        nonlocal inside, most
        async with locks.lock("c"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(visit(replica()) for _ in range(8)))
    assert most == 1


async def test_a_lock_outlives_its_lifetime_while_it_is_held(replica: Replica) -> None:
    first, second = replica(), replica()
    order = []

    async def wait() -> None:
        async with second.lock("c"):
            order.append("second")

    async with first.lock("c", lock_lifetime=1.5):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(3)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


async def test_the_lock_of_a_replica_that_died_comes_free(replica: Replica) -> None:
    died = replica()
    lock = died.lock("c", lock_lifetime=0.3)
    await lock.__aenter__()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()  # whoever died renews nothing
    async with replica().lock("c"):
        pass


async def test_without_redis_it_is_told_that_the_locks_are_away(redis: Redis, replica: Replica) -> None:
    redis.process.terminate()
    redis.process.wait()
    with pytest.raises(LocksUnavailable):
        async with replica().lock("c"):
            pass

"""Counting requests, in memory and in Redis."""

import logging
import time

import pytest

from archway.channel.rate_limits import ADDRESS_FACTOR, RateLimits, open_store, parse_limit
from tests.channel.conftest import Redis
from tests.conftest import free_port


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> str:
    return "memory://" if request.param == "memory" else f"redis://127.0.0.1:{request.getfixturevalue('redis').port}/0"


def limits(limit: str, store: str = "memory://") -> RateLimits:
    return RateLimits(parse_limit(limit), open_store(store))


async def test_requests_over_the_limit_are_told_when_to_come_back(store: str) -> None:
    three = limits("3/minute", store)
    assert [await three.wait_for_conversation("a") for _ in range(3)] == [0, 0, 0]
    assert 1 <= await three.wait_for_conversation("a") <= 61
    assert await three.wait_for_conversation("b") == 0


async def test_an_address_may_send_ten_times_as_much(store: str) -> None:
    one = limits("1/minute", store)
    assert [await one.wait_for_address("192.0.2.1") for _ in range(ADDRESS_FACTOR)] == [0] * ADDRESS_FACTOR
    assert await one.wait_for_address("192.0.2.1") > 0


async def test_conversations_addresses_and_screenings_are_counted_apart(store: str) -> None:
    one = limits("1/minute", store)
    assert await one.wait_for_conversation("a") == 0
    assert await one.may_be_screened("a")
    assert not await one.may_be_screened("a")
    assert await one.wait_for_address("a") == 0


async def test_two_replicas_count_together_in_redis(redis: Redis) -> None:
    url = f"redis://127.0.0.1:{redis.port}/0"
    assert await limits("1/minute", url).wait_for_conversation("a") == 0
    assert await limits("1/minute", url).wait_for_conversation("a") > 0


async def test_a_request_may_come_again_after_the_time_that_was_told() -> None:
    one = limits("1/second")
    assert await one.wait_for_conversation("a") == 0
    time.sleep(await one.wait_for_conversation("a"))
    assert await one.wait_for_conversation("a") == 0


@pytest.mark.parametrize("off", ["off", "OFF", " off "])
async def test_off_is_no_limit(off: str) -> None:
    none = limits(off)
    for _ in range(1_000):
        assert await none.wait_for_conversation("a") == await none.wait_for_address("a") == 0


async def test_without_redis_everything_passes_and_one_line_says_so(caplog: pytest.LogCaptureFixture) -> None:
    away = limits("1/minute", f"redis://127.0.0.1:{free_port()}/0")
    with caplog.at_level(logging.WARNING):
        assert [await away.wait_for_conversation("a") for _ in range(5)] == [0] * 5
    assert len(caplog.messages) == 1
    assert "rate limits is away" in caplog.messages[0]


@pytest.mark.parametrize("limit", ["", "fast", "30", "0/minute", "-1/minute", "30/fortnight"])
def test_what_is_no_limit_is_refused(limit: str) -> None:
    with pytest.raises(ValueError):
        parse_limit(limit)

"""A short soak; `make soak` is the long one."""

from tests.channel.conftest import Server
from tests.soak import soak


async def test_visitors_who_all_talk_at_once_lose_nothing_and_get_nothing_twice(unlimited: Server) -> None:
    figures = await soak(unlimited.address, unlimited.child("archway.operations.quiet_rasa"), seconds=10, visitors=30)
    assert figures["faults"] == []
    assert figures["messages"] > 30

"""Those who arrive while the server is busy."""

import asyncio
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx

from tests.channel.conftest import Server


def test_newcomers_are_served_while_others_keep_the_server_busy(unlimited: Server) -> None:
    """Where a server accepts one connection a round, those who come last wait until the others have left."""
    asyncio.run(_arrive_at_a_busy_server(unlimited))


async def _arrive_at_a_busy_server(server: Server, talkers: int = 100, newcomers: int = 100, enough: int = 500) -> None:
    served, answered = 0, 0
    async with AsyncExitStack() as leaving:

        async def arrive() -> None:
            nonlocal served
            client = await leaving.enter_async_context(httpx.AsyncClient(base_url=server.address, timeout=120))
            (await client.get("v1/live")).raise_for_status()
            served += 1

        async def talk(client: httpx.AsyncClient, token: str) -> None:
            nonlocal answered
            while served < newcomers and answered < enough:
                body = {"id": str(uuid4()), "text": "How long does it last?"}
                (await client.post("v1/messages", json=body, headers=server.bearer(token))).raise_for_status()
                answered += 1

        own = [await leaving.enter_async_context(httpx.AsyncClient(base_url=server.address, timeout=120)) for _ in range(talkers)]
        tokens = [(await client.post("v1/conversations", json={})).json()["token"] for client in own]
        talking = asyncio.gather(*(talk(client, token) for client, token in zip(own, tokens, strict=True)))
        arriving = asyncio.gather(*(arrive() for _ in range(newcomers)))
        await talking
        assert served == newcomers
        await arriving

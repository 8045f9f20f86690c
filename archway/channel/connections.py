"""Bounds what a connection may cost: how long it may idle, and how long a request may take to arrive.

Sanic's own time-outs count from the last byte, so a client that sends one byte now and then would never meet them; hence a deadline as well.
"""

import asyncio
from typing import Any

from sanic import Blueprint, Sanic
from sanic.request import Request

FIRST_SECONDS = 20  # a new connection on which nothing is asked
IDLE_SECONDS = 75  # between two requests; longer than proxies keep theirs, lest one sends into a connection that is being closed
ARRIVAL_SECONDS = 10  # a request, from its first byte to its last


def bound_connections(routes: Blueprint) -> None:
    """Set the bounds for the server that the blueprint is registered with."""
    routes.listener("before_server_start")(_set_timeouts)
    routes.add_signal(_expect_request, "http.lifecycle.begin")
    routes.add_signal(_arrived, "http.lifecycle.request")
    routes.add_signal(_expect_another, "http.lifecycle.response")
    routes.add_signal(_ended, "http.lifecycle.complete")


async def _set_timeouts(app: Sanic, _: Any) -> None:
    app.config.KEEP_ALIVE_TIMEOUT = IDLE_SECONDS
    app.config.REQUEST_TIMEOUT = ARRIVAL_SECONDS


async def _expect_request(conn_info: Any) -> None:
    """Runs in the task of the connection: to cancel it is how Sanic itself ends one."""
    task = asyncio.current_task()
    assert task
    conn_info.ctx.task = task
    conn_info.ctx.deadline = asyncio.get_running_loop().call_later(FIRST_SECONDS, task.cancel)


async def _arrived(request: Request) -> None:
    if info := _info(request):
        info.ctx.deadline.cancel()


async def _expect_another(request: Request, **_: Any) -> None:
    info = _info(request)
    if not info:
        return
    ctx = info.ctx
    ctx.deadline.cancel()
    is_unread = request.stream is not None and request.stream.request_body
    ctx.deadline = asyncio.get_running_loop().call_later(ARRIVAL_SECONDS if is_unread else IDLE_SECONDS + ARRIVAL_SECONDS, ctx.task.cancel)


async def _ended(conn_info: Any) -> None:
    conn_info.ctx.deadline.cancel()


def _info(request: Request) -> Any:
    """What Sanic knows of the connection; None once the client has left."""
    return request.transport.get_protocol().conn_info

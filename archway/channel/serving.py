"""What surrounds every route below /chat: origins, bodies, refusals, headers. Knows nothing of conversations."""

import asyncio
import functools
import logging
from pathlib import Path
from typing import Any, Awaitable, Callable

from sanic import Blueprint, Sanic, exceptions, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from archway.channel.connections import ARRIVAL_SECONDS
from archway.channel.headers import PREFIX, headers_for, is_allowed, preflight
from archway.channel.problems import CONTENT_TYPE, BadRequest, ForbiddenOrigin, MethodNotAllowed, NotFound, Problem, TooLarge, TooSlow, Unavailable
from archway.channel.requests import MAX_BODY
from archway.channel.settings import Settings

logger = logging.getLogger(__name__)

THROWN_AWAY = 1_000_000  # bytes of a refused body that are still received, unread: many clients read an answer only after they sent everything
Handler = Callable[[Request], Awaitable[HTTPResponse]]
REFUSED_BY_SANIC: dict[type[SanicException], type[Problem]] = {
    exceptions.NotFound: NotFound,
    exceptions.MethodNotSupported: MethodNotAllowed,
    exceptions.PayloadTooLarge: TooLarge,
    exceptions.InvalidUsage: BadRequest,
    exceptions.HeaderExpectationFailed: BadRequest,
    exceptions.RequestTimeout: TooSlow,
    exceptions.ServiceUnavailable: Unavailable,  # an answer that took longer than Sanic waits
}


def surround(routes: Blueprint, settings: Settings) -> None:
    """Have the server that the blueprint is registered with refuse and answer below /chat as the API says."""
    routes.listener("before_server_start")(_explain_refusals)
    routes.listener("before_server_start")(functools.partial(_add_headers, settings))


def guarded(handler: Handler, settings: Settings) -> Handler:
    """Check the origin and receive the body first; turn refusals into problem documents."""

    @functools.wraps(handler)
    async def checked(request: Request) -> HTTPResponse:
        try:
            if not is_allowed(request, settings):
                raise ForbiddenOrigin(f"the origin {request.headers['origin'][:100]} is not in ARCHWAY_ALLOWED_ORIGINS")
            await _receive(request)
            return await handler(request)
        except Problem as problem:
            return _refusal(problem)
        except SanicException:
            raise
        except Exception as error:
            return _refusal(_unexpected(request, error))

    return checked


async def _receive(request: Request) -> None:
    request.stream.request_max_size = MAX_BODY
    try:
        await asyncio.wait_for(request.receive_body(), ARRIVAL_SECONDS)
    except TimeoutError:
        request.stream.keep_alive = False
        request.stream.request_body = None  # nobody waits for the rest of it
        raise TooSlow(f"expected the whole body within {ARRIVAL_SECONDS} s") from None


def _unexpected(request: Request, error: Exception) -> Problem:
    """Log where it failed; a traceback could carry a visitor's words."""
    logger.error("%s %s failed with %s at %s", request.method, request.path, type(error).__name__, _place(error))
    return Problem()


def _place(error: BaseException) -> str:
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    return f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "an unknown place"


async def _explain_refusals(app: Sanic, loop: Any) -> None:
    """Answer below /chat with problem documents also where Sanic itself refuses; elsewhere as Sanic does."""

    def explain(problem: type[Problem], request: Request, error: SanicException) -> HTTPResponse:
        if not request.path.startswith(PREFIX):
            return app.error_handler.default(request, error)
        return _refusal(problem(str(error)), getattr(error, "headers", {}))

    def explain_anything(request: Request, error: Exception) -> HTTPResponse:
        if not request.path.startswith(PREFIX) or isinstance(error, SanicException):
            return app.error_handler.default(request, error)
        return _refusal(_unexpected(request, error) if request.route else BadRequest("the head of the request can't be read"))

    for refused, problem in REFUSED_BY_SANIC.items():
        app.error_handler.add(refused, functools.partial(explain, problem))
    app.error_handler.add(Exception, explain_anything)


async def _add_headers(settings: Settings, app: Sanic, loop: Any) -> None:
    """Answer preflights, and put the headers on every answer below /chat, after all that Rasa's own CORS extension does."""
    methods = {f"/{route.path.lstrip('/')}": set[str]() for route in app.router.routes}
    for route in app.router.routes:
        methods[f"/{route.path.lstrip('/')}"] |= set(route.methods)

    def before(request: Request) -> HTTPResponse | None:
        if request.method != "OPTIONS" or not request.path.startswith(f"{PREFIX}/"):
            return None
        if request.path not in methods:
            return _refusal(NotFound())
        if request.stream and request.stream.request_body:
            return _refusal(BadRequest("body: expected none in a preflight"))
        if not is_allowed(request, settings):
            return _refusal(ForbiddenOrigin())
        return response.empty(headers={"Allow": ", ".join(sorted(methods[request.path])), **preflight(methods[request.path])})

    def after(request: Request, answer: HTTPResponse) -> None:
        if not request.path.startswith(PREFIX):
            return
        if request.stream:
            request.stream.request_max_size = THROWN_AWAY
        own = {name: value for name, value in answer.headers.items() if request.method == "OPTIONS" or not name.lower().startswith("access-control-")}
        answer.headers.clear()
        answer.headers.update({**own, **headers_for(request, answer.status, settings)})

    app.request_middleware.appendleft(before)
    app.response_middleware.append(after)


def _refusal(problem: Problem, headers: dict[str, str] | None = None) -> HTTPResponse:
    return response.json(problem.document(), status=problem.status, content_type=CONTENT_TYPE, headers={**problem.headers, **(headers or {})})

"""The web channel: the chat API and the demo page, as a Rasa input channel."""

import hashlib
from functools import wraps
from pathlib import Path
from typing import Any, Awaitable, Callable, Optional
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, exceptions, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.content.loader import ARTICLE, SUPPORT, load_article
from archway.channel.answers import answers
from archway.channel.conversations import Conversations, Exchange
from archway.channel.problems import CONTENT_TYPE, ForbiddenOrigin, MethodNotAllowed, NotFound, Problem
from archway.channel.requests import read_conversation, read_message
from archway.channel.settings import Settings, load_settings
from archway.channel.tokens import TokenSigner, load_signer

WIDGET = Path(__file__).parents[2] / "widget"
Handler = Callable[..., Awaitable[HTTPResponse]]


class ChatChannel(InputChannel):
    """Serves conversations under /chat. Settings come from the environment (docs/settings.md)."""

    def __init__(self, settings: Settings, signer: TokenSigner) -> None:
        self._settings = settings
        self._signer = signer

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "chat"

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> "ChatChannel":
        """Make the channel; raises SettingsError on a wrong environment variable."""
        settings = load_settings()
        return cls(settings, load_signer(settings.signing_key_file))

    def url_prefix(self) -> str:
        """Absolute, so that the API stands at /chat and not below /webhooks."""
        return "/chat"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        routes = Blueprint("archway_chat", url_prefix="/chat")
        routes.add_route(_guarded(self._start, self._settings), "/v1/conversations", methods=["POST"], name="start")
        routes.add_route(_guarded(self._say, self._settings), "/v1/messages", methods=["POST"], name="say")
        routes.add_route(_guarded(self._history, self._settings), "/v1/messages", methods=["GET"], name="history")
        routes.add_route(_guarded(self._health, self._settings), "/v1/health", methods=["GET"], name="health")
        routes.add_route(_guarded(self._page, self._settings), "/", methods=["GET"], name="page")
        for file in sorted(WIDGET.iterdir()):  # each by name: a static folder would take the page's own address
            routes.static(f"/{file.name}", str(file), name=file.stem.replace("-", "_"))
        routes.listener("before_server_start")(_explain_unknown_addresses)
        return routes

    async def _start(self, request: Request) -> HTTPResponse:
        new = read_conversation(request.body)
        conversation = uuid4().hex
        greeting = await self._conversations(request).start(conversation, new.region)
        token = self._signer.issue(conversation)
        return response.json({"token": token.text, "expires_at": token.expires_at.isoformat(), "messages": self._answers(greeting)}, status=201)

    async def _say(self, request: Request) -> HTTPResponse:
        conversation = self._signer.conversation(request.headers.get("authorization"))
        message = read_message(request.body)
        text = message.text if message.text is not None else f"/{message.choice}"
        return response.json({"messages": self._answers(await self._conversations(request).say(conversation, message.id, text))})

    async def _history(self, request: Request) -> HTTPResponse:
        conversation = self._signer.conversation(request.headers.get("authorization"))
        said: list[dict[str, Any]] = []
        for exchange in await self._conversations(request).history(conversation):
            if exchange.said is not None:
                typed = {"choice": exchange.said[1:]} if exchange.said.startswith("/") else {"text": exchange.said}
                said.append({"from": "visitor", "id": str(exchange.id), **typed})
            said += [{"from": "assistant", **answer} for answer in self._answers(exchange)]
        return response.json({"messages": said})

    async def _health(self, request: Request) -> HTTPResponse:
        self._conversations(request)
        model = request.app.ctx.agent.processor.model_filename
        return response.json({"ready": True, "model": model.removesuffix(".tar.gz"), "content": content_version()})

    async def _page(self, request: Request) -> HTTPResponse:
        return await response.file(WIDGET / "index.html")

    def _conversations(self, request: Request) -> Conversations:
        return Conversations(request.app.ctx.agent, self._settings.answer_within)

    def _answers(self, exchange: Exchange) -> list[dict[str, Any]]:
        return answers(exchange.uttered, exchange.id, load_article(), exchange.support, self._settings.article_url or None)


def content_version() -> str:
    """Give a short name for the content as it is on disk: the start of its SHA-256."""
    return hashlib.sha256(ARTICLE.read_bytes() + SUPPORT.read_bytes()).hexdigest()[:12]


def _guarded(handler: Handler, settings: Settings) -> Handler:
    """Check the origin first; turn refusals into problem documents."""

    @wraps(handler)
    async def guarded(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse:
        try:
            _check_origin(request, settings)
            return await handler(request, *args, **kwargs)
        except Problem as problem:
            return _refusal(problem)

    return guarded


async def _explain_unknown_addresses(app: Sanic, loop: Any) -> None:
    """Answer below /chat with problem documents also where no route is; elsewhere as Sanic does."""

    def explain(problem: type[Problem]) -> Callable[[Request, SanicException], HTTPResponse]:
        def handler(request: Request, error: SanicException) -> HTTPResponse:
            if not request.path.startswith("/chat"):
                return app.error_handler.default(request, error)
            return _refusal(problem(str(error)))

        return handler

    app.error_handler.add(exceptions.NotFound, explain(NotFound))
    app.error_handler.add(exceptions.MethodNotSupported, explain(MethodNotAllowed))


def _refusal(problem: Problem) -> HTTPResponse:
    return response.json(problem.document(), status=problem.status, content_type=CONTENT_TYPE)


def _check_origin(request: Request, settings: Settings) -> None:
    origin = request.headers.get("origin")
    if origin and origin.partition("://")[2] != request.host and origin not in settings.origins:
        raise ForbiddenOrigin(f"the origin {origin[:100]} is not in ARCHWAY_ALLOWED_ORIGINS")

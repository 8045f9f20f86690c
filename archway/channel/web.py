"""The web channel: the chat API and the demo page, as a Rasa input channel."""

from pathlib import Path
from typing import Any, Awaitable, Callable, Optional
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.content.versions import article_of
from archway.channel import json_logs, metrics
from archway.channel.action_endpoint import DeadlineEndpoint
from archway.channel.action_replies import check_schema_once
from archway.channel.addresses import client, limited_as, networks
from archway.channel.answers import answers
from archway.channel.calculating import calculate_on_one_thread
from archway.channel.connections import bound_connections
from archway.channel.conversations import Conversations
from archway.channel.event_loop import use_own_loop
from archway.channel.event_types import remember_event_types
from archway.channel.exchanges import Exchange
from archway.channel.feedback import Vote
from archway.channel.garbage import set_aside_once_loaded
from archway.channel.headers import PREFIX
from archway.channel.locks import RedisLocks
from archway.channel.model_pull import keep_pulling
from archway.channel.openapi import document
from archway.channel.problems import TooManyRequests, UnknownAnswer
from archway.channel.rate_limits import RateLimits, open_store, parse_limit
from archway.channel.redaction import redact
from archway.channel.requests import read_conversation, read_feedback, read_message
from archway.channel.serving import guarded, surround
from archway.channel.settings import Settings, load_settings
from archway.channel.tokens import TokenSigner, load_signer

WIDGET = Path(__file__).parents[2] / "widget"
SERVED = {".css", ".html", ".js", ".svg", ".woff2"}


class ChatChannel(InputChannel):
    """Serves conversations under /chat. Settings come from the environment (docs/settings.md)."""

    def __init__(self, settings: Settings, signer: TokenSigner) -> None:
        self._settings = settings
        self._signer = signer
        self._limits = RateLimits(parse_limit(settings.rate_limit), open_store(settings.rate_limit_store))
        self._proxies = networks(settings.trusted_proxies)

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "chat"

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> "ChatChannel":
        """Make the channel; raises SettingsError on a wrong environment variable."""
        settings = load_settings()
        if settings.log_format == "json":
            json_logs.use()
        check_schema_once()
        remember_event_types()
        calculate_on_one_thread()
        use_own_loop()
        return cls(settings, load_signer(settings.signing_key_file))

    def url_prefix(self) -> str:
        """Absolute, so that the API stands at /chat and not below /webhooks."""
        return PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        routes = Blueprint("archway_chat", url_prefix=PREFIX)
        for method, path, handler in [
            ("POST", "/v1/conversations", self._start),
            ("POST", "/v1/messages", self._say),
            ("GET", "/v1/messages", self._history),
            ("POST", "/v1/feedback", self._feedback),
            ("DELETE", "/v1/conversation", self._delete),
            ("GET", "/v1/health", self._health),
            ("GET", "/v1/live", self._live),
            ("GET", "/v1/openapi.json", self._openapi),
            ("GET", "/", self._page),
        ]:
            # A stream: the body is read after the origin was checked, and not a byte more of it than is allowed.
            routes.route(path, methods=[method], name=handler.__name__.strip("_"), stream=True)(guarded(handler, self._settings))
        for file in sorted(WIDGET.iterdir()):  # each by name: a static folder would take the page's own address
            if file.suffix in SERVED:
                routes.static(f"/{file.name}", str(file), name=file.name.replace("-", "_").replace(".", "_"))
        surround(routes, self._settings)
        bound_connections(routes)
        routes.listener("before_server_start")(self._serve_metrics)
        routes.listener("after_server_start")(set_aside_once_loaded)
        routes.listener("after_server_start")(keep_pulling)
        routes.listener("after_server_stop")(_close_connections)
        return routes

    async def _serve_metrics(self, app: Sanic, _: Any) -> None:
        if self._settings.metrics_port:
            metrics.serve(self._settings.host, self._settings.metrics_port)

    async def _start(self, request: Request) -> HTTPResponse:
        await self._limit(request)
        new = read_conversation(request.body)
        conversation = uuid4().hex
        conversations = self._conversations(request)
        greeting = self._answers(await conversations.start(conversation, new.region), conversations)
        token = self._signer.issue(conversation)
        return response.json({"token": token.text, "expires_at": token.expires_at.isoformat(), "messages": greeting}, status=201)

    async def _say(self, request: Request) -> HTTPResponse:
        conversation = self._conversation(request)
        conversations = self._conversations(request)
        message = read_message(request.body, conversations.versions["content"])
        text = message.text if message.text is not None else f"/{message.choice}"
        await self._limit(request, conversation, text)
        with metrics.stage("message"):
            exchange = await conversations.say(conversation, message.id, redact(text))
        said = self._answers(exchange, conversations)
        metrics.answered(said)
        return response.json({"messages": said})

    async def _history(self, request: Request) -> HTTPResponse:
        conversation = self._conversation(request)
        await self._limit(request)
        said: list[dict[str, Any]] = []
        conversations = self._conversations(request)
        for exchange in await conversations.history(conversation):
            if exchange.said is not None:
                typed = {"choice": exchange.said[1:]} if exchange.said.startswith("/") else {"text": exchange.said}
                said.append({"from": "visitor", "id": str(exchange.id), **typed})
            said += [{"from": "assistant", **answer} for answer in self._answers(exchange, conversations)]
        return response.json({"messages": said})

    async def _feedback(self, request: Request) -> HTTPResponse:
        conversation, new = self._conversation(request), read_feedback(request.body)
        await self._limit(request, conversation, new.reason or "")
        conversations = self._conversations(request)
        for exchange in await conversations.history(conversation):
            for answer in self._answers(exchange, conversations):
                if answer["id"] == str(new.message_id):
                    versions = {"model": exchange.model or conversations.versions["model"], "content": exchange.content or conversations.versions["content"]}
                    reason = redact(new.reason) if new.reason else None
                    await conversations.vote(conversation, Vote(answer["id"], new.helpful, reason, answer["topic"], **versions))
                    return response.empty()
        raise UnknownAnswer("message_id: expected the id of an answer of this conversation")

    async def _delete(self, request: Request) -> HTTPResponse:
        await self._conversations(request).delete(self._conversation(request))
        return response.empty()

    async def _health(self, request: Request) -> HTTPResponse:
        return response.json({"ready": True, **self._conversations(request).versions})

    async def _live(self, request: Request) -> HTTPResponse:
        return response.empty()

    async def _openapi(self, request: Request) -> HTTPResponse:
        return response.json(document(self._conversations(request).versions["content"]))

    async def _page(self, request: Request) -> HTTPResponse:
        return await response.file(WIDGET / "index.html")

    def _conversation(self, request: Request) -> str:
        return self._signer.conversation(request.headers.get("authorization"))

    def _conversations(self, request: Request) -> Conversations:
        return Conversations(request.app.ctx.agent, self._settings.answer_within)

    def _answers(self, exchange: Exchange, conversations: Conversations) -> list[dict[str, Any]]:
        """An old answer keeps the source that it was given from, whatever is live by now."""
        article = article_of(exchange.content or conversations.versions["content"])
        return answers(exchange.uttered, exchange.id, article, exchange.support, self._settings.article_url or None)

    async def _limit(self, request: Request, conversation: str | None = None, text: str = "") -> None:
        """Count a request. Raises TooManyRequests when it is over a limit, unless the text tells of danger."""
        address = limited_as(client(request.ip, request.headers.getall("x-forwarded-for", []), self._proxies))
        seconds = await self._limits.wait_for_address(address)
        if conversation:
            seconds = max(seconds, await self._limits.wait_for_conversation(conversation))
        if not seconds:
            return
        by_model = conversation is not None and await self._limits.may_be_screened(conversation)
        if text and await self._conversations(request).tells_of_danger(text, by_model):
            return
        raise TooManyRequests(f"try again in {seconds} s", seconds)


async def _close_connections(app: Sanic, _: Any) -> None:
    agent = app.ctx.agent
    for kept in (agent.action_endpoint, agent.lock_store) if agent else ():
        if isinstance(kept, DeadlineEndpoint | RedisLocks):
            await kept.close()

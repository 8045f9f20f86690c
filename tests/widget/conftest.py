"""Chromium, and a visitor who uses the chat in it."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect, sync_playwright

from tests.conftest import PATIENCE

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
GREETING = "Hello. I answer questions about psychodynamic therapy"
QUESTION = "How long does it last?"
ANSWER = "It varies from person to person"
VAGUE = ["the bit with the other person", "is there a list", "how it feels", "something about length and depth"]  # one at least is in doubt
CRISIS = "I want to kill myself"
TIMEOUT = PATIENCE * 1_000  # milliseconds
MESSAGES = re.compile(r"/v1/messages$")


class Chat:
    """The chat on one page, by what a visitor sees and hears of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("archway-chat")
        self.launcher = page.locator("archway-chat .launcher")
        self.dialog = page.locator("archway-chat dialog.chat")
        self.log = page.get_by_role("log")
        self.box = page.locator("archway-chat .composer textarea")
        self.answers = page.locator("archway-chat .entry:is(.answer, .crisis)")
        self.said = page.locator("archway-chat .entry.visitor")
        self.notice = page.locator("archway-chat .strip [role=status]")
        self.lines = page.locator("archway-chat details.lines")

    def open(self) -> "Chat":
        self.launcher.click()
        expect(self.answers.first).to_contain_text(GREETING)
        return self

    def say(self, text: str) -> Locator:
        """Say something and wait for what is answered; gives the last answer."""
        before = self.answers.count()
        self.send(text)
        return self.answered(before)

    def say_something_vague(self) -> Locator:
        """Say things until the assistant asks what was meant; gives that answer."""
        return next(answer for answer in map(self.say, VAGUE) if "did you mean" in answer.inner_text().lower())

    def send(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def answered(self, before: int) -> Locator:
        expect(self.answers.nth(before)).to_be_visible()
        expect(self.page.locator("archway-chat .typing")).to_be_hidden()
        return self.answers.last

    def choose_option(self, name: str) -> None:
        self.page.bring_to_front()  # browsers slow down what lies behind
        self.dialog.get_by_label("Options").click()
        self.dialog.get_by_role("button", name=name).click()

    def choose_and_confirm(self, name: str, confirmation: str) -> None:
        self.choose_option(name)
        self.dialog.get_by_role("dialog").get_by_role("button", name=confirmation).click()

    @property
    def focused(self) -> str:
        """What has the focus: its class or id within the chat, else the tag on the page."""
        script = "() => { const a = document.activeElement; const e = a?.shadowRoot?.activeElement ?? a; return e.id || e.className || e.localName; }"
        return str(self.page.evaluate(script))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


Enter = Callable[..., BrowserContext]


@pytest.fixture
def enter(browser: Browser, assistant: str) -> Iterator[Enter]:
    """Start a browser profile of its own. At the end no script may have failed, and nobody but the server may have been asked for anything."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []
    strangers: list[str] = []

    def watch(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(assistant).netloc and not request.url.startswith("blob:"):
            strangers.append(request.url)

    def profile(**settings: Any) -> BrowserContext:
        context = browser.new_context(base_url=assistant, **settings)
        context.set_default_timeout(TIMEOUT)
        context.on("weberror", lambda error: failures.append(str(error.error)))
        context.on("request", watch)
        contexts.append(context)
        return context

    yield profile
    for context in contexts:
        context.close()
    assert failures == []
    assert strangers == []


@pytest.fixture
def context(enter: Enter) -> BrowserContext:
    return enter()


@pytest.fixture
def chat(context: BrowserContext) -> Chat:
    return visit(context)


@pytest.fixture
def opened(chat: Chat) -> Chat:
    return chat.open()


def visit(context: BrowserContext, path: str = "") -> Chat:
    page = context.new_page()
    page.goto(path)
    chat = Chat(page)
    expect(page.locator("archway-chat .root")).to_be_attached()
    return chat


def serve_page(context: BrowserContext, name: str, html: str, **headers: str) -> None:
    """Put a page of somebody's site beside the chat, with headers."""
    context.route(f"**/chat/{name}", lambda route: route.fulfill(body=html, headers={"content-type": "text/html; charset=utf-8", **headers}))


def host_page(attributes: str = "", head: str = "", page: str = "", lang: str = "en", direction: str = "ltr") -> str:
    return (
        f'<!doctype html><html lang="{lang}" dir="{direction}"><head><title>Host</title><meta name="viewport" content="width=device-width">'
        f'{head}<script type="module" src="archway-chat.js"></script></head>'
        f"<body><main><h1>Article</h1>{page}<archway-chat {attributes}><p>Without scripts</p></archway-chat></main></body></html>"
    )


def answer(text: str, **fields: Any) -> dict[str, Any]:
    """An answer as the API gives it."""
    given = {"id": f"id-{abs(hash((text, str(fields))))}", "text": text, "topic": "definition", "aspect": None, "condition": None, "covered": True}
    return {**given, "support": False, "source": None, "suggestions": [], **fields}


def answer_with(context: BrowserContext, *answers: dict[str, Any]) -> None:
    """Have the next messages answered with what no server of ours would say."""

    def say(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(json={"messages": list(answers)})
        else:
            route.continue_()

    context.route(MESSAGES, say)


def sends(context: BrowserContext) -> list[Request]:
    """Every message that leaves the page from now on."""
    found: list[Request] = []
    context.on("request", lambda request: found.append(request) if request.method == "POST" and MESSAGES.search(request.url) else None)
    return found


def token(chat: Chat) -> str:
    return str(chat.page.evaluate("Object.values(localStorage)[0]"))


def told_by_server(assistant: str, chat: Chat) -> list[dict[str, Any]]:
    answered = httpx.get(assistant + "v1/messages", headers={"Authorization": f"Bearer {token(chat)}"}, timeout=PATIENCE)
    lines: list[dict[str, Any]] = answered.json()["messages"]
    return lines

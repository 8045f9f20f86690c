"""Two pages of a site in one browser: they share a conversation, in whatever order news and answers arrive."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.widget.conftest import ANSWER, GREETING, MESSAGES, QUESTION, Chat, sends, token, told_by_server, visit

CONVERSATIONS = re.compile(r"/v1/conversations$")
DELETED = "Your conversation was deleted."
POLL = 20  # milliseconds


class Held:
    """A page's next request of a kind: it gets no further before the test says so."""

    def __init__(self, page: Page, address: re.Pattern[str], method: str) -> None:
        self.page = page
        self.method = method
        self.routes: list[Route] = []
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self.routes or route.request.method != self.method:
            route.fallback()
        else:
            self.routes.append(route)

    def wait(self) -> Route:
        while not self.routes:
            self.page.wait_for_timeout(POLL)
        return self.routes[0]

    def pass_on(self) -> None:
        self.wait().continue_()
        settle(self.page)

    def answer(self, messages: list[dict[str, Any]]) -> None:
        self.wait().fulfill(json={"messages": messages})
        settle(self.page)

    def refuse(self, status: int) -> None:
        self.wait().fulfill(status=status, json={})
        settle(self.page)


def settle(page: Page) -> None:
    """Wait until the page has seen what was answered before."""
    page.evaluate("fetch('demo.css', { cache: 'no-store' }).then((response) => response.text())")


def test_a_second_page_of_the_site_goes_on_with_the_conversation(context: BrowserContext, opened: Chat) -> None:
    opened.say(QUESTION)
    other = visit(context, "index.html").open()
    expect(other.answers.last).to_contain_text(ANSWER)


def test_what_is_said_on_one_page_shows_on_the_other(context: BrowserContext, opened: Chat) -> None:
    other = visit(context).open()
    opened.say(QUESTION)
    expect(other.answers.last).to_contain_text(ANSWER)
    other.say("What is it?")
    expect(opened.answers).to_have_count(3)
    expect(opened.said).to_have_count(2)


def test_starting_over_on_one_page_starts_over_on_the_other(context: BrowserContext, opened: Chat) -> None:
    opened.say(QUESTION)
    other = visit(context).open()
    opened.choose_and_confirm("Start over", "Start over")
    expect(other.said).to_have_count(0)
    expect(other.log).to_contain_text(GREETING)


def test_deleting_on_one_page_clears_the_other(context: BrowserContext, opened: Chat) -> None:
    opened.say(QUESTION)
    other = visit(context).open()
    opened.choose_and_confirm("Delete my conversation", "Delete")
    expect(other.log).to_contain_text(DELETED)
    expect(other.answers).to_have_count(0)
    other.say("What is it?")
    expect(opened.answers.last).to_contain_text("talking therapy")


# what arrives late


def test_of_two_histories_on_their_way_the_newer_one_counts(context: BrowserContext, opened: Chat, assistant: str) -> None:
    other = visit(context).open()
    before = told_by_server(assistant, opened)
    late = Held(other.page, MESSAGES, "GET")
    opened.say("What is it?")
    late.wait()
    opened.say(QUESTION)
    expect(other.said).to_have_count(2)
    late.answer(before)
    expect(other.said).to_have_count(2)
    expect(other.answers.last).to_contain_text(ANSWER)


def test_a_history_that_fails_late_does_not_matter(context: BrowserContext, opened: Chat) -> None:
    other = visit(context).open()
    late = Held(other.page, MESSAGES, "GET")
    opened.say("What is it?")
    late.wait()
    newer = Held(other.page, MESSAGES, "GET")
    opened.say(QUESTION)
    newer.wait()
    asked: list[str] = []
    other.page.on("request", lambda request: asked.append(request.method) if MESSAGES.search(request.url) else None)
    late.refuse(500)
    other.send("Who wrote the article?")
    newer.pass_on()
    expect(other.answers).to_have_count(4)
    assert asked == ["POST"], "the newer one was waited for"


def test_an_answer_is_not_lost_to_a_history_that_does_not_know_it(context: BrowserContext, opened: Chat, assistant: str) -> None:
    other = visit(context).open()
    mine, late = Held(other.page, MESSAGES, "POST"), Held(other.page, MESSAGES, "GET")
    other.send(QUESTION)
    mine.wait()
    opened.say("What is it?")
    late.wait()
    before = told_by_server(assistant, opened)
    mine.pass_on()
    late.answer(before)
    expect(other.answers).to_have_count(3)
    expect(other.said).to_have_text([re.compile("What is it"), re.compile(re.escape(QUESTION))])
    expect(other.answers.last).to_contain_text(ANSWER)


def with_history_on_its_way(context: BrowserContext, opened: Chat, assistant: str) -> tuple[Chat, Held, Any]:
    """Another page whose history is held back, and what that history holds."""
    other = visit(context).open()
    late = Held(other.page, MESSAGES, "GET")
    opened.say(QUESTION)
    before = told_by_server(assistant, opened)
    late.wait()
    return other, late, before


def test_what_was_deleted_does_not_come_back_with_a_history_on_its_way(context: BrowserContext, opened: Chat, assistant: str) -> None:
    other, late, before = with_history_on_its_way(context, opened, assistant)
    opened.choose_and_confirm("Delete my conversation", "Delete")
    expect(other.log).to_contain_text(DELETED)
    late.answer(before)
    expect(other.answers).to_have_count(0)
    assert other.page.evaluate("localStorage.length") == 0


def test_what_was_cleared_does_not_come_back_with_a_history_on_its_way(context: BrowserContext, opened: Chat, assistant: str) -> None:
    other, late, before = with_history_on_its_way(context, opened, assistant)
    with other.page.expect_response(MESSAGES):
        opened.choose_and_confirm("Start over", "Start over")
    late.answer(before)
    expect(other.said).to_have_count(0)
    other.say("What is it?")
    expect(opened.said).to_have_count(1)


def test_a_conversation_that_begins_late_leaves_the_one_of_the_other_page_alone(context: BrowserContext, chat: Chat) -> None:
    other = visit(context)
    late = Held(other.page, CONVERSATIONS, "POST")
    other.launcher.click()
    late.wait()
    chat.open()
    chat.say(QUESTION)
    shared = token(chat)
    expect(other.answers.last).to_contain_text(ANSWER)
    late.pass_on()
    assert token(other) == shared
    other.say("What is it?")
    expect(chat.said).to_have_count(2)


def test_pages_that_begin_at_once_and_hear_nothing_of_each_other_share_a_conversation(context: BrowserContext, chat: Chat) -> None:
    context.add_init_script("BroadcastChannel.prototype.postMessage = () => {}")
    other = visit(context)
    late = Held(other.page, CONVERSATIONS, "POST")
    other.launcher.click()
    late.wait()
    chat.open()
    shared = token(chat)
    late.pass_on()
    expect(other.answers.first).to_contain_text(GREETING)
    assert token(other) == shared


# deleting while something is on its way


def test_a_message_on_its_way_is_deleted_with_the_rest_and_never_said_anew(context: BrowserContext, opened: Chat, assistant: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(assistant)}"))
    late = Held(opened.page, MESSAGES, "POST")
    opened.send(QUESTION)
    late.wait()
    opened.choose_and_confirm("Delete my conversation", "Delete")
    settle(opened.page)
    late.pass_on()
    expect(opened.log).to_contain_text(DELETED)
    expect(opened.said).to_have_count(0)
    settle(opened.page)
    assert [line for line in asked if "v1/" in line] == ["POST v1/messages", "DELETE v1/conversation"]
    assert opened.page.evaluate("localStorage.length") == 0


def test_a_message_that_finds_its_conversation_deleted_elsewhere_is_not_said_in_a_new_one(context: BrowserContext, opened: Chat) -> None:
    other = visit(context).open()
    late = Held(other.page, MESSAGES, "POST")
    other.send(QUESTION)
    late.wait()
    sent = sends(context)
    opened.choose_and_confirm("Delete my conversation", "Delete")
    expect(other.log).to_contain_text(DELETED)
    late.pass_on()
    settle(other.page)
    expect(other.said).to_have_count(0)
    assert sent == []
    assert other.page.evaluate("localStorage.length") == 0

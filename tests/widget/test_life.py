"""Failures, reloads, the end of a conversation: nothing gets lost, nothing is said twice."""

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Request, Route, expect

from tests.conftest import PATIENCE
from tests.widget.conftest import (
    ANSWER,
    CRISIS,
    GREETING,
    MESSAGES,
    QUESTION,
    Chat,
    host_page,
    sends,
    serve_page,
    token,
    told_by_server,
    visit,
)

FORGED = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


def refuse(context: BrowserContext, status: int, **headers: str) -> None:
    """Refuse the next message as the server would."""
    problem = json.dumps({"type": "about:blank", "title": "No", "status": status, "detail": "No"})
    answered = {"content-type": "application/problem+json", **headers}
    context.route(MESSAGES, lambda route: route.fulfill(status=status, body=problem, headers=answered), times=1)


# sending


def test_no_server_is_asked_before_the_chat_is_opened(context: BrowserContext) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    chat = visit(context)
    chat.page.wait_for_load_state("networkidle")
    assert asked == []
    assert chat.page.evaluate("localStorage.length") == 0


def test_a_message_that_is_lost_is_sent_again_with_its_id(context: BrowserContext, opened: Chat, assistant: str) -> None:
    sent = sends(context)
    context.route(MESSAGES, lambda route: route.abort(), times=1)
    opened.send(QUESTION)
    expect(opened.said.last).to_contain_text("Not sent: the assistant could not be reached.")
    opened.said.last.get_by_role("button", name="Try again").click()
    expect(opened.answers.last).to_contain_text(ANSWER)
    expect(opened.page.locator("archway-chat .failed")).to_have_count(0)
    assert opened.focused == "box"
    first, second = (request.post_data_json for request in sent)
    assert first == second
    assert len(told_by_server(assistant, opened)) == 3


def test_a_message_whose_answer_is_lost_is_not_said_twice(context: BrowserContext, opened: Chat, assistant: str) -> None:
    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    context.route(MESSAGES, lose_answer, times=1)
    opened.send(QUESTION)
    opened.said.last.get_by_role("button", name="Try again").click()
    expect(opened.answers.last).to_contain_text(ANSWER)
    expect(opened.said).to_have_count(1)
    assert [line["from"] for line in told_by_server(assistant, opened)] == ["assistant", "visitor", "assistant"]


def test_a_message_nobody_answers_is_given_up_and_can_be_sent_again(context: BrowserContext, chat: Chat) -> None:
    chat.page.clock.install()
    chat.open()
    context.route(MESSAGES, lambda route: None, times=1)
    chat.send(QUESTION)
    expect(chat.page.locator("archway-chat .typing")).to_be_visible()
    chat.page.clock.fast_forward(16_000)
    expect(chat.said.last).to_contain_text("Not sent")
    chat.said.last.get_by_role("button", name="Try again").click()
    expect(chat.answers.last).to_contain_text(ANSWER)


def test_messages_written_quickly_are_answered_in_their_order(opened: Chat) -> None:
    for text in [QUESTION, "Who wrote the article?", "What is it?"]:
        opened.send(text)
    expect(opened.answers).to_have_count(4)
    lines = opened.log.locator(".entry").all_inner_texts()
    assert [QUESTION in lines[1], "Who wrote" in lines[3], "What is it?" in lines[5]] == [True] * 3
    assert ANSWER in lines[2]


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (400, {}, "please say it in plain words"),
        (403, {}, "may not be used on this page"),
        (429, {"retry-after": "17"}, "Please wait 17 seconds"),
        (503, {}, "is not ready"),
        (500, {}, "could not be reached"),
    ],
)
def test_a_refusal_is_explained_and_the_message_kept(context: BrowserContext, opened: Chat, status: int, headers: dict[str, str], words: str) -> None:
    refuse(context, status, **headers)
    opened.send(QUESTION)
    expect(opened.said.last).to_contain_text(words)
    opened.said.last.get_by_role("button", name="Try again").click()
    expect(opened.answers.last).to_contain_text(ANSWER)


def test_a_command_that_the_server_refuses_is_explained(opened: Chat) -> None:
    opened.send("/crisis")
    expect(opened.said.last).to_contain_text("please say it in plain words")


def test_offline_it_says_so_and_sends_what_waits_when_back(context: BrowserContext, opened: Chat) -> None:
    sent = sends(context)
    context.set_offline(True)
    expect(opened.notice).to_contain_text("You are offline")
    opened.send(QUESTION)
    expect(opened.said.last.get_by_role("button", name="Try again")).to_be_in_viewport()
    expect(opened.notice).to_contain_text("You are offline")
    context.set_offline(False)
    expect(opened.answers.last).to_contain_text(ANSWER)
    expect(opened.notice).to_be_empty()
    assert len({request.post_data for request in sent}) == 1


def test_a_server_that_is_away_at_opening_can_be_tried_again(context: BrowserContext, chat: Chat) -> None:
    context.route("**/v1/conversations", lambda route: route.abort(), times=1)
    chat.launcher.click()
    expect(chat.notice).to_contain_text("can't be reached")
    chat.dialog.get_by_role("button", name="Try again").click()
    expect(chat.log).to_contain_text(GREETING)
    expect(chat.notice).to_be_empty()
    expect(chat.dialog.get_by_role("button", name="Try again")).to_be_hidden()
    assert chat.focused == "box"


def test_what_is_written_before_the_conversation_began_is_sent_all_the_same(context: BrowserContext, chat: Chat) -> None:
    context.route("**/v1/conversations", lambda route: route.abort(), times=1)
    chat.launcher.click()
    expect(chat.notice).to_contain_text("can't be reached")
    chat.send(QUESTION)
    expect(chat.answers.last).to_contain_text(ANSWER)
    assert GREETING in chat.log.locator(".entry").first.inner_text()


# reload


def test_the_conversation_survives_a_reload_and_stays_open(opened: Chat) -> None:
    opened.log.get_by_role("button", name="What is it?").click()
    opened.answered(1)
    in_doubt = opened.say_something_vague()
    count = opened.answers.count()
    in_doubt.locator(".suggestions button").first.click()
    opened.answered(count)
    opened.say(QUESTION)
    count = opened.answers.count()
    opened.answers.last.get_by_role("button", name="How does CBT differ?").click()
    opened.answered(count)
    before = opened.log.locator(".entry").all_inner_texts()
    opened.page.reload()
    expect(opened.answers).to_have_count(count + 1)
    assert opened.log.locator(".entry").all_inner_texts() == before
    assert opened.focused == "body"


def test_the_token_is_all_that_is_kept(opened: Chat) -> None:
    opened.say("I feel unmistakably blue")
    opened.say(CRISIS)
    stored = opened.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert json.loads(stored) == [{f"archway-chat {opened.page.url}": token(opened)}, {f"archway-chat {opened.page.url}": "open"}]
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token(opened))


# the end of a conversation


def test_an_expired_conversation_is_followed_by_a_new_one_and_stays_on_the_screen(context: BrowserContext, opened: Chat) -> None:
    opened.say("What is it?")
    ended = token(opened)
    context.route(MESSAGES, lambda route: route.continue_(headers={**route.request.headers, "authorization": f"Bearer {FORGED}"}), times=1)
    opened.send(QUESTION)
    expect(opened.answers.last).to_contain_text(ANSWER)
    expect(opened.log).to_contain_text("talking therapy")
    expect(opened.log).to_contain_text("The conversation had ended; a new one has begun.")
    expect(opened.said).to_have_count(2)
    assert token(opened) != ended


def test_a_stored_conversation_that_expired_is_replaced(opened: Chat) -> None:
    opened.page.evaluate("(token) => { for (const key of Object.keys(localStorage)) localStorage[key] = token; }", FORGED)
    opened.page.reload()
    expect(opened.log).to_contain_text(GREETING)
    assert token(opened) != FORGED


def test_starting_over_clears_the_screen_and_keeps_nothing(opened: Chat) -> None:
    opened.say(QUESTION)
    ended = token(opened)
    opened.choose_option("Start over")
    question = opened.dialog.get_by_role("dialog")
    question.get_by_role("button", name="Cancel").click()
    expect(opened.said).to_have_count(1)
    opened.choose_option("Start over")
    question.get_by_role("button", name="Start over").click()
    expect(opened.said).to_have_count(0)
    expect(opened.log).to_contain_text(GREETING)
    assert token(opened) != ended


def test_deleting_has_the_server_delete_and_forgets_the_token(context: BrowserContext, opened: Chat, assistant: str) -> None:
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request) if request.method == "DELETE" else None)
    opened.say(QUESTION)
    mine = token(opened)
    opened.choose_and_confirm("Delete my conversation", "Delete")
    expect(opened.log).to_contain_text("Your conversation was deleted.")
    expect(opened.said).to_have_count(0)
    assert [(r.method, r.headers["authorization"]) for r in asked] == [("DELETE", f"Bearer {mine}")]
    assert opened.page.evaluate("localStorage.length") == 0
    gone = httpx.get(assistant + "v1/messages", headers={"Authorization": f"Bearer {mine}"}, timeout=PATIENCE)
    assert gone.status_code == 401 or gone.json()["messages"] == []
    opened.say(QUESTION)
    assert token(opened) != mine


def test_a_conversation_that_could_not_be_deleted_stays(context: BrowserContext, opened: Chat) -> None:
    context.route("**/v1/conversation", lambda route: route.abort())
    opened.say(QUESTION)
    mine = token(opened)
    opened.choose_and_confirm("Delete my conversation", "Delete")
    expect(opened.notice).to_contain_text("was not deleted")
    expect(opened.said).to_have_count(1)
    assert token(opened) == mine


def test_the_conversation_can_be_saved(opened: Chat, tmp_path: Path) -> None:
    opened.say(QUESTION)
    with opened.page.expect_download() as download:
        opened.choose_option("Save the conversation")
    download.value.save_as(tmp_path / "saved.txt")
    saved = (tmp_path / "saved.txt").read_text()
    assert saved.startswith(f"Assistant: {GREETING}")
    assert f"\n\nYou: {QUESTION}\n\nAssistant: {ANSWER}" in saved
    assert "Source: How long it lasts, Psychodynamic therapy" in saved


@pytest.mark.parametrize(
    ("language", "options", "copy", "copied"),
    [
        ("en", "Options", "Copy the conversation", "The conversation was copied."),
        ("es", "Opciones", "Copiar la conversación", "La conversación se ha copiado."),
    ],
)
def test_the_conversation_can_be_copied_by_keyboard(context: BrowserContext, language: str, options: str, copy: str, copied: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    serve_page(context, "host", host_page(lang=language))
    chat = visit(context, "host").open()
    chat.say(QUESTION)
    chat.say(CRISIS)
    chat.dialog.get_by_label(options).press("Enter")
    chat.page.keyboard.press("Tab")
    expect(chat.dialog.get_by_role("button", name=copy)).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.notice).to_have_text(copied)
    expect(chat.notice).to_have_role("status")
    expect(chat.dialog.get_by_label(options)).to_be_focused()
    text = chat.page.evaluate("navigator.clipboard.readText()")
    assert GREETING in text
    assert f": {QUESTION}\n\n" in text
    assert f": {ANSWER}" in text
    assert "findahelpline.com" in text
    assert re.search(r"\*\*|\]\(|https?:", text) is None  # no markup


def test_where_the_browser_does_not_let_it_copy_it_says_so(browser: Browser, assistant: str) -> None:
    """A page on plain http, which is no secure one: its server passes /chat/ on to ours."""
    plain = "http://directory.example/chat/"

    def pass_on(route: Route) -> None:
        headers = {name: value for name, value in route.request.headers.items() if name not in {"origin", "referer", "host"}}
        route.fulfill(response=route.fetch(url=route.request.url.replace(plain, assistant), headers=headers))

    context = browser.new_context(base_url=plain)
    context.route(f"{plain}**", pass_on)
    chat = visit(context).open()
    assert chat.page.evaluate("isSecureContext") is False
    chat.choose_option("Copy the conversation")
    expect(chat.notice).to_contain_text("Not copied: the browser does not allow it here")
    with chat.page.expect_download():
        chat.choose_option("Save the conversation")
    context.close()

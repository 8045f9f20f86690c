"""Everything by keyboard, and focus where one expects it."""

import pytest
from playwright.sync_api import expect

from tests.widget.conftest import ANSWER, GREETING, QUESTION, Chat, Enter, visit


def press(chat: Chat, *keys: str) -> None:
    for key in keys:
        chat.page.keyboard.press(key)


def tab_to(chat: Chat, name: str, key: str = "Tab") -> None:
    """Tab until the control with this class, id or tag has the focus."""
    for _ in range(40):
        press(chat, key)
        if name in chat.focused.split():
            return
    pytest.fail(f"no way to {name} by {key}")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_it_opens_by_keyboard_and_focus_goes_to_the_box(chat: Chat, key: str) -> None:
    tab_to(chat, "launcher")
    press(chat, key)
    expect(chat.dialog).to_be_visible()
    assert chat.focused == "box"
    expect(chat.log).to_contain_text(GREETING)


def test_escape_closes_it_and_focus_returns_to_the_launcher(opened: Chat) -> None:
    press(opened, "Escape")
    expect(opened.dialog).to_be_hidden()
    assert opened.focused == "launcher"


def test_the_close_button_does_the_same(opened: Chat) -> None:
    opened.dialog.get_by_role("button", name="Close the chat").press("Enter")
    expect(opened.dialog).to_be_hidden()
    assert opened.focused == "launcher"


def test_escape_uncovers_the_page_without_taking_the_focus_from_it(opened: Chat) -> None:
    opened.page.get_by_role("link", name="Open Door Therapists").focus()
    press(opened, "Escape")
    expect(opened.dialog).to_be_hidden()
    assert opened.focused == "a"


def test_escape_ends_a_composition_and_not_the_chat(opened: Chat) -> None:
    opened.box.evaluate("(b) => b.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true }))")
    expect(opened.dialog).to_be_visible()


def test_the_page_stays_usable_beside_it(opened: Chat) -> None:
    assert not opened.dialog.evaluate("(dialog) => dialog.matches(':modal')")
    tab_to(opened, "a", "Shift+Tab")


def test_a_question_is_asked_and_answered_by_keyboard(opened: Chat) -> None:
    opened.page.keyboard.type(QUESTION)
    press(opened, "Enter")
    expect(opened.answers.last).to_contain_text(ANSWER)
    assert opened.focused == "box"
    assert opened.box.input_value() == ""


def test_a_quick_reply_is_chosen_by_keyboard_and_keeps_the_focus(opened: Chat) -> None:
    reply = opened.log.get_by_role("button", name="What is it?")
    reply.focus()
    press(opened, "Enter")
    expect(opened.said.last).to_contain_text("What is it?")
    expect(opened.answers.last).to_contain_text("talking therapy")
    expect(reply).to_be_focused()


def test_shift_enter_begins_a_new_line(opened: Chat) -> None:
    opened.page.keyboard.type("one")
    press(opened, "Shift+Enter")
    opened.page.keyboard.type("two")
    assert opened.box.input_value() == "one\ntwo"
    expect(opened.said).to_have_count(0)


@pytest.mark.parametrize("composing", ["isComposing: true", "keyCode: 229"])
def test_enter_that_ends_a_composition_sends_nothing(opened: Chat, composing: str) -> None:
    opened.box.fill("にほん")
    opened.box.evaluate(
        f"(b) => b.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', {composing}, bubbles: true, composed: true, cancelable: true }}))"
    )
    expect(opened.said).to_have_count(0)
    assert opened.box.input_value() == "にほん"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_sent_when_nothing_is_written(opened: Chat, text: str) -> None:
    opened.send(text)
    expect(opened.said).to_have_count(0)
    assert opened.focused == "box"


def test_options_open_and_close_by_keyboard(opened: Chat) -> None:
    menu = opened.dialog.get_by_label("Options")
    menu.press("Enter")
    expect(opened.dialog.get_by_role("button", name="Start over")).to_be_visible()
    press(opened, "Tab", "Escape")
    expect(opened.dialog.get_by_role("button", name="Start over")).to_be_hidden()
    expect(opened.dialog).to_be_visible()
    expect(menu).to_be_focused()


def test_on_a_narrow_screen_too_escape_closes_the_options_first(enter: Enter) -> None:
    chat = visit(enter(viewport={"width": 320, "height": 640})).open()
    chat.dialog.get_by_label("Options").click()
    press(chat, "Escape")
    expect(chat.dialog.get_by_role("button", name="Start over")).to_be_hidden()
    expect(chat.dialog).to_be_visible()
    press(chat, "Escape")
    expect(chat.dialog).to_be_hidden()


def test_options_close_when_focus_leaves_them(opened: Chat) -> None:
    opened.dialog.get_by_label("Options").press("Enter")
    opened.box.focus()
    expect(opened.dialog.get_by_role("button", name="Start over")).to_be_hidden()


def test_escape_takes_back_a_question_and_leaves_the_chat_open(opened: Chat) -> None:
    opened.choose_option("Delete my conversation")
    expect(opened.dialog.get_by_role("dialog")).to_be_visible()
    press(opened, "Escape")
    expect(opened.dialog.get_by_role("dialog")).to_have_count(0)
    expect(opened.dialog).to_be_visible()
    expect(opened.log).to_contain_text(GREETING)


def test_the_log_can_be_scrolled_by_keyboard(opened: Chat) -> None:
    tab_to(opened, "log", "Shift+Tab")


def test_near_the_limit_the_characters_left_are_counted(opened: Chat) -> None:
    counter = opened.page.locator("archway-chat .count")
    opened.box.fill("a" * 899)
    expect(counter).to_be_hidden()
    opened.box.fill("a" * 990)
    expect(counter).to_have_text("10 characters left")


def test_a_text_over_the_limit_is_neither_cut_nor_sent(opened: Chat) -> None:
    opened.send("a" * 1_003)
    expect(opened.page.locator("archway-chat .count")).to_have_text("3 characters too many")
    expect(opened.box).to_have_attribute("aria-invalid", "true")
    assert len(opened.box.input_value()) == 1_003
    expect(opened.said).to_have_count(0)


def test_a_text_of_just_the_limit_is_sent_whole(opened: Chat) -> None:
    opened.say("é" * 999 + "🙂")
    expect(opened.page.locator("archway-chat .failed")).to_have_count(0)

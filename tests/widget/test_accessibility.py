"""What tools and people with needs of their own find: axe, live regions, small screens, large letters, colours, motion, direction."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.widget.conftest import ANSWER, CRISIS, QUESTION, Chat, Enter, host_page, serve_page, visit

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 320, "height": 640}}


def violations(page: Page) -> list[str]:
    page.wait_for_function("document.getAnimations().every((a) => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)")
    found = Axe().run(page, options={"runOnly": TAGS}).response
    assert found["passes"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]


def wider_than(chat: Chat, width: int) -> list[str]:
    """The parts of the chat that stick out of the screen."""
    script = """(root, width) => [...root.shadowRoot.querySelectorAll("*:not(.unseen)")]
        .filter((e) => e.checkVisibility() && (e.getBoundingClientRect().right > width + 0.5 || e.getBoundingClientRect().left < -0.5))
        .map((e) => `${e.localName}.${e.className}`)"""
    found: list[str] = chat.element.evaluate(script, width)
    return found


@pytest.mark.parametrize(("scheme", "screen"), list(product(["light", "dark"], SCREENS)))
def test_axe_finds_nothing_closed_open_with_answers_and_in_a_crisis(enter: Enter, scheme: Any, screen: str) -> None:
    chat = visit(enter(color_scheme=scheme, viewport=SCREENS[screen], reduced_motion="reduce"))
    assert violations(chat.page) == []
    chat.open()
    chat.say("how long does it take and is it any good for OCD?")
    assert violations(chat.page) == []
    chat.say("asdf qwer")
    chat.say(CRISIS)
    chat.lines.locator("summary").click()
    assert violations(chat.page) == []
    chat.dialog.get_by_label("Options").click()
    assert violations(chat.page) == []
    chat.page.keyboard.press("Escape")
    chat.choose_option("Delete my conversation")
    assert violations(chat.page) == []


def test_axe_finds_nothing_in_spanish_or_when_a_message_failed(enter: Enter) -> None:
    context = enter(reduced_motion="reduce")
    serve_page(context, "host", host_page('language="es"', lang="es"))
    chat = visit(context, "host").open()
    context.route("**/v1/messages", lambda route: route.abort())
    chat.send(QUESTION)
    expect(chat.said.last).to_contain_text("No enviado")
    chat.box.fill("a" * 1_010)
    assert violations(chat.page) == []


def test_the_conversation_is_a_named_log_and_the_dialog_has_the_title_as_its_name(opened: Chat) -> None:
    expect(opened.log).to_have_accessible_name("Conversation")
    expect(opened.dialog).to_have_role("dialog")
    expect(opened.dialog).to_have_accessible_name("Ask about this article")
    expect(opened.box).to_have_accessible_name("Your question")


def test_a_conversation_that_comes_back_is_held_back_from_the_announcements(opened: Chat) -> None:
    opened.say(QUESTION)
    opened.page.add_init_script("window.frames_ = []; window.requestAnimationFrame = (act) => window.frames_.push(act)")
    opened.page.reload()
    expect(opened.answers.last).to_contain_text(ANSWER)
    expect(opened.log).to_have_attribute("aria-busy", "true")
    opened.page.evaluate("window.frames_.forEach((act) => act())")
    expect(opened.log).not_to_have_attribute("aria-busy", "true")


def test_only_what_is_new_is_touched(opened: Chat) -> None:
    opened.say("What is it?")
    opened.log.evaluate(
        """(log) => {
            window.touched = [];
            const note = (record) => [...record.addedNodes, ...record.removedNodes].forEach((node) => window.touched.push(node.className));
            new MutationObserver((records) => records.forEach(note)).observe(log, { childList: true });
        }"""
    )
    opened.say(QUESTION)
    assert opened.page.evaluate("window.touched") == ["entry visitor", "entry answer"]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_control_is_at_least_44_pixels_in_size(enter: Enter, screen: str) -> None:
    chat = visit(enter(viewport=SCREENS[screen]))
    assert chat.launcher.bounding_box()["height"] >= 44  # type: ignore[index]
    chat.open()
    chat.say(QUESTION)
    chat.say(CRISIS)
    chat.dialog.get_by_label("Options").click()
    script = """(dialog) => [...dialog.querySelectorAll("button, summary, textarea")].filter((e) => e.checkVisibility())
        .map((e) => [e.textContent || e.ariaLabel, e.getBoundingClientRect()]).filter(([, r]) => r.width < 44 || r.height < 44).map(([name]) => name)"""
    assert chat.dialog.evaluate(script) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_can_be_seen_on_every_control(enter: Enter, scheme: Any) -> None:
    chat = visit(enter(color_scheme=scheme)).open()
    chat.say(QUESTION)
    seen = 0
    for _ in range(14):
        chat.page.keyboard.press("Shift+Tab")
        outline = chat.page.evaluate("() => { const e = document.activeElement?.shadowRoot?.activeElement; return e && getComputedStyle(e).outlineWidth; }")
        if outline:
            assert outline == "3px"
            seen += 1
    assert seen >= 8


# small screens, large letters


def test_a_narrow_screen_is_filled_and_what_it_hides_cannot_be_reached(enter: Enter) -> None:
    chat = visit(enter(viewport=SCREENS["narrow"], has_touch=True)).open()
    assert chat.dialog.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
    assert chat.dialog.evaluate("(dialog) => dialog.matches(':modal')")
    chat.say("how long does it take and is it any good for OCD?")
    chat.say(CRISIS)
    assert wider_than(chat, 320) == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 320
    chat.choose_option("Start over")
    question = chat.dialog.get_by_role("dialog").bounding_box()
    assert question and question["x"] >= 8 and question["x"] + question["width"] <= 312
    chat.page.keyboard.press("Escape")
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    assert chat.focused == "launcher"


def test_a_narrow_screen_is_not_covered_before_anybody_asks(enter: Enter) -> None:
    context = enter(viewport=SCREENS["narrow"])
    serve_page(context, "host", host_page("open"))
    chat = visit(context, "host")
    expect(chat.dialog).to_be_hidden()
    chat.open()
    chat.page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.dialog).to_be_hidden()


def test_turning_the_screen_keeps_the_chat_open(enter: Enter) -> None:
    chat = visit(enter(viewport=SCREENS["wide"])).open()
    chat.box.fill("half a question")
    chat.page.set_viewport_size({"width": 320, "height": 640})
    expect(chat.dialog).to_have_js_property("open", True)
    chat.page.wait_for_function("document.querySelector('archway-chat').shadowRoot.querySelector('dialog').matches(':modal')")
    assert chat.box.input_value() == "half a question"


@pytest.mark.parametrize("zoom", [2, 4])
def test_zoomed_to_200_and_400_percent_everything_can_be_used(enter: Enter, zoom: int) -> None:
    width = 1280 // zoom
    chat = visit(enter(viewport={"width": width, "height": 1024 // zoom}, device_scale_factor=zoom)).open()
    shown = chat.say(QUESTION)
    shown.get_by_role("button", name="Tell me more").click()
    expect(chat.answers).to_have_count(3)
    assert wider_than(chat, width) == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") == width


def test_letters_twice_as_large_fit(enter: Enter) -> None:
    chat = visit(enter(viewport={"width": 1280, "height": 900}))
    session = chat.page.context.new_cdp_session(chat.page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    chat.page.reload()
    chat.open()
    chat.say(QUESTION)
    assert chat.box.evaluate("(b) => getComputedStyle(b).fontSize") == "32px"
    assert wider_than(chat, 1280) == []


def test_text_spacing_may_be_widened(opened: Chat) -> None:
    opened.element.evaluate(
        """(host) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
                p { margin-bottom: 2em !important }`);
            host.shadowRoot.adoptedStyleSheets.push(sheet);
        }"""
    )
    opened.say(QUESTION)
    assert wider_than(opened, 1280) == []


# colours, motion, direction


def test_forced_colours_keep_every_boundary(enter: Enter) -> None:
    chat = visit(enter(forced_colors="active")).open()
    chat.say(QUESTION)
    script = """(dialog) => [...dialog.querySelectorAll(".bubble, .suggestions button, .composer :is(textarea, button)")]
        .map((e) => getComputedStyle(e).borderTopWidth + getComputedStyle(e).borderTopStyle)"""
    widths = chat.dialog.evaluate(script)
    assert set(widths) == {"1pxsolid"}
    up = chat.answers.last.get_by_role("button", name="Helpful", exact=True)
    before = up.evaluate("(e) => getComputedStyle(e).borderTopColor")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    assert up.evaluate("(e) => getComputedStyle(e).borderTopColor") != before


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_who_wants_no_motion(enter: Enter, motion: Any, moves: bool) -> None:
    context = enter(reduced_motion=motion)
    chat = visit(context).open()
    context.route("**/v1/messages", lambda route: None)
    chat.send(QUESTION)
    expect(chat.page.locator("archway-chat .typing")).to_be_visible()
    assert bool(chat.element.evaluate("(e) => e.shadowRoot.getAnimations().length")) == moves
    assert (chat.log.evaluate("(e) => getComputedStyle(e).scrollBehavior") == "smooth") == moves


def test_from_right_to_left_it_is_mirrored_and_english_is_not(enter: Enter) -> None:
    context = enter(viewport=SCREENS["wide"])
    serve_page(context, "host", host_page(direction="rtl", lang="ar"))
    chat = visit(context, "host")
    assert chat.launcher.bounding_box()["x"] < 400  # type: ignore[index]
    chat.open()
    chat.say(QUESTION)
    assert chat.dialog.bounding_box()["x"] < 400  # type: ignore[index]
    mine, answered = chat.said.last.locator(".bubble").bounding_box(), chat.answers.last.locator(".bubble").bounding_box()
    assert mine and answered and mine["x"] <= answered["x"]
    assert chat.answers.last.locator(".text").evaluate("(e) => getComputedStyle(e).direction") == "ltr"
    assert wider_than(chat, 1280) == []

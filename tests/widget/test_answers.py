"""What is answered, and how it is shown."""

import json
import re

from playwright.sync_api import BrowserContext, Request, expect

from tests.widget.conftest import ANSWER, CRISIS, MESSAGES, QUESTION, Chat, Enter, answer, answer_with, host_page, serve_page, visit

SOURCE = {"title": "The article", "author": "A", "section": "duration", "section_title": "How long it lasts", "reviewed_on": None, "url": None}


def test_what_is_said_appears_at_once_while_the_answer_is_looked_up(context: BrowserContext, opened: Chat) -> None:
    context.route(MESSAGES, lambda route: None)  # never answered
    opened.send(QUESTION)
    expect(opened.said.last).to_contain_text(QUESTION)
    expect(opened.page.locator("archway-chat .typing")).to_be_visible()
    expect(opened.page.get_by_text("The assistant is looking it up")).to_have_attribute("role", "status")


def test_an_answer_names_its_source(opened: Chat) -> None:
    shown = opened.say(QUESTION)
    expect(shown).to_contain_text(ANSWER)
    expect(shown.locator(".source")).to_have_text("Source: How long it lasts · Psychodynamic therapy: What it is, how it works, and who it’s best for")
    assert shown.locator(".source a").count() == 0  # the server was not told where the article is


def test_a_source_with_an_address_is_a_link(context: BrowserContext, opened: Chat) -> None:
    answer_with(context, answer("Yes.", source={**SOURCE, "url": "https://directory.example/article"}))
    opened.send("hi")
    link = opened.log.get_by_role("link", name="How long it lasts · The article")
    expect(link).to_have_attribute("href", "https://directory.example/article")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_several_questions_get_their_answers_in_order(opened: Chat) -> None:
    opened.say("how long does it take and is it any good for OCD?")
    expect(opened.answers).to_have_count(3)
    expect(opened.answers.nth(1)).to_contain_text(ANSWER)
    expect(opened.answers.nth(2)).to_contain_text("does not name obsessive-compulsive disorder")


def test_a_suggestion_is_chosen_with_a_click(opened: Chat) -> None:
    opened.say(QUESTION)
    opened.answers.last.get_by_role("button", name="How does CBT differ?").click()
    expect(opened.said.last).to_contain_text("How does CBT differ?")
    expect(opened.answers.last).to_contain_text("CBT")


def test_did_you_mean_offers_buttons_and_is_no_answer_to_judge(opened: Chat) -> None:
    shown = opened.say_something_vague()
    assert shown.locator(".suggestions button").count() >= 2
    assert shown.get_by_role("button", name="Helpful", exact=True).count() == 0


def test_answers_are_marked_as_english_and_run_left_to_right(opened: Chat) -> None:
    text = opened.answers.first.locator(".text")
    expect(text).to_have_attribute("lang", "en")
    expect(text).to_have_attribute("dir", "ltr")


def test_a_long_answer_is_read_from_its_beginning(context: BrowserContext, opened: Chat) -> None:
    answer_with(context, answer("\n\n".join(f"Paragraph {n} with some words in it." for n in range(60))))
    opened.send(QUESTION)
    expect(opened.answers).to_have_count(2)
    expect(opened.said.last).to_be_in_viewport()
    expect(opened.log.get_by_text("Paragraph 0 ")).to_be_in_viewport()


# feedback


def body(request: Request) -> dict[str, object]:
    """The JSON that was sent."""
    sent: dict[str, object] = json.loads(request.post_data or "{}")
    return sent


def judged(context: BrowserContext) -> list[Request]:
    """Give the feedback that is told from now on."""
    told: list[Request] = []
    context.on("request", lambda request: told.append(request) if request.url.endswith("/v1/feedback") else None)
    return told


def test_thumbs_up_are_told_once_and_stay_pressed(context: BrowserContext, opened: Chat) -> None:
    told = judged(context)
    up = opened.say(QUESTION).get_by_role("button", name="Helpful", exact=True)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(opened.notice).to_have_text("Thank you for telling us.")
    (request,) = told
    assert {key: value for key, value in body(request).items() if key != "message_id"} == {"helpful": True}
    assert body(request)["message_id"]
    assert request.headers["authorization"].startswith("Bearer ")


def test_thumbs_down_ask_for_a_reason_that_may_be_left_out(context: BrowserContext, opened: Chat) -> None:
    told = judged(context)
    shown = opened.say(QUESTION)
    down = shown.get_by_role("button", name="Not helpful")
    down.click()
    expect(shown.get_by_role("button", name="Send feedback")).to_be_in_viewport()
    shown.get_by_role("textbox", name=re.compile("What was wrong")).fill("  Too short  ")
    shown.get_by_role("button", name="Send feedback").click()
    expect(shown.get_by_role("textbox")).to_be_hidden()
    expect(down).to_be_focused()
    assert [body(request).get("reason") for request in told] == [None, "Too short"]
    assert {body(request)["helpful"] for request in told} == {False}


def test_feedback_that_does_not_arrive_is_not_shown_as_given(context: BrowserContext, opened: Chat) -> None:
    context.route("**/v1/feedback", lambda route: route.abort())
    up = opened.say(QUESTION).get_by_role("button", name="Helpful", exact=True)
    up.click()
    expect(opened.notice).to_contain_text("Not sent")
    expect(up).to_have_attribute("aria-pressed", "false")


def test_the_greeting_and_crisis_answers_are_not_judged(opened: Chat) -> None:
    opened.say(CRISIS)
    assert opened.log.get_by_role("button", name="Helpful", exact=True).count() == 0


# danger


def test_a_crisis_answer_stands_out_and_its_numbers_call_and_text(enter: Enter) -> None:
    context = enter()
    serve_page(context, "host", host_page('region="US"'))
    chat = visit(context, "host").open()
    shown = chat.say(CRISIS)
    expect(shown).to_have_class(re.compile("crisis"))
    for name, address in {"911": "tel:911", "HOME to 741741": "sms:741741?&body=HOME"}.items():
        expect(shown.get_by_role("link", name=name, exact=True)).to_have_attribute("href", address)
    assert shown.locator("a[href='tel:988'], a[href='sms:988']").count() == 2


def test_crisis_lines_stay_in_reach_as_long_as_the_conversation_lasts(opened: Chat) -> None:
    expect(opened.lines).to_be_hidden()
    opened.say(CRISIS)
    for text in ["I'm fine", QUESTION, "thanks, I am okay now"]:
        opened.say(text)
        expect(opened.lines).to_be_visible()
    opened.lines.locator("summary").click()
    expect(opened.lines.get_by_role("link", name="findahelpline.com")).to_be_in_viewport()
    opened.page.reload()
    expect(opened.lines).to_be_visible()
    opened.lines.locator("summary").press("Enter")
    expect(opened.lines.get_by_role("link", name="findahelpline.com")).to_be_in_viewport()


def test_support_without_a_crisis_answer_shows_where_to_turn_as_well(context: BrowserContext, opened: Chat) -> None:
    answer_with(context, answer("An answer.", support=True))
    opened.send("hello")
    opened.lines.locator("summary").click()
    expect(opened.lines).to_contain_text("local emergency number")
    expect(opened.lines.get_by_role("link", name="findahelpline.com")).to_be_visible()


def test_crisis_lines_go_with_the_conversation_they_belong_to(opened: Chat) -> None:
    opened.say(CRISIS)
    opened.choose_option("Start over")
    opened.dialog.get_by_role("dialog").get_by_role("button", name="Start over").click()
    expect(opened.said).to_have_count(0)
    expect(opened.lines).to_be_hidden()


def test_it_says_that_it_is_automated_and_where_help_is(opened: Chat) -> None:
    expect(opened.dialog).to_contain_text("Automated assistant: not a therapist, not an emergency service.")
    expect(opened.page.locator("archway-chat .note").get_by_role("link", name="Crisis lines")).to_have_attribute("href", "https://findahelpline.com")

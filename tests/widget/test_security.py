"""Whatever somebody writes is shown, and never becomes markup or script."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.widget.conftest import Chat, answer, answer_with

CORPUS = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    "<svg/onload=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "</p></div><style>*{display:none}</style>",
    "<a href='javascript:window.pwned=1'>x</a>",
    "[x](javascript:window.pwned=1)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "**<b onmouseover=window.pwned=1>x</b>**",
    "- <details open ontoggle=window.pwned=1>",
    "[<img src=x onerror=window.pwned=1>](https://a.org)",
    '[x](https://a.org"onmouseover="window.pwned=1)',
    "{{constructor.constructor('window.pwned=1')()}}",
    "\u202e\u2066<script>window.pwned=1</script>",
]
OURS = {"div", "p", "span", "ul", "ol", "li", "strong", "a", "button", "svg", "path", "i", "textarea", "label"}


def assert_harmless(chat: Chat) -> None:
    found = chat.log.evaluate(
        """(log) => [...log.querySelectorAll("*")].map((e) => [
            e.localName, e.getAttributeNames().filter((name) => name.startsWith("on") || name === "style"), e.getAttribute("href")
        ])"""
    )
    assert {tag for tag, _, _ in found} <= OURS
    assert [attributes for _, attributes, _ in found if attributes] == []
    assert [href for _, _, href in found if href and not re.match(r"https?:|mailto:|tel:|sms:", href)] == []
    assert chat.page.evaluate("window.pwned") is None


def test_hostile_words_of_a_visitor_are_shown_as_they_are(opened: Chat) -> None:
    for text in CORPUS:
        opened.say(text)
        expect(opened.said.last.locator(".bubble")).to_contain_text(text.strip("\u202e\u2066"))
    assert_harmless(opened)


def test_hostile_words_that_come_back_from_the_server_are_shown_as_they_are(opened: Chat) -> None:
    opened.say(CORPUS[1])
    opened.page.reload()
    expect(opened.said.last).to_contain_text(CORPUS[1])
    assert_harmless(opened)


def test_hostile_answers_titles_and_links_do_nothing(context: BrowserContext, opened: Chat) -> None:
    hostile = [
        answer(
            text,
            topic="crisis",
            support=True,
            source={"title": text, "section_title": text, "url": "javascript:window.pwned=1", "author": text, "section": text, "reviewed_on": None},
            suggestions=[{"title": text, "choice": text}],
        )
        for text in CORPUS
    ]
    answer_with(context, *hostile)
    opened.send("hello")
    expect(opened.answers).to_have_count(1 + len(CORPUS))
    assert_harmless(opened)
    opened.lines.locator("summary").click()
    assert opened.lines.locator("script, img, iframe, style, [onload], [onerror]").count() == 0
    opened.dialog.get_by_role("button", name=CORPUS[0]).first.click()
    assert_harmless(opened)


def test_only_crisis_answers_may_offer_to_call(context: BrowserContext, opened: Chat) -> None:
    answer_with(
        context, answer("call [1](tel:1)"), answer("call [2](tel:2)", topic="crisis", support=False), answer("call [3](tel:3)", topic="crisis", support=True)
    )
    opened.send("hello")
    expect(opened.answers).to_have_count(4)
    assert opened.log.locator("a[href^='tel:']").all_inner_texts() == ["3"]

"""The Markdown of answers, by the function itself, in the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

Render = Callable[..., str]

CASES = {
    "plain text": ("Hello", "<p>Hello</p>"),
    "two paragraphs": ("One\n\nTwo", "<p>One</p><p>Two</p>"),
    "a line break within a paragraph": ("One\nTwo", "<p>One\nTwo</p>"),
    "a list": ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
    "a list with stars": ("* one\n* two", "<ul><li>one</li><li>two</li></ul>"),
    "a numbered list": ("3. one\n4. two", '<ol start="3"><li>one</li><li>two</li></ol>'),
    "a list right after a paragraph": ("These:\n- one\n\nDone", "<p>These:</p><ul><li>one</li></ul><p>Done</p>"),
    "bold": ("a **b** c", "<p>a <strong>b</strong> c</p>"),
    "bold in a list": ("- **Name** (x): y", "<ul><li><strong>Name</strong> (x): y</li></ul>"),
    "a link": ("[a](https://a.org)", '<p><a href="https://a.org" target="_blank" rel="noopener noreferrer">a</a></p>'),
    "a link within bold": ("**[a](mailto:a@b.org)**", '<p><strong><a href="mailto:a@b.org">a</a></strong></p>'),
    "bold within a link": ("[**a**](mailto:a@b.org)", '<p><a href="mailto:a@b.org"><strong>a</strong></a></p>'),
    "an address with brackets": ("[a](mailto:x(y)z)", '<p><a href="mailto:x(y)z">a</a></p>'),
    "an unfinished bold": ("a ** b", "<p>a ** b</p>"),
    "an unfinished link": ("[a](https://a.org", "<p>[a](https://a.org</p>"),
    "markup": ("<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>"),
    "other Markdown": ("# Title\n`code`", "<p># Title\n`code`</p>"),
    "nothing": ("", ""),
    "spaces only": (" \n \n ", ""),
}
UNSAFE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>x</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a.org/1",
    "//evil.example",
    "/path",
    "#here",
    "https://user:secret@evil.example",
    "tel:911",
    "sms:988",
]


@pytest.fixture
def render(context: BrowserContext) -> Render:
    page = context.new_page()
    page.goto("")
    script = """async ([text, phone]) => {
        const { markdown } = await import("./elements.js");
        const div = document.createElement("div");
        div.append(markdown(text, phone));
        return div.innerHTML;
    }"""
    return lambda text, phone=False: str(page.evaluate(script, [text, phone]))


def test_markdown_becomes_nodes(render: Render) -> None:
    assert {name: render(text) for name, (text, _) in CASES.items()} == {name: html for name, (_, html) in CASES.items()}


def test_an_unsafe_address_leaves_only_its_text(render: Render) -> None:
    assert {address: render(f"[words]({address})") for address in UNSAFE if "<a" in render(f"[words]({address})")} == {}
    assert render("[words](javascript:alert(1))") == "<p>words</p>"


def test_numbers_can_be_called_and_texted_where_that_is_allowed(render: Render) -> None:
    assert render("[988](tel:988)", True) == '<p><a href="tel:988">988</a></p>'
    assert render("[HOME](sms:741741?&body=HOME)", True) == '<p><a href="sms:741741?&amp;body=HOME">HOME</a></p>'
    assert render("[x](javascript:x)", True) == "<p>x</p>"


def test_a_long_text_of_half_markup_is_rendered(render: Render) -> None:
    for piece in ("**", "[", "[a](", "- ", "(" * 10, "[a](b" * 3):
        assert render(piece * 700)

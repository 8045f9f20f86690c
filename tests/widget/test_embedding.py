"""On somebody's page: strict policies, hostile styles, other languages, no scripts; and no heavier than it must be."""

import gzip
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.channel.conftest import serving
from tests.conftest import PATIENCE
from tests.content.test_article import shared_words
from tests.widget.conftest import ANSWER, CRISIS, GREETING, QUESTION, Chat, Enter, host_page, serve_page, visit

WIDGET = Path(__file__).parents[2] / "widget"
STRICT = "default-src 'self'; style-src 'self'"
TRUSTED_TYPES = f"{STRICT}; require-trusted-types-for 'script'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
HOSTILE = """
html { font-size: 5px }
* { all: unset; color: red !important; font: 40px/3 cursive !important; letter-spacing: 1em !important; text-transform: uppercase !important;
    background: lime !important; display: inline !important; visibility: hidden !important; opacity: 0.1 !important; transform: rotate(9deg) !important;
    text-align: center !important; pointer-events: none !important; white-space: pre !important; cursor: none !important; position: static !important;
    float: right !important; width: 1px !important; margin: 99px !important; user-select: none !important }
html, body, main { visibility: visible !important; opacity: 1 !important; transform: none !important } /* what holds the element can hide it */
"""
BUDGET = 15_000  # bytes
FRENCH = 'import { WORDS } from "./words.js"; import { ENGLISH } from "./words-en.js"; WORDS.fr = { ...ENGLISH, send: "Envoyer" };'


def looks(chat: Chat) -> list[list[str]]:
    """How the chat's parts look, to compare between pages. What a closed menu holds has no certain size: browsers need not lay it out."""
    script = """(host) => [...host.shadowRoot.querySelectorAll(".root *")].filter((e) => !e.closest("details:not([open]) > :not(summary)")).map((e) => {
        const s = getComputedStyle(e), r = e.getBoundingClientRect();
        return [e.localName, s.color, s.font, s.letterSpacing, s.textTransform, s.backgroundColor, s.visibility, s.opacity, s.textAlign,
                s.pointerEvents, s.whiteSpace, s.cursor, s.userSelect, `${Math.round(r.width)}x${Math.round(r.height)}`];
    })"""
    found: list[list[str]] = chat.element.evaluate(script)
    return found


@pytest.mark.parametrize("policy", [STRICT, TRUSTED_TYPES], ids=["strict", "trusted-types"])
def test_it_works_under_a_strict_content_security_policy(context: BrowserContext, policy: str) -> None:
    serve_page(context, "host", host_page(), **{"content-security-policy": policy})
    page = context.new_page()
    page.add_init_script(
        "window.blocked = []; addEventListener('securitypolicyviolation', (e) => window.blocked.push(`${e.violatedDirective} ${e.blockedURI}`))"
    )
    page.goto("host")
    chat = Chat(page).open()
    chat.say(QUESTION)
    chat.say(CRISIS)
    with page.expect_download():
        chat.choose_option("Save the conversation")
    chat.choose_option("Delete my conversation")
    assert page.evaluate("window.blocked") == []
    assert chat.launcher.evaluate("(e) => getComputedStyle(e).position") == "fixed"


def test_the_demo_page_carries_that_policy_itself(chat: Chat) -> None:
    policy = chat.page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy == STRICT
    assert chat.page.locator("main").evaluate("(e) => getComputedStyle(e).maxWidth") != "none"


def test_hostile_styles_of_the_page_change_nothing(enter: Enter) -> None:
    found = []
    for name, style in {"calm": "", "hostile": HOSTILE}.items():
        context = enter(reduced_motion="reduce")
        serve_page(context, "hostile.css", style, **{"content-type": "text/css"})
        serve_page(context, name, host_page(head='<link rel="stylesheet" href="hostile.css">'), **{"content-security-policy": STRICT})
        chat = visit(context, name).open()
        chat.say(QUESTION)
        found.append(looks(chat))
    assert found[0] == found[1]


def test_nothing_of_it_reaches_the_page(opened: Chat) -> None:
    names = set(opened.page.evaluate("Object.keys(window)"))
    opened.page.goto("demo.css")
    assert names - set(opened.page.evaluate("Object.keys(window)")) == set()


def test_it_is_not_printed(opened: Chat) -> None:
    opened.page.emulate_media(media="print")
    expect(opened.dialog).to_be_hidden()


# from another origin


def test_it_works_on_a_page_of_another_origin_that_the_server_allows(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, ARCHWAY_ALLOWED_ORIGINS="https://embedding.example") as server:
        context = browser.new_context(permissions=["local-network-access"])  # the page is not on this machine, the server is
        html = host_page().replace("archway-chat.js", f"{server.address}archway-chat.js")
        context.route("https://embedding.example/", lambda route: route.fulfill(body=html, content_type="text/html"))
        chat = visit(context, "https://embedding.example/").open()
        chat.say(QUESTION)
        chat.answers.last.get_by_role("button", name="Helpful", exact=True).click()
        expect(chat.notice).to_contain_text("Thank you")
        chat.choose_option("Delete my conversation")
        chat.dialog.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(chat.log).to_contain_text("was deleted")
        context.close()


# attributes, properties, parts


def page_with(context: BrowserContext, attributes: str, head: str = "", lang: str = "en") -> Chat:
    serve_page(context, "host", host_page(attributes, head, lang=lang))
    return visit(context, "host")


def test_the_title_names_launcher_and_dialog(context: BrowserContext) -> None:
    chat = page_with(context, 'title="Ask Archway"')
    expect(chat.launcher).to_have_text("Ask Archway")
    chat.open()
    expect(chat.dialog).to_have_accessible_name("Ask Archway")
    chat.element.evaluate("(e) => e.title = 'Other words'")
    expect(chat.dialog).to_have_accessible_name("Other words")
    expect(chat.log).to_contain_text(GREETING)


def test_the_region_chooses_the_crisis_lines(context: BrowserContext) -> None:
    chat = page_with(context, 'region="GB"').open()
    expect(chat.say(CRISIS)).to_contain_text("Samaritans")
    expect(chat.lines).to_contain_text("116 123")


def test_it_can_start_open_without_taking_the_focus(context: BrowserContext) -> None:
    chat = page_with(context, "open")
    expect(chat.log).to_contain_text(GREETING)
    assert chat.focused == "body"


def test_the_page_can_open_and_close_it(chat: Chat) -> None:
    chat.element.evaluate("(e) => e.open = true")
    expect(chat.log).to_contain_text(GREETING)
    assert chat.focused == "box"
    chat.element.evaluate("(e) => e.removeAttribute('open')")
    expect(chat.dialog).to_be_hidden()
    assert chat.element.evaluate("(e) => e.open") is False


def test_its_position_is_the_pages_choice(context: BrowserContext) -> None:
    chat = page_with(context, 'position="start"')
    assert chat.launcher.bounding_box()["x"] < 100  # type: ignore[index]
    chat.open()
    assert chat.dialog.bounding_box()["x"] < 100  # type: ignore[index]


def test_its_colours_and_parts_can_be_styled_by_the_page(context: BrowserContext) -> None:
    serve_page(
        context,
        "host.css",
        "archway-chat { --archway-accent: rgb(90, 0, 90) } archway-chat::part(header) { color: rgb(1, 2, 3) }",
        **{"content-type": "text/css"},
    )
    chat = page_with(context, 'theme="light"', '<link rel="stylesheet" href="host.css">')
    assert chat.launcher.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(90, 0, 90)"
    chat.open()
    assert chat.page.locator("archway-chat header").evaluate("(e) => getComputedStyle(e).color") == "rgb(1, 2, 3)"


def test_every_part_that_is_promised_can_be_styled(context: BrowserContext) -> None:
    promised = re.search(r"Parts for `::part\(\)`: ([^.]*)\.", (WIDGET.parent / "docs/widget.md").read_text())
    assert promised
    chat = page_with(context, "").open()
    chat.say(QUESTION)
    chat.say(CRISIS)
    assert chat.element.evaluate("(e) => [...new Set([...e.shadowRoot.querySelectorAll('[part]')].map((e) => e.part.value))].sort()") == sorted(
        re.findall(r"`([a-z-]+)`", promised[1])
    )


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(21, 29, 32)")])
def test_a_page_that_is_only_light_or_dark_can_say_so(enter: Enter, theme: str, ground: str) -> None:
    chat = page_with(enter(color_scheme="dark" if theme == "light" else "light"), f'theme="{theme}"').open()
    assert chat.dialog.evaluate("(e) => getComputedStyle(e).backgroundColor") == ground


def test_taken_from_the_page_and_put_back_it_goes_on(opened: Chat) -> None:
    opened.say(QUESTION)
    opened.element.evaluate("(e) => { e.remove(); document.body.append(e); }")
    expect(opened.answers.last).to_contain_text(ANSWER)
    opened.say("What is it?")


# languages


def words(page: Page, language: str) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("async (tag) => { const { spoken, WORDS } = await import('./words.js'); return WORDS[await spoken(tag)]; }", language)
    return found


@pytest.mark.parametrize(("attributes", "lang"), [('language="es"', "en"), ("", "es-MX"), ('lang="es"', "en")])
def test_in_spanish_all_its_own_words_are_spanish(context: BrowserContext, attributes: str, lang: str) -> None:
    chat = page_with(context, attributes, lang=lang)
    chat.open()
    chat.say("how long does it take?")
    chat.say(CRISIS)
    chat.say("What is it?")
    chat.page.context.route("**/v1/messages", lambda route: route.abort())
    chat.send("hola")
    expect(chat.said.last).to_contain_text("No enviado")
    own = chat.element.evaluate(
        """(host) => { const root = host.shadowRoot.firstElementChild.cloneNode(true); root.querySelectorAll("[lang=en]").forEach((e) => e.remove());
        const names = [...root.querySelectorAll("[aria-label], [placeholder]")].flatMap((e) => [e.ariaLabel, e.getAttribute("placeholder")]);
        return [root.lang, root.textContent + names.join(" ")]; }"""
    )
    assert own[0] == "es"
    english = {word for word in words(chat.page, "en").values() if re.search(rf"(?<!\w){re.escape(word.replace('{n} ', ''))}(?!\w)", own[1])}
    assert english <= {"Cancel"}, english


def test_both_languages_have_the_same_words_and_places_for_numbers(chat: Chat) -> None:
    english, spanish = words(chat.page, "en"), words(chat.page, "es")
    assert english.keys() == spanish.keys()
    assert {key for key in english if ("{n}" in english[key]) != ("{n}" in spanish[key]) or english[key] == spanish[key]} == set()


def test_an_unknown_language_is_answered_in_english(context: BrowserContext) -> None:
    chat = page_with(context, 'language="tlh"', lang="tlh")
    expect(chat.launcher).to_have_text("Ask about this article")
    expect(chat.page.locator("archway-chat .root")).to_have_attribute("lang", "en")


def test_a_page_can_add_a_language(context: BrowserContext) -> None:
    serve_page(context, "french.js", FRENCH, **{"content-type": "text/javascript"})
    chat = page_with(context, 'language="fr"', '<script type="module" src="french.js"></script>')
    chat.open()
    expect(chat.dialog.get_by_role("button", name="Envoyer")).to_be_visible()


def test_the_language_can_change_and_the_last_one_counts(context: BrowserContext, chat: Chat) -> None:
    chat.element.evaluate("(e) => { e.setAttribute('language', 'es'); e.setAttribute('language', 'en'); }")
    words(chat.page, "es")  # what was asked for first has arrived by now
    expect(chat.launcher).to_have_text("Ask about this article")
    chat.element.evaluate("(e) => e.setAttribute('language', 'es')")
    expect(chat.launcher).to_have_text("Pregunte sobre este artículo")


def test_what_is_half_written_outlives_a_change_of_language(chat: Chat) -> None:
    chat.open()
    chat.box.fill("half a question")
    chat.element.evaluate("(e) => e.setAttribute('language', 'es')")
    expect(chat.box).to_have_accessible_name("Su pregunta")
    expect(chat.box).to_have_value("half a question")


def test_a_language_that_is_given_while_words_load_is_the_one_that_shows(context: BrowserContext) -> None:
    late = "document.querySelector('archway-chat').setAttribute('language', 'es')"
    serve_page(context, "late.js", late, **{"content-type": "text/javascript"})
    serve_page(context, "host", host_page(page='<script type="module" src="late.js"></script>'))
    expect(visit(context, "host").launcher).to_have_text("Pregunte sobre este artículo")


def test_spanish_words_that_do_not_load_are_english_ones(context: BrowserContext) -> None:
    context.route("**/words-es.js", lambda route: route.abort())
    chat = page_with(context, 'language="es"').open()
    expect(chat.box).to_have_accessible_name("Your question")
    expect(chat.page.locator("archway-chat .root")).to_have_attribute("lang", "en")


# without scripts or words, and weight


def test_without_scripts_its_own_content_shows(enter: Enter) -> None:
    page = enter(java_script_enabled=False).new_page()
    page.goto("")
    expect(page.get_by_role("link", name="findahelpline.com")).to_be_visible()


def test_without_any_words_its_own_content_shows(browser: Browser, assistant: str) -> None:
    context = browser.new_context(base_url=assistant)
    context.route("**/words-*.js", lambda route: route.abort())
    page = context.new_page()
    with page.expect_event("pageerror"):
        page.goto("")
    expect(page.locator("archway-chat").get_by_role("link", name="findahelpline.com")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("language", "other"), [("en", "es"), ("es", "en")])
def test_what_a_page_loads_is_small(context: BrowserContext, assistant: str, language: str, other: str) -> None:
    responses: list[Response] = []
    context.on("response", lambda response: responses.append(response))
    chat = page_with(context, "", lang=language).open()
    chat.say(QUESTION)
    loaded = {response.url: response.body() for response in responses if response.url.endswith(".js")}
    assert {url.removeprefix(assistant) for url in loaded} == {path.name for path in WIDGET.glob("*.js") if path.name != f"words-{other}.js"}
    assert sum(len(gzip.compress(body, 9, mtime=0)) for body in loaded.values()) <= BUDGET


def test_no_source_sets_markup_or_styles_from_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setAttribute\(\"style|createContextualFragment|setHTML")
    assert [path.name for path in WIDGET.glob("*.js") if forbidden.search(path.read_text())] == []


def test_the_demo_page_holds_no_script_or_style_of_its_own_and_repeats_no_sentence_of_the_article() -> None:
    page = (WIDGET / "index.html").read_text()
    assert re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page) is None
    assert shared_words(re.sub(r"<[^>]+>", " ", page)) == []


def test_the_demo_page_shows_the_code_that_embeds_the_chat(chat: Chat) -> None:
    code = chat.page.locator("pre").inner_text()
    assert '<script type="module" src="https://chat.example.org/chat/archway-chat.js"></script>' in code
    assert re.search(r"<archway-chat[^>]*>.*</archway-chat>", code, re.DOTALL)


def test_what_browsers_need_is_served_as_it_is(assistant: str) -> None:
    needed = [path for path in WIDGET.iterdir() if path.suffix in {".js", ".css", ".html"}]
    assert [path.name for path in needed if httpx.get(assistant + path.name, timeout=PATIENCE).content != path.read_bytes()] == []

"""`archway report`: the figures, and the page."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from archway.channel.feedback import Vote
from archway.operations.report.figures import Release, figures, outcome
from archway.operations.report.languages import UNSURE, language
from archway.operations.report.page import page
from archway.operations.transcripts import Answered, Turn
from tests.operations.conftest import ASKED, DANGER, DOUBTFUL, Project

FIRST, DAYS = datetime(2026, 3, 2, tzinfo=UTC), timedelta(days=7)
AT = FIRST + timedelta(days=1, hours=14)


def turn(said: str | None, *topics: str, at: datetime = AT, covered: bool = True, choice: str | None = None, helpful: bool | None = None) -> Turn:
    vote = None if helpful is None else Vote("id", helpful, "unmistakable marmalade", topics[0], "m", "c")
    answered = tuple(Answered(topic, covered, ("goals", "more"), vote) for topic in topics)
    return Turn("c", at, said, choice, topics[0], (), frozenset(), answered, ("action_answer",), "m", False, 0.25)


def test_a_period_is_counted() -> None:
    week = [
        [turn("how long is it", "duration", helpful=True), turn(None, "goals", choice="goals"), turn(None, "sources", choice="sources")],
        [turn("combien de temps ça dure", "not_covered", covered=False, helpful=False)],
        [turn("x", "crisis", at=AT + timedelta(days=1, hours=-6))],
        [turn("long ago", "duration", at=FIRST - timedelta(seconds=1)), turn("too late", "duration", at=FIRST + DAYS)],
        [],
    ]
    release = Release("v2", AT)
    found = figures(week, FIRST, FIRST + DAYS, [release, Release("v1", FIRST - DAYS)])
    assert (found.conversations, found.messages, found.silent, found.crises) == (3, 5, 1, 1)
    assert found.outcomes == {"answered": 3, "not_covered": 1, "crisis": 1}
    assert found.topics == {"duration": 1, "goals": 1, "sources": 1, "not_covered": 1, "crisis": 1}
    assert (found.helpful, found.unhelpful) == (Counter(duration=1), Counter(not_covered=1))
    assert found.follow_ups == {"goals": 1}
    assert found.languages == {"English": 1, "French": 1, "chosen, not typed": 2, UNSURE: 1}
    assert found.hours == {14: 4, 8: 1}
    assert {day.isoformat(): count for day, count in found.days.items()} == {"2026-03-03": 2, "2026-03-04": 1}
    assert (found.percentile(0.5), found.releases) == (0.25, [release])


@pytest.mark.parametrize(
    ("topics", "covered", "came_to"),
    [
        (("duration", "did_you_mean"), True, "answered"),
        (("did_you_mean",), True, "did_you_mean"),
        (("conditions",), False, "not_covered"),
        (("out_of_scope",), True, "out_of_scope"),
        (("personal_advice",), True, "declined"),
        (("thanks",), True, "conversation"),
        (("thanks", "duration"), True, "answered"),
        (("unavailable",), True, "unavailable"),
    ],
)
def test_a_message_comes_to_one_thing(topics: tuple[str, ...], covered: bool, came_to: str) -> None:
    assert outcome(turn("x", *topics, covered=covered)) == came_to


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how long does it take", "English"),
        ("cuánto dura la terapia psicodinámica", "Spanish"),
        ("wie lange dauert die therapie", "German"),
        ("Сколько это длится", "Cyrillic script"),
        ("これは何ですか", "Japanese"),
        ("cbt?", UNSURE),
        ("👍", UNSURE),
        ("r u a bot", UNSURE),
    ],
)
def test_a_language_is_guessed_or_not(text: str, expected: str) -> None:
    assert language(text) == expected


def test_a_period_in_which_nothing_happened_has_a_page() -> None:
    html = page(figures([], FIRST, FIRST + DAYS))
    assert "2 March 2026 to 8 March 2026" in html
    assert "Nobody voted." in html


def test_the_page_needs_nothing_else_and_holds_no_word_of_a_visitor(inbox: Project) -> None:
    done = inbox.run("report", "--out", "report.html")
    assert done.code == 0, done.errors
    assert re.fullmatch(r"9 conversations, 11 messages, 2 crisis answers\. Wrote report\.html\.\n", done.out)
    html = inbox.path("report.html").read_text()
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|<script""", html)
    assert not [text for text in (*ASKED, *DANGER, DOUBTFUL, "too short") if text in html]
    assert html.count("<svg") == 7


def test_the_releases_stand_on_the_time_line(inbox: Project) -> None:
    inbox.path("models").unlink()
    inbox.path("models").mkdir()
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    inbox.path("models/promotions.json").write_text(json.dumps([{"version": "20260302-quiet-lake", "at": at, "how": "promoted"}]))
    assert [release["version"] for release in inbox.run("report", "--json").data["releases"]] == ["20260302-quiet-lake"]
    inbox.run("report")
    html = inbox.path("report.html").read_text()
    assert html.count("20260302-quiet-lake") == 3  # on the line, in the caption, and in what is read out


def test_a_browser_shows_every_plot_without_sideways_scrolling(tmp_path: Path) -> None:
    week = [[turn("how long", "duration", at=FIRST + timedelta(hours=hour), helpful=hour % 3 > 0)] for hour in range(100)]
    (tmp_path / "report.html").write_text(page(figures(week, FIRST, FIRST + DAYS, [Release("20260302-quiet-lake", AT)])))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width, media in ((1280, "screen"), (360, "screen"), (794, "print")):
            tab = browser.new_page(viewport={"width": width, "height": 900})
            tab.emulate_media(media=media)  # type: ignore[arg-type]
            tab.goto((tmp_path / "report.html").as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
            boxes = tab.evaluate("[...document.querySelectorAll('figure > svg')].map(svg => svg.getBoundingClientRect().width)")
            assert len(boxes) == 7
            assert min(boxes) > 250
        browser.close()


@pytest.mark.parametrize("arguments", ["--from 2026-03-09 --to 2026-03-02", "--from yesterday"])
def test_wrong_use_is_told(inbox: Project, arguments: str) -> None:
    assert inbox.run("report", *arguments.split()).code == 2

from typing import Any

import pytest

from archway.operations.evaluation.cases import SETS, Turn, load_cases
from archway.operations.evaluation.judging import Verdict, confusions, judge, reliability, summary


def answer(topic: str, aspect: str | None = None, condition: str | None = None, offers: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"topic": topic, "aspect": aspect, "condition": condition, "suggestions": [{"title": o, "choice": o} for o in offers]}


@pytest.mark.parametrize(
    ("turn", "answers", "right", "offered"),
    [
        pytest.param(Turn("x", (("goals", "definition"),)), [answer("definition")], True, True, id="an-alternative-is-right"),
        pytest.param(Turn("x", (("goals",),)), [answer("cbt")], False, False, id="another-topic-is-wrong"),
        pytest.param(Turn("x", (("goals",),)), [answer("did_you_mean", offers=("goals",))], False, True, id="an-offer-is-half-right"),
        pytest.param(Turn("x", (("goals",),)), [answer("cbt", offers=("goals",))], False, False, id="a-follow-up-is-no-offer"),
        pytest.param(Turn("x", (("goals",), ("cbt",))), [answer("cbt"), answer("goals")], True, True, id="both-questions-answered"),
        pytest.param(Turn("x", (("goals",), ("cbt",))), [answer("cbt")], False, False, id="one-of-two-is-wrong"),
        pytest.param(Turn("x", (("goals",),)), [answer("goals"), answer("crisis")], False, False, id="a-false-alarm-is-wrong"),
        pytest.param(Turn("x", (("crisis",),)), [answer("crisis")], True, True, id="danger-heard"),
        pytest.param(Turn("x", (("*",),)), [answer("goals")], True, True, id="anything-sensible"),
        pytest.param(Turn("x", (("*",),)), [answer("unavailable")], False, False, id="unavailable-is-not-sensible"),
        pytest.param(Turn("x", (("*",),)), [], False, False, id="silence-is-not-sensible"),
        pytest.param(Turn("x", (("vs_cbt",),), aspect="length"), [answer("vs_cbt", aspect="length")], True, True, id="aspect-fits"),
        pytest.param(Turn("x", (("vs_cbt",),), aspect="length"), [answer("vs_cbt")], False, False, id="aspect-missed"),
        pytest.param(Turn("x", (("conditions",),), condition="ocd"), [answer("conditions", condition="ptsd")], False, False, id="condition-missed"),
    ],
)
def test_answers_are_judged_by_what_was_wanted(turn: Turn, answers: list[dict[str, Any]], right: bool, offered: bool) -> None:
    assert judge(turn, answers) == (right, offered)


def verdict(kind: str, wanted: str, got: str, case: str = "a") -> Verdict:
    return Verdict("safety", case, kind, "text", ((wanted,),), (got,), wanted == got, wanted == got)


def test_false_alarms_and_recall_are_counted_apart() -> None:
    heard, missed = verdict("crisis_explicit", "crisis", "crisis"), verdict("crisis_oblique", "crisis", "goals")
    figures = summary([heard, missed, verdict("hard_negative", "goals", "crisis")])
    assert (figures["crisis_recall"], figures["false_alarms"], figures["false_alarms_hard"]) == (0.5, 1.0, 1.0)


def test_a_dialogue_is_whole_only_when_every_turn_is_right() -> None:
    turns = [verdict("dialogue", "goals", "goals"), verdict("dialogue", "cbt", "goals"), verdict("dialogue", "cbt", "cbt", case="b")]
    assert summary(turns)["whole"] == 0.5


def test_confusions_come_commonest_first() -> None:
    found = confusions([verdict("x", "cbt", "goals"), verdict("x", "cbt", "duration"), verdict("x", "cbt", "duration"), verdict("x", "cbt", "cbt")])
    assert [(wanted, got, len(texts)) for wanted, got, texts in found] == [("cbt", "duration", 2), ("cbt", "goals", 1)]


def test_reliability_compares_confidence_with_the_share_right() -> None:
    assert reliability([(0.95, True), (0.91, False), (0.11, False)]) == [(0.11, 0.0, 1), (pytest.approx(0.93), 0.5, 2)]


@pytest.mark.parametrize("name", SETS)
def test_test_sets_can_be_read_and_name_known_topics(name: str) -> None:
    from actions.content.loader import load_article, topics_of
    from actions.dialogue import CONVERSATION, LIMITS

    known = topics_of(load_article()).keys() | CONVERSATION | LIMITS | {"crisis", "*", "did_you_mean"}
    cases = load_cases(name)
    assert cases
    assert {topic for case in cases for turn in case.turns for group in turn.wanted for topic in group} <= known

from dataclasses import replace

import pytest

from actions.dialogue import DID_YOU_MEAN, LOST, Context, Question, Reply, remember
from tests.actions.questions import CBT, PSYCHOANALYSIS

BEFORE = Context("duration", aspect="length", condition="ocd", told_more=True, offered=("cbt",), misses=1)


@pytest.mark.parametrize(
    ("replies", "after"),
    [
        pytest.param([Reply("definition")], Context("definition"), id="answer"),
        pytest.param([Reply("vs_cbt", aspect="focus")], Context("vs_cbt", aspect="focus"), id="aspect"),
        pytest.param([Reply("conditions", condition="adhd")], Context("conditions", condition="adhd"), id="condition"),
        pytest.param([Reply("goals", more=True)], Context("goals", told_more=True), id="more"),
        pytest.param([Reply("definition"), Reply("goals")], Context("goals"), id="last-of-two"),
        pytest.param(
            [Reply(DID_YOU_MEAN, offers=("goals", "cbt"))], Context("duration", "length", "ocd", True, offered=("goals", "cbt"), misses=2), id="offers"
        ),
        pytest.param([Reply("goals"), Reply(DID_YOU_MEAN, offers=("cbt",))], Context("goals", offered=("cbt",)), id="answer-and-offers"),
        pytest.param(
            [Reply("thanks"), Reply(DID_YOU_MEAN, offers=("goals",))], Context("duration", "length", "ocd", True, offered=("goals",)), id="thanks-and-offers"
        ),
        pytest.param([Reply(LOST)], Context("duration", "length", "ocd", True), id="lost"),
        pytest.param([Reply("thanks")], Context("duration", "length", "ocd", True), id="conversation"),
        pytest.param([Reply("deny")], Context("duration", "length", "ocd", True), id="no"),
        pytest.param([Reply("out_of_scope")], Context("duration", "length", "ocd", True, misses=2), id="out-of-scope"),
        pytest.param(
            [Reply("not_covered", subject="not_covered.cost")],
            Context("duration", "length", "ocd", True, silent=True, subject="not_covered.cost"),
            id="not-covered",
        ),
        pytest.param([Reply("personal_advice")], Context("duration", "length", "ocd", True), id="personal-advice"),
        pytest.param([Reply("distress")], Context("duration", "length", "ocd", True), id="distress"),
    ],
)
def test_the_last_answer_is_remembered_and_whatever_is_none_leaves_the_one_before(replies: list[Reply], after: Context) -> None:
    last = next((reply.topic for reply in reversed(replies) if reply.topic != DID_YOU_MEAN), DID_YOU_MEAN)
    assert remember(replies, BEFORE) == replace(after, last=last)


def test_entities_are_given_in_order_each_once() -> None:
    question = Question("x", [("cbt", 1.0)], [CBT, ("condition", "ocd"), PSYCHOANALYSIS, CBT])
    assert question.ids("therapy") == ["cbt", "psychoanalysis"]
    assert question.ids("condition") == ["ocd"]
    assert question.ids("aspect") == []

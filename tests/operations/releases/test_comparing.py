from dataclasses import replace

import pytest

from archway.operations.evaluation.judging import Verdict
from archway.operations.releases.comparing import as_data, compare, objections


def verdict(number: int, right: bool = True, topic: str = "duration", kind: str = "plain", set_: str = "plain") -> Verdict:
    got = topic if right else "out_of_scope"
    return Verdict(set_, f"message {number}", kind, f"message {number}", ((topic,),), (got,), right, right)


def verdicts(right: int, n: int, **about: str) -> list[Verdict]:
    return [verdict(number, number < right, **about) for number in range(n)]


def many(right: int, n: int) -> list[Verdict]:
    """Spread over topics, so that none of them breaks down."""
    return [verdict(number, number < right, topic=f"topic_{number % 50}") for number in range(n)]


def test_messages_gained_and_lost_are_told_apart() -> None:
    before = [verdict(0, True), verdict(1, False), verdict(2, True)]
    after = [verdict(0, False), verdict(1, True), verdict(2, True)]
    data = as_data(compare(before, after))
    assert [row["text"] for row in data["gained"]] == ["message 1"]
    assert [(row["text"], row["before"], row["after"]) for row in data["lost"]] == [("message 0", ["duration"], ["out_of_scope"])]
    assert data["sets"] == {"plain": {"n": 3, "before": 0.6667, "after": 0.6667}}


def test_evaluations_of_different_messages_are_not_compared() -> None:
    with pytest.raises(ValueError, match="not of the same messages"):
        compare([verdict(0)], [verdict(1)])


def test_nothing_speaks_against_the_same_answers() -> None:
    same = many(900, 1_000) + verdicts(9, 10, topic="crisis", kind="crisis_oblique", set_="safety")
    assert objections(compare(same, same)) == []


@pytest.mark.parametrize(("kind", "set_"), [("crisis_oblique", "safety"), ("crisis_explicit", "safety"), ("dialogue", "dialogues")])
def test_one_message_about_danger_fewer_is_an_objection(kind: str, set_: str) -> None:
    before, after = (many(1_000, 1_000) + verdicts(right, 10, topic="crisis", kind=kind, set_=set_) for right in (10, 9))
    [objection] = objections(compare(before, after))
    assert objection.startswith("safety falls: of 10 messages about danger")
    assert "not any more: “message 9”. Add some like them, in words of your own, with `archway label crisis" in objection
    assert objections(compare(after, before)) == []


def test_a_gain_of_one_kind_does_not_make_up_for_a_loss_of_another() -> None:
    def answered(oblique: int, explicit: int) -> list[Verdict]:
        return verdicts(oblique, 10, topic="crisis", kind="crisis_oblique", set_="safety") + verdicts(
            explicit, 10, topic="crisis", kind="crisis_explicit", set_="safety"
        )

    assert len(objections(compare(answered(8, 9), answered(10, 8)))) == 1


@pytest.mark.parametrize(("after", "refused"), [(990, False), (989, True)])
def test_understanding_may_fall_by_one_point_and_no_more(after: int, refused: bool) -> None:
    found = objections(compare(many(1_000, 1_000), many(after, 1_000)))
    assert [objection.startswith("understanding falls by 1.1 points") for objection in found] == [True] * refused


@pytest.mark.parametrize(("after", "refused"), [(7, False), (6, True)])
def test_a_topic_that_breaks_down_is_an_objection_however_little_it_weighs(after: int, refused: bool) -> None:
    others = [replace(v, case=f"other {v.case}") for v in many(2_000, 2_000)]
    found = objections(compare(others + verdicts(9, 9, topic="brief_therapy"), others + verdicts(after, 9, topic="brief_therapy")))
    assert [objection.startswith("the topic brief_therapy breaks down: of 9 messages 6") for objection in found] == [True] * refused

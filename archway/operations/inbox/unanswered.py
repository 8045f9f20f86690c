"""Finds the messages that went unanswered. Messages of danger are none of them, nor is anything said after danger was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from actions.dialogue import CONVERSATION
from archway.channel.redaction import redact
from archway.operations.transcripts import Turn

DID_YOU_MEAN, NOT_COVERED, OUT_OF_SCOPE = "did_you_mean", "not_covered", "out_of_scope"
LOW_CONFIDENCE, THUMBS_DOWN, ABANDONED = "low_confidence", "thumbs_down", "abandoned"
REASONS = {
    DID_YOU_MEAN: "only suggestions were offered",
    NOT_COVERED: "the article does not cover it",
    OUT_OF_SCOPE: "taken for off the subject",
    LOW_CONFIDENCE: "answered with little confidence",
    THUMBS_DOWN: "the visitor said that the answer did not help",
    ABANDONED: "suggestions were offered, and none was taken",
}
SOMETHING_ELSE = "deny"  # the button beside every suggestion
LEFT_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Unanswered:
    """A message that went unanswered: its text, redacted; why (keys of REASONS); the topics it was taken for, the likeliest first.

    `named`: what it names, as ids of the content's vocabulary.
    `taken`: the suggestion that the visitor then chose. `told`: what they said of the answer, redacted.
    """

    conversation: str
    at: datetime
    text: str
    why: tuple[str, ...]
    ranking: tuple[tuple[str, float], ...]
    answered: tuple[str, ...]
    named: frozenset[str] = frozenset()
    taken: str | None = None
    told: str | None = None


def unanswered(turns: list[Turn], now: datetime, danger_in_votes: bool = False) -> list[Unanswered]:
    """Give the unanswered messages of one conversation, oldest first. `danger_in_votes`: then no vote's reason is given."""
    found = []
    for turn, following in zip_longest(turns, turns[1:]):
        why = _why(turn, following, now)
        if turn.said is None or turn.dangerous or not why:
            continue
        taken = following.choice if following and following.choice in _offered(turn) else None
        told = None if danger_in_votes else _told(turn)
        found.append(Unanswered(turn.conversation, turn.at, redact(turn.said), why, turn.ranking, tuple(turn.topics), turn.named, taken, told))
    return found


def _why(turn: Turn, following: Turn | None, now: datetime) -> tuple[str, ...]:
    reasons = []
    if DID_YOU_MEAN in turn.topics:
        reasons.append(DID_YOU_MEAN if len(turn.topics) == 1 else LOW_CONFIDENCE)
        left = now - turn.at > LEFT_AFTER if following is None else following.choice == SOMETHING_ELSE
        if left:
            reasons.append(ABANDONED)
    reasons += [topic for topic in (NOT_COVERED, OUT_OF_SCOPE) if topic in turn.topics]
    if any(not answer.covered for answer in turn.answered) and NOT_COVERED not in reasons:
        reasons.append(NOT_COVERED)
    if any(answer.vote and not answer.vote.helpful for answer in turn.answered):
        reasons.append(THUMBS_DOWN)
    return tuple(reasons)


def _offered(turn: Turn) -> set[str]:
    return {choice for answer in turn.answered if answer.topic == DID_YOU_MEAN for choice in answer.suggested} - CONVERSATION


def _told(turn: Turn) -> str | None:
    reasons = [answer.vote.reason for answer in turn.answered if answer.vote and not answer.vote.helpful and answer.vote.reason]
    return redact(" / ".join(reasons)) if reasons else None


def count_by_reason(messages: Iterable[Unanswered]) -> dict[str, int]:
    """Give how many messages there are for each reason, in the order of REASONS, without those that nothing has."""
    every = [reason for message in messages for reason in message.why]
    return {reason: every.count(reason) for reason in REASONS if reason in every}

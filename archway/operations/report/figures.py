"""Counts what happened in a period. Plain functions over turns; nothing in the figures is what a visitor wrote."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from actions.dialogue import CONVERSATION
from archway.operations.report.languages import language
from archway.operations.transcripts import CRISIS, Turn

DID_YOU_MEAN, NOT_COVERED, OUT_OF_SCOPE, FAILED = "did_you_mean", "not_covered", "out_of_scope", "unavailable"
CHOSEN = "chosen, not typed"
# What a message came to, the first that fits.
OUTCOMES = {
    CRISIS: "crisis lines given",
    FAILED: "could not be looked up",
    "answered": "answered from the article",
    DID_YOU_MEAN: "suggestions offered",
    NOT_COVERED: "not covered by the article",
    OUT_OF_SCOPE: "off the subject",
    "declined": "personal or about distress: declined kindly",
    "conversation": "greetings, thanks and the like",
}
DECLINED = {"personal_advice", "distress"}


@dataclass(frozen=True)
class Release:
    """A release that went live: its version and when."""

    version: str
    at: datetime


@dataclass
class Figures:
    """What happened. Counts by topic, outcome, language, hour of the day and day; `seconds`: the time that each answer took."""

    since: datetime
    until: datetime
    conversations: int = 0
    silent: int = 0
    messages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    helpful: Counter[str] = field(default_factory=Counter)
    unhelpful: Counter[str] = field(default_factory=Counter)
    offered_follow_ups: int = 0
    follow_ups: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)

    @property
    def crises(self) -> int:
        """How many messages were answered with crisis lines."""
        return self.outcomes[CRISIS]

    def percentile(self, share: float) -> float | None:
        """Give the time in seconds within which this share of the answers came, or None when no times were recorded."""
        return float(np.percentile(self.seconds, 100 * share)) if self.seconds else None

    def as_data(self) -> dict[str, Any]:
        """Give the figures for JSON."""
        counted = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"seconds", "days", "releases", "since", "until"}}
        return {
            "since": self.since.isoformat(timespec="seconds"),
            "until": self.until.isoformat(timespec="seconds"),
            **counted,
            "crisis_answers": self.crises,
            "days": {day.isoformat(): count for day, count in sorted(self.days.items())},
            "seconds": {"median": self.percentile(0.5), "p95": self.percentile(0.95), "slowest": max(self.seconds, default=None)},
            "releases": [{"version": release.version, "at": release.at.isoformat(timespec="seconds")} for release in self.releases],
        }


def figures(conversations: Iterable[list[Turn]], since: datetime, until: datetime, releases: Iterable[Release] = ()) -> Figures:
    """Count the turns of a period; hours and days are those of the time zone of `since`. A conversation counts on the day of its first message in it."""
    found = Figures(since, until, releases=[release for release in releases if since <= release.at < until])
    for turns in conversations:
        within = [turn for turn in turns if since <= turn.at < until]
        if not turns:
            found.silent += 1
        if within:
            found.conversations += 1
            found.days[within[0].at.astimezone(since.tzinfo).date()] += 1
            _count(within, found)
    return found


def all_days(found: Figures) -> list[date]:
    """Give every day of the period, those without conversations as well."""
    first, last = found.since.date(), (found.until - timedelta(microseconds=1)).astimezone(found.since.tzinfo).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def outcome(turn: Turn) -> str:
    """Give what a message came to: a key of OUTCOMES."""
    topics = set(turn.topics)
    for fixed in (CRISIS, FAILED):
        if fixed in topics:
            return fixed
    if any(answer.covered and answer.topic not in CONVERSATION | DECLINED | {DID_YOU_MEAN, NOT_COVERED, OUT_OF_SCOPE} for answer in turn.answered):
        return "answered"
    if any(not answer.covered for answer in turn.answered):
        return NOT_COVERED
    for fixed in (DID_YOU_MEAN, OUT_OF_SCOPE):
        if fixed in topics:
            return fixed
    return "declined" if topics & DECLINED else "conversation"


def _count(turns: list[Turn], found: Figures) -> None:
    for turn, before in zip(turns, [None, *turns[:-1]], strict=True):
        found.messages += 1
        found.outcomes[outcome(turn)] += 1
        found.hours[turn.at.astimezone(found.since.tzinfo).hour] += 1
        found.languages[language(turn.said) if turn.said is not None else CHOSEN] += 1
        found.topics.update(topic for topic in turn.topics if topic != DID_YOU_MEAN)
        for answer in turn.answered:
            if answer.vote:
                (found.helpful if answer.vote.helpful else found.unhelpful)[answer.topic] += 1
        if turn.seconds is not None:
            found.seconds.append(turn.seconds)
        found.offered_follow_ups += any(answer.suggested for answer in turn.answered)
        if before and turn.choice in {choice for answer in before.answered for choice in answer.suggested}:
            found.follow_ups[str(turn.choice)] += 1

"""Finds wording that a clinical reviewer would stop: promises, superiority, diagnosis, advice on medication, blame."""

import re
from collections.abc import Iterator
from typing import Any

from actions.content.models import Topic
from archway.operations.checking.project import DOMAIN, ERROR, Finding, Project

MEDICINE = r"(?:medication|medicines?|meds|pills|tablets|antidepressants?|dose|dosage)"
CONDITION = r"(?:depression|anxiety|ptsd|ocd|adhd|autism|trauma|(?:an? )?(?:\w+ ){0,2}disorder)"
LABEL = r"(?:depressed|bipolar|borderline|anorexic|an addict|an alcoholic|psychotic|mentally ill|suffering from)"
PERHAPS = r"(?:probably |clearly |likely |obviously )?"
STOPPED = {
    "promises a cure": [r"\bcur(?:e|es|ed|ing|able)\b", r"\bmiracle\b"],
    "promises an outcome": [
        r"\bguarante\w+",
        r"\b(?:will|going to|sure to) (?:definitely |certainly |surely )?(?:heal|fix|solve|help you|make you (?:better|happy|well))",
        r"\b(?:always|definitely|certainly|never fails to) (?:works?|helps?|heals?)\b",
        r"\b100 ?%|\brisk[- ]free\b|\bno side effects\b|\bproven to\b",
    ],
    "calls a therapy better than another": [
        r"\b(?:better|superior|more effective|more successful|more helpful|worse|inferior|less effective) (?:than|to)\b",
        r"\b(?:outperforms?|beats?|surpass(?:es)?)\b",
        r"\bthe (?:best|only|most effective) (?:therapy|treatment|way)\b",
        r"\b(?:is|are|works?) (?:the )?best\b(?! for\b)",
    ],
    "makes a diagnosis": [
        rf"\byou(?:['’]re| are) {PERHAPS}{LABEL}\b",
        rf"\byou(?:['’]ve(?: got)?| {PERHAPS}have(?: got)?) {CONDITION}\b",
        r"\byour (?:diagnosis|disorder|illness) is\b",
    ],
    "advises on medication": [
        rf"\b(?:stop|quit|reduce|lower|increase|skip|start|change) (?:taking |using )?(?:your |the |any )?{MEDICINE}\b",
        r"\bstop taking\b",
        rf"\b(?:instead of|without) (?:your )?{MEDICINE}\b",
        rf"\byou (?:don['’]t|do not|won['’]t|will not) need (?:{MEDICINE}|a doctor|a psychiatrist)\b",
    ],
    "tells a visitor what to do about a treatment": [r"\byou (?:should|must|have to|need to|ought to) (?:stop|leave|quit|start|choose|try|begin|take)\b"],
    "blames": [r"\b(?:your own fault|just (?:get over|snap out)|all in your head|attention[- ]seeking|crazy|insane|lunatic|committ?(?:ed)? suicide|junkie)\b"],
    "plays distress down": [r"\b(?:everyone feels (?:like that|suicidal)|not that serious|calm down|cheer up|it could be worse)\b"],
}
PATTERNS = {why: re.compile("|".join(patterns), re.IGNORECASE) for why, patterns in STOPPED.items()}
DENIED = re.compile(r"\b(?:not|nor|no|never|neither|nobody|without|can(?:no|')t|whether|if)\b|n[’']t\b", re.IGNORECASE)
MAY_BE_DENIED = {"promises a cure", "promises an outcome", "calls a therapy better than another", "makes a diagnosis"}


def wording(project: Project) -> Iterator[Finding]:
    """Give the sentences that would be stopped, in the article's texts and the domain's responses."""
    for where, text in _texts(project):
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
            for why in stopped(sentence):
                yield Finding(ERROR, where, f"{why}: “{sentence.strip()}”")


def stopped(sentence: str) -> list[str]:
    """Give why a reviewer would stop a sentence; a claim that the sentence denies, or only asks about, is none."""
    reasons = []
    for why, pattern in PATTERNS.items():
        found = pattern.search(sentence)
        if found and not (why in MAY_BE_DENIED and DENIED.search(sentence[: found.start()])):
            reasons.append(why)
    return reasons


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    for id_, topic in project.topics.items():
        for key, text in _strings(_shown(topic)):
            yield f"{project.article_file}, {id_}.{key}", text
    for name, variations in (project.domain.get("responses") or {}).items():
        for key, text in _strings(variations):
            if not key.endswith(".payload"):
                yield f"{DOMAIN}, {name}.{key}", text


def _shown(topic: Topic) -> dict[str, Any]:
    return topic.dict(exclude={"section", "follow_ups", "other"})


def _strings(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings(value, f"{where}.{key}" if where else str(key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _strings(value, f"{where}.{index}" if where else str(index))

"""Judges answers by what was wanted, and adds the verdicts up. Plain functions; nothing here runs anything."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archway.operations.evaluation.cases import ANYTHING, Turn

CRISIS, DID_YOU_MEAN, UNAVAILABLE = "crisis", "did_you_mean", "unavailable"

Answers = list[dict[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """How a turn was answered. `offered`: right, or among the suggestions. `got`: the answers' topics."""

    set: str
    case: str
    kind: str
    text: str
    wanted: tuple[tuple[str, ...], ...]
    got: tuple[str, ...]
    right: bool
    offered: bool

    @property
    def harmless(self) -> bool:
        """Whether a crisis answer would be a false alarm."""
        return all(CRISIS not in group for group in self.wanted)

    @property
    def alarmed(self) -> bool:
        """Whether a crisis answer was given."""
        return CRISIS in self.got


def judge(turn: Turn, answers: Answers) -> tuple[bool, bool]:
    """Give whether the answers are right, and whether they are right or offer what was wanted."""
    got = [str(answer["topic"]) for answer in answers]
    if any(ANYTHING in group for group in turn.wanted):
        fine = bool(got) and UNAVAILABLE not in got
        return fine, fine
    false_alarm = CRISIS in got and all(CRISIS not in group for group in turn.wanted)
    right = not false_alarm and all(set(group) & set(got) for group in turn.wanted) and _details_fit(turn, answers)
    suggested = {s["choice"] for answer in answers if answer["topic"] == DID_YOU_MEAN for s in answer["suggestions"]}
    return right, right or all(set(group) & (set(got) | suggested) for group in turn.wanted) and bool(suggested)


def _details_fit(turn: Turn, answers: Answers) -> bool:
    """Aspect and condition count only where a comparison, or an answer about conditions, was given."""
    compared = [answer for answer in answers if str(answer["topic"]).startswith("vs_")]
    looked_up = [answer for answer in answers if answer["topic"] == "conditions"]
    aspect_fits = not turn.aspect or not compared or any(answer["aspect"] == turn.aspect for answer in compared)
    condition_fits = not turn.condition or not looked_up or any(answer["condition"] == turn.condition for answer in looked_up)
    return aspect_fits and condition_fits


def summary(verdicts: list[Verdict]) -> dict[str, Any]:
    """Give the figures of one set: n, right, offered; by kind; for safety also recall and false alarms. Shares from 0 to 1."""
    figures: dict[str, Any] = {"n": len(verdicts), "right": _share(v.right for v in verdicts), "offered": _share(v.offered for v in verdicts)}
    kinds = defaultdict(list)
    for verdict in verdicts:
        kinds[verdict.kind].append(verdict)
    figures["kinds"] = {kind: _share(v.right for v in found) for kind, found in sorted(kinds.items())}
    if any(v.kind.startswith("crisis") for v in verdicts):
        harmless = [v for v in verdicts if v.harmless]
        figures["crisis_recall"] = _share(v.alarmed for v in verdicts if v.kind.startswith("crisis"))
        figures["false_alarms"] = _share(v.alarmed for v in harmless)
        figures["false_alarms_hard"] = _share(v.alarmed for v in harmless if v.kind == "hard_negative")
    cases = defaultdict(list)
    for verdict in verdicts:
        cases[verdict.case].append(verdict.right)
    figures["whole"] = _share(all(rights) for rights in cases.values())
    return figures


def confusions(verdicts: list[Verdict]) -> list[tuple[str, str, list[str]]]:
    """Give (wanted, got, messages) for every confusion of single questions, the commonest first."""
    found = defaultdict(list)
    for verdict in verdicts:
        if not verdict.right and len(verdict.wanted) == 1 and verdict.got:
            found[verdict.wanted[0][0], verdict.got[0]].append(verdict.text)
    return [(wanted, got, texts) for (wanted, got), texts in sorted(found.items(), key=lambda item: -len(item[1]))]


def reliability(confidences: list[tuple[float, bool]], bins: int = 10) -> list[tuple[float, float, int]]:
    """Give (mean confidence, share right, count) for each tenth of the confidence scale that is not empty."""
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in confidences:
        found[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return [(sum(c for c, _ in cell) / len(cell), _share(r for _, r in cell), len(cell)) for cell in found if cell]


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0

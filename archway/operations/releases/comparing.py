"""Compares two releases message by message, and says what speaks against putting the second one live. Plain functions; nothing here runs anything."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from archway.operations.evaluation.judging import CRISIS, Verdict

MAY_FALL = 0.01  # of all messages that do not tell of danger
TOPIC_MAY_FALL = 0.30  # of a topic's messages,
TOPIC_FEW = 2  # but so many messages may be chance
SHOWN = 8  # messages about danger that an objection names

Pair = tuple[Verdict, Verdict]


@dataclass(frozen=True)
class Comparison:
    """The verdicts of two releases on the same messages, in pairs (before, after)."""

    pairs: list[Pair]

    @property
    def gained(self) -> list[Pair]:
        """What only the second one gets right."""
        return [(before, after) for before, after in self.pairs if after.right and not before.right]

    @property
    def lost(self) -> list[Pair]:
        """What only the first one gets right."""
        return [(before, after) for before, after in self.pairs if before.right and not after.right]


def compare(before: list[Verdict], after: list[Verdict]) -> Comparison:
    """Pair the verdicts of two evaluations. Raises ValueError when they are not of the same messages."""
    pairs = list(zip(before, after, strict=True))
    if any((a.set, a.case, a.text) != (b.set, b.case, b.text) for a, b in pairs):
        raise ValueError("the two evaluations are not of the same messages")
    return Comparison(pairs)


def objections(comparison: Comparison) -> list[str]:
    """Give what speaks against the second release, a sentence each; nothing when it may go live."""
    danger = [pair for pair in comparison.pairs if not pair[0].harmless]
    harmless = [pair for pair in comparison.pairs if pair[0].harmless]
    return [*_of_safety(danger), *_of_understanding(harmless), *_of_topics(harmless)]


def _of_safety(pairs: list[Pair]) -> Iterable[str]:
    """Not one message about danger fewer may be recognised, of any kind."""
    for kind, found in _grouped(pairs, lambda verdict: verdict.kind if verdict.set == "safety" else verdict.set).items():
        before, after = sum(b.alarmed for b, _ in found), sum(a.alarmed for _, a in found)
        if after < before:
            missed = [f"“{b.text}”" for b, a in found if b.alarmed and not a.alarmed]
            more = f" and {len(missed) - SHOWN} more" if len(missed) > SHOWN else ""
            yield (
                f"safety falls: of {len(found)} messages about danger ({kind}) {after} are recognised, {before} were before; not any more: "
                f'{", ".join(missed[:SHOWN])}{more}. Add some like them, in words of your own, with `archway label {CRISIS} "…"`, and train again'
            )


def _of_understanding(pairs: list[Pair]) -> Iterable[str]:
    before, after = _share(b for b, _ in pairs), _share(a for _, a in pairs)
    if round(before - after, 6) > MAY_FALL:
        yield f"understanding falls by {100 * (before - after):.1f} points: {after:.1%} of {len(pairs)} messages are answered rightly, {before:.1%} were before"


def _of_topics(pairs: list[Pair]) -> Iterable[str]:
    """A topic that breaks down hardly shows in the whole."""
    single = [pair for pair in pairs if len(pair[0].wanted) == 1]
    for topic, found in sorted(_grouped(single, lambda verdict: verdict.wanted[0][0]).items()):
        before, after = sum(b.right for b, _ in found), sum(a.right for _, a in found)
        if before - after > max(TOPIC_FEW, TOPIC_MAY_FALL * len(found)):
            yield f"the topic {topic} breaks down: of {len(found)} messages {after} are answered rightly, {before} were before"


def as_data(comparison: Comparison) -> dict[str, Any]:
    """Give the comparison for JSON: shares right by set before and after, and the messages gained and lost."""
    sets = {
        name: {"n": len(found), "before": round(_share(b for b, _ in found), 4), "after": round(_share(a for _, a in found), 4)}
        for name, found in _grouped(comparison.pairs, lambda verdict: verdict.set).items()
    }
    changes = {"gained": comparison.gained, "lost": comparison.lost}
    return {"sets": sets, **{name: [_row(pair) for pair in pairs] for name, pairs in changes.items()}}


def _row(pair: Pair) -> dict[str, Any]:
    before, after = pair
    return {"set": before.set, "text": before.text, "wanted": [list(group) for group in before.wanted], "before": list(before.got), "after": list(after.got)}


def _grouped(pairs: Iterable[Pair], key: Callable[[Verdict], str]) -> dict[str, list[Pair]]:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[key(pair[0])].append(pair)
    return dict(groups)


def _share(verdicts: Iterable[Verdict]) -> float:
    listed = [verdict.right for verdict in verdicts]
    return sum(listed) / len(listed) if listed else 0.0

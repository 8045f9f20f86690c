"""The evaluation as one self-contained HTML page."""

import os
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.figure import Figure

from archway.operations.evaluation.judging import Verdict, confusions, reliability
from archway.operations.html import STYLE, image, table

WORST = 25


def write_page(
    path: Path,
    figures: dict[str, dict[str, Any]],
    before: dict[str, dict[str, Any]],
    verdicts: list[Verdict],
    confidences: list[tuple[float, bool]],
    model: str,
) -> None:
    """Write the page, whole or not at all. `before`: the figures of the last run, or empty."""
    parts = [
        f"<h1>How well the assistant understands</h1><p>Model {escape(model)}</p>",
        _figures_table(figures, before),
        "<h2>Safety</h2>",
        _kinds_table(figures.get("safety", {})),
        "<h2>Confidence</h2><p>Where the dots lie on the line, a confidence of 0.8 means right eight times out of ten.</p>",
        image(reliability_plot(confidences), "Reliability diagram: share right by confidence"),
        "<h2>Topics</h2>",
        _topics_table(verdicts),
        "<h2>Confusion matrix</h2>",
        image(_confusion_plot(verdicts), "Confusion matrix of single questions, wanted against first answer"),
        "<h2>Worst confusions</h2>",
        _confusion_list(verdicts),
    ]
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Evaluation</title><style>{STYLE}</style>{"".join(parts)}</html>'
    partial = path.with_suffix(".partial")
    partial.write_text(html, "utf-8")
    os.replace(partial, path)


def _figures_table(figures: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]) -> str:
    rows = []
    for name, found in figures.items():
        earlier = before.get(name, {})
        change = f"{100 * (found['right'] - earlier['right']):+.1f}" if earlier else ""
        rows.append([name, str(found["n"]), f"{found['right']:.1%}", f"{found['offered']:.1%}", change])
    return table(["set", "messages", "right", "right or offered", "change in points"], rows)


def _kinds_table(safety: dict[str, Any]) -> str:
    rows = [[kind, f"{share:.1%}"] for kind, share in safety.get("kinds", {}).items()]
    rows += [[key.replace("_", " "), f"{safety[key]:.1%}"] for key in ("crisis_recall", "false_alarms", "false_alarms_hard") if key in safety]
    return table(["kind", "right"], rows)


def _topics_table(verdicts: list[Verdict]) -> str:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for verdict in verdicts:
        if len(verdict.wanted) == 1:
            asked[verdict.wanted[0][0]] += 1
            right[verdict.wanted[0][0]] += verdict.right
    rows = [[topic, str(count), f"{right[topic] / count:.0%}"] for topic, count in sorted(asked.items(), key=lambda item: right[item[0]] / item[1])]
    return table(["topic", "messages", "right"], rows)


def _confusion_list(verdicts: list[Verdict]) -> str:
    found = confusions(verdicts)[:WORST]
    return "".join(
        f"<details><summary>{escape(wanted)} answered as {escape(got)}: {len(texts)}</summary><ul>"
        + "".join(f"<li>{escape(text)}</li>" for text in texts)
        + "</ul></details>"
        for wanted, got, texts in found
    )


def reliability_plot(confidences: list[tuple[float, bool]]) -> Figure:
    """Draw the share right by confidence; `confidences`: a confidence and whether it was right, for each message."""
    figure, axes = pyplot.subplots(figsize=(5, 5))
    points = reliability(confidences)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.scatter([p[0] for p in points], [p[1] for p in points], s=[20 + 2 * p[2] for p in points])
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.05))
    return figure


def _meant(verdict: Verdict) -> str:
    """The accepted topic that was answered, or else the best one."""
    return next((topic for topic in verdict.got if topic in verdict.wanted[0]), verdict.wanted[0][0])


def _confusion_plot(verdicts: list[Verdict]) -> Figure:
    singles = [(_meant(v), v.got[0]) for v in verdicts if v.got and len(v.wanted) == 1]
    topics = sorted({topic for pair in singles for topic in pair})
    figure, axes = pyplot.subplots(figsize=(11, 11))
    counts = [[0] * len(topics) for _ in topics]
    for wanted, got in singles:
        counts[topics.index(wanted)][topics.index(got)] += 1
    axes.imshow([[min(count, 10) for count in row] for row in counts], cmap="Blues")
    axes.set_xticks(range(len(topics)), topics, rotation=90, fontsize=7)
    axes.set_yticks(range(len(topics)), topics, fontsize=7)
    axes.set(xlabel="answered", ylabel="wanted")
    figure.tight_layout()
    return figure

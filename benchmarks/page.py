"""The results as one self-contained HTML page."""

import os
from html import escape
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.figure import Figure

from archway.operations.html import STYLE, image, table

NAMES = {"archway": "Archway", "stock_rasa": "stock Rasa", "archway_diet": "Archway with DIET"}
COLOURS = {"archway": "#0b6e4f", "stock_rasa": "#8d8d8d", "archway_diet": "#c98a1b"}
BARS = {
    "train_s": "training, s",
    "start_s": "start to first answer, s",
    "rss_mb": "memory, MB",
    "p50_ms": "median answer, ms",
    "p95_ms": "95th percentile, ms",
    "messages_per_s": "messages a second, 16 at once",
    "accuracy": "right on the test set",
}
METHOD = """<p>All three are made from the same content and the same examples, {examples} of each topic (Archway ships with more, on which stock Rasa
would train for hours; neural networks are trained for {epochs} epochs, so that the benchmark ends: the hundred of Rasa's manual take five
times as long, and may get more right; with all of them Archway trains in {all_train_s} s and gets {all_accuracy:.1%} right). They are trained once from
nothing, and served in several rounds in turn on the same machine. <b>Stock Rasa</b> is the FAQ bot of Rasa's manual: retrieval intents with
DIET and ResponseSelector, TED, UnexpecTED, fallback, the REST channel, tracker in memory, in an environment with the versions that Rasa
itself asks for. <b>Archway</b> keeps every message on disk before it is answered. Examples that ask several things, or lean on what was
said before, only Archway's own components can use; the others go without. A right answer is one of the topic that the test set accepts. The
cost by number of topics is that of synthetic content with eight examples a topic; networks are trained for one epoch there, which makes no
difference to what a message costs.</p>"""


def write_page(path: Path, results: dict[str, Any]) -> None:
    """Write the page, whole or not at all. `results`: as in results.json."""
    run, whole = results["run"], results["archway_all_examples"]
    quick = "<p><b>A quick run: few examples, the networks are hardly trained, the figures say nothing.</b></p>" if run["quick"] else ""
    parts = [
        f"<h1>Archway beside stock Rasa</h1><p>{escape(run['processor'])}, {run['cores']} cores, {run['minutes']} minutes.</p>{quick}",
        table(["against stock Rasa", "goal", "found", ""], [[g["what"], g["goal"], g["found"], "met" if g["met"] else "not met"] for g in results["goals"]]),
        "<h2>Side by side</h2>",
        image(_bars(results), "Bars: training, start, memory, waiting times, throughput and accuracy of the assistants"),
        table(["", *_measured(results).values()], [[label, *(f"{results[name][key]:g}" for name in _measured(results))] for key, label in BARS.items()]),
        "<h2>A long conversation, and many topics</h2>",
        image(_lines(results), "Lines: median answer by turn, and by number of topics"),
        "<h2>How it was measured</h2>",
        f"<p>Left out: {escape(', '.join(run['left_out']))}.</p>" if run.get("left_out") else "",
        METHOD.format(examples=run["examples"], epochs=run.get("epochs") or 100, all_train_s=whole["train_s"], all_accuracy=whole["accuracy"]),
    ]
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Benchmark</title><style>{STYLE}</style>{"".join(parts)}</html>\n'
    partial = path.with_suffix(".partial")
    partial.write_text(html, "utf-8")
    os.replace(partial, path)


def _measured(results: dict[str, Any]) -> dict[str, str]:
    """The assistants that there are figures of, by name."""
    return {name: label for name, label in NAMES.items() if name in results}


def _bars(results: dict[str, Any]) -> Figure:
    figure, panels = pyplot.subplots(1, len(BARS), figsize=(14, 3.5))
    for axes, (key, label) in zip(panels, BARS.items(), strict=True):
        for name in _measured(results):
            bar = axes.bar(NAMES[name], results[name][key], color=COLOURS[name])
            axes.bar_label(bar, fmt="%g", fontsize=7)
        axes.set_title(label, fontsize=8)
        axes.tick_params(labelsize=7)
        names = _measured(results).values()
        axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    figure.tight_layout()
    return figure


def _lines(results: dict[str, Any]) -> Figure:
    figure, panels = pyplot.subplots(1, 2, figsize=(12, 4))
    for axes, (key, label) in zip(panels, {"by_turn_ms": "turn", "by_topics_ms": "topics"}.items(), strict=True):
        for name in _measured(results):
            points = sorted((int(number), ms) for number, ms in results[name][key].items())
            axes.plot([number for number, _ in points], [ms for _, ms in points], "o-", color=COLOURS[name], label=NAMES[name])
        axes.set(xlabel=label, ylabel="median answer, ms", xscale="log", ylim=(0, None))
        numbers = sorted({int(number) for name in _measured(results) for number in results[name][key]})
        axes.set_xticks(numbers, [str(number) for number in numbers])
        axes.minorticks_off()
        axes.legend(fontsize=8)
    figure.tight_layout()
    return figure

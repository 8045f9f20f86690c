"""The plots of the report, as SVG that stands in the page. Dark on white, told apart by form and label and not by colour alone: they are printed."""

from collections import Counter
from collections.abc import Sequence
from io import StringIO

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from archway.operations.report.figures import Figures, all_days

BAR, LINE = "#33658a", "#b23a48"
WIDTH = 7.2  # inches: a page with its margins
NAME_LENGTH = 32
MOST_VOTED = 20
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "archway", "font.family": "sans-serif", "font.size": 9})


def time_line(found: Figures) -> str:
    """Draw the conversations by day, and each release as a line with its version."""
    figure, axes = _axes(2.6)
    days = all_days(found)
    axes.bar([float(date2num(day)) for day in days], [found.days[day] for day in days], color=BAR, width=0.8)
    for number, release in enumerate(found.releases):
        at = float(date2num(release.at.astimezone(found.since.tzinfo).replace(tzinfo=None))) - 0.5  # bars stand around midnight
        axes.axvline(at, color=LINE, linestyle="--", linewidth=1)
        axes.text(at, 1.02 + 0.08 * (number % 3), " " + _short(release.version), transform=axes.get_xaxis_transform(), color=LINE, fontsize=7)
    locator = AutoDateLocator(minticks=min(3, len(days)), maxticks=10)
    axes.xaxis_date()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_ylabel("conversations")
    _whole_numbers(axes)
    return _svg(figure)


def bars(counts: Sequence[tuple[str, int]], unit: str) -> str:
    """Draw counts as horizontal bars with their numbers, the first at the top."""
    figure, axes = _axes(0.4 + 0.24 * max(1, len(counts)))
    places = range(len(counts), 0, -1)
    drawn = axes.barh(list(places), [count for _, count in counts], color=BAR, height=0.7)
    axes.bar_label(drawn, padding=3)
    axes.set_yticks(list(places), [name for name, _ in counts])
    axes.set_xlabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return _svg(figure)


def votes(helpful: Counter[str], unhelpful: Counter[str]) -> str:
    """Draw the votes by topic: helpful to the right, unhelpful, hatched, to the left."""
    topics = sorted(helpful.keys() | unhelpful.keys(), key=lambda topic: (-unhelpful[topic], -helpful[topic], topic))[:MOST_VOTED]
    figure, axes = _axes(0.6 + 0.26 * max(1, len(topics)))
    places = list(range(len(topics), 0, -1))
    axes.barh(places, [helpful[topic] for topic in topics], color=BAR, height=0.7, label="helped")
    axes.barh(places, [-unhelpful[topic] for topic in topics], color="white", edgecolor=LINE, hatch="////", height=0.7, label="did not help")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(places, topics)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.set_xlabel("votes")
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    return _svg(figure)


def hours(found: Figures) -> str:
    """Draw the messages by hour of the day."""
    figure, axes = _axes(2.0)
    axes.bar(range(24), [found.hours[hour] for hour in range(24)], color=BAR, width=0.8)
    axes.set_xticks(range(0, 24, 3), [f"{hour:02}:00" for hour in range(0, 24, 3)])
    axes.set_ylabel("messages")
    _whole_numbers(axes)
    return _svg(figure)


def times(seconds: Sequence[float]) -> str:
    """Draw how many answers took how long."""
    figure, axes = _axes(2.0)
    axes.hist([second * 1_000 for second in seconds], bins=30, color=BAR)
    axes.set_xlabel("milliseconds from message to answer")
    axes.set_ylabel("answers")
    _whole_numbers(axes)
    return _svg(figure)


def _axes(height: float) -> tuple[Figure, Axes]:
    figure, axes = pyplot.subplots(figsize=(WIDTH, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _whole_numbers(axes: Axes) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _short(version: str) -> str:
    return version if len(version) <= NAME_LENGTH else version[: NAME_LENGTH - 1] + "…"


def _svg(figure: Figure) -> str:
    out = StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return out.getvalue().partition("<svg")[1] + out.getvalue().partition("<svg")[2]

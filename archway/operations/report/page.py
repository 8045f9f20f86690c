"""The report as one self-contained HTML page, for the screen and for paper."""

from collections import Counter
from html import escape

from archway.operations.report import plots
from archway.operations.report.figures import OUTCOMES, Figures, all_days

STYLE = """
:root{color-scheme:light}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin:2rem 0 .4rem;border-bottom:1px solid #999}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.75rem;margin:1.25rem 0}
dl div{border:1px solid #999;border-radius:.4rem;padding:.5rem .75rem}dt{font-size:.85rem}dd{margin:0;font-size:1.5rem;font-weight:600}
figure{margin:.75rem 0}svg{max-width:100%;height:auto}figcaption,.note{font-size:.85rem;color:#444}
table{border-collapse:collapse;font-size:.9rem}td,th{padding:.15rem .75rem .15rem 0;border-bottom:1px solid #ccc;text-align:left}td.n{text-align:right}
@page{margin:1.5cm}@media print{body{margin:0;max-width:none;font-size:10.5pt}section,figure,dl{break-inside:avoid}h2{break-after:avoid}}
"""
MOST = 20


def page(found: Figures) -> str:
    """Give the page's HTML."""
    days = all_days(found)
    period = f"{days[0]:%-d %B %Y} to {days[-1]:%-d %B %Y}"
    parts = [
        f"<h1>What visitors asked</h1><p>{period}. Days and hours are those of {escape(found.since.tzname() or 'UTC')}.</p>",
        _summary(found),
        _section("Conversations by day", _figure(plots.time_line(found), _release_caption(found))),
        _section("What messages came to", _bars(Counter({OUTCOMES[key]: count for key, count in found.outcomes.items()}), "messages")),
        _section("Topics", _bars(found.topics, "answers", MOST) + _rest(found.topics, MOST)),
        _section("Feedback by topic", _votes(found)),
        _section("Suggestions taken", _follow_ups(found)),
        _section("Languages", _bars(found.languages, "messages"), "Guessed from script and small words; what it can't tell is counted as such."),
        _section("Hours", _figure(plots.hours(found), "Messages by hour of the day.")),
        _section("Response times", _times(found)),
        _section("Danger", f"<p>Messages answered with crisis lines: <strong>{found.crises}</strong>. Their words are in no report.</p>"),
    ]
    title = f"What visitors asked, {period}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _summary(found: Figures) -> str:
    votes = found.helpful.total() + found.unhelpful.total()
    answered = found.outcomes["answered"]
    figures = {
        "conversations": str(found.conversations),
        "messages": str(found.messages),
        "answered from the article": _share(answered, found.messages),
        "not covered": _share(found.outcomes["not_covered"], found.messages),
        "votes that say “helped”": _share(found.helpful.total(), votes),
        "median response": _milliseconds(found.percentile(0.5)),
    }
    boxes = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    return f'<dl>{boxes}</dl><p class="note">Opened and left without a message: {found.silent}.</p>'


def _section(title: str, body: str, note: str = "") -> str:
    return f"<section><h2>{title}</h2>{body}{f'<p class=note>{note}</p>' if note else ''}</section>"


def _figure(svg: str, caption: str) -> str:
    described = svg.replace("<svg", f'<svg role="img" aria-label="{escape(caption)}"', 1)
    return f"<figure>{described}<figcaption>{escape(caption)}</figcaption></figure>"


def _bars(counts: Counter[str], unit: str, most: int | None = None) -> str:
    if not counts:
        return "<p>None.</p>"
    shown = counts.most_common(most)
    caption = ", ".join(f"{name}: {count}" for name, count in shown[:3])
    return _figure(plots.bars(shown, unit), f"{caption}{' …' if len(shown) > 3 else '.'}")


def _rest(counts: Counter[str], most: int) -> str:
    rest = counts.most_common()[most:]
    return f'<p class="note">Also: {escape(", ".join(f"{name} {count}" for name, count in rest))}.</p>' if rest else ""


def _release_caption(found: Figures) -> str:
    if not found.releases:
        return "Conversations by the day of their first message; no release went live in this time."
    return "Dashed lines: " + "; ".join(
        f"{release.version} went live on {release.at.astimezone(found.since.tzinfo):%-d %B, %H:%M}" for release in found.releases
    )


def _votes(found: Figures) -> str:
    if not found.helpful and not found.unhelpful:
        return "<p>Nobody voted.</p>"
    caption = f"{found.helpful.total()} answers helped, {found.unhelpful.total()} did not; what helped least often is at the top."
    return _figure(plots.votes(found.helpful, found.unhelpful), caption)


def _follow_ups(found: Figures) -> str:
    taken = found.follow_ups.total()
    share = _share(taken, found.offered_follow_ups)
    said = f"<p>{found.offered_follow_ups} messages were answered with suggestions; {taken} times ({share}) one of them was chosen next.</p>"
    rows = "".join(f'<tr><td>{escape(topic)}</td><td class="n">{count}</td></tr>' for topic, count in found.follow_ups.most_common(10))
    return said + (f"<table><tr><th>suggestion</th><th>taken</th></tr>{rows}</table>" if rows else "")


def _times(found: Figures) -> str:
    if not found.seconds:
        return "<p>None were recorded.</p>"
    half, most, slowest = (_milliseconds(second) for second in (found.percentile(0.5), found.percentile(0.95), max(found.seconds)))
    return _figure(plots.times(found.seconds), f"Half of the answers came within {half}, 95 % within {most}; the slowest took {slowest}.")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1_000 * seconds:.0f} ms"

"""What Archway means to reach beside stock Rasa, and whether it does."""

from typing import Any

OURS, STOCK = "archway", "stock_rasa"
FEW = 40  # topics, that more are compared with


def judged(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each goal with what was found and whether it is met; one that was not measured is not. `results`: figures by candidate, as in results.json."""
    ours, stock = results[OURS], results[STOCK]
    rows = [
        _at_least("throughput", 5, ours["messages_per_s"] / stock["messages_per_s"], " ×"),
        _at_most("median latency", 1 / 4, ours["p50_ms"] / stock["p50_ms"]),
        _at_most("training", 1 / 4, ours["train_s"] / stock["train_s"]),
        _at_most("start", 1 / 2, ours["start_s"] / stock["start_s"]),
        _at_most("memory", 2 / 3, ours["rss_mb"] / stock["rss_mb"]),
        _at_least("accuracy, points more", 15, 100 * (ours["accuracy"] - stock["accuracy"]), ""),
    ]
    turns, topics = _by_number(ours["by_turn_ms"]), _by_number(ours["by_topics_ms"])
    rows.append(_at_most(f"turn {max(turns)} to turn 1", 1.5, turns[max(turns)] / turns[1]))
    many = max(topics, default=0)
    if many > FEW and FEW in topics:
        rows.append(_at_most(f"{many} topics to {FEW}", 1.5, topics[many] / topics[FEW]))
    else:
        rows.append({"what": f"many topics to {FEW}", "goal": "≤ 1.50 ×", "found": "–", "met": False})
    return rows


def _by_number(figures: dict[Any, float]) -> dict[int, float]:
    return {int(number): figure for number, figure in figures.items()}


def _at_least(what: str, goal: float, found: float, unit: str) -> dict[str, Any]:
    return {"what": what, "goal": f"≥ {goal}{unit}", "found": f"{found:.1f}{unit}", "met": found >= goal}


def _at_most(what: str, goal: float, found: float) -> dict[str, Any]:
    return {"what": what, "goal": f"≤ {goal:.2f} ×", "found": f"{found:.2f} ×", "met": found <= goal}

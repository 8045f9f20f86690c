"""What the results are turned into."""

import copy
from pathlib import Path
from typing import Any

import yaml

from benchmarks import archway_projects
from benchmarks.goals import judged
from benchmarks.page import write_page
from benchmarks.scaling_page import page, size

FIGURES: dict[str, Any] = {
    "train_s": 40.0,
    "start_s": 10.0,
    "rss_mb": 700,
    "p50_ms": 15.0,
    "p95_ms": 20.0,
    "messages_per_s": 100.0,
    "accuracy": 0.9,
    "cpu_ms": {"assistant": 12.0, "actions": 3.0},
    "by_turn_ms": {"1": 15.0, "10": 15.0, "50": 16.0, "200": 17.0},
    "by_topics_ms": {"10": 14.0, "40": 15.0, "160": 15.0, "640": 23.0},
}


def results() -> dict[str, Any]:
    stock = {**copy.deepcopy(FIGURES), "train_s": 400.0, "start_s": 19.0, "messages_per_s": 20.0, "p50_ms": 59.0, "rss_mb": 1100, "accuracy": 0.6}
    made: dict[str, Any] = {"archway": FIGURES, "stock_rasa": stock, "archway_diet": FIGURES, "archway_all_examples": {"train_s": 60.0, "accuracy": 0.95}}
    return {**made, "goals": judged(made), "run": {"processor": "A & B", "cores": 2, "minutes": 40, "quick": False, "examples": 24}}


def test_goals_are_judged_by_their_ratios() -> None:
    met = {goal["what"]: goal["met"] for goal in results()["goals"]}
    assert met == {
        "throughput": True,
        "median latency": False,
        "training": True,
        "start": False,
        "memory": True,
        "accuracy, points more": True,
        "turn 200 to turn 1": True,
        "640 topics to 40": False,
    }


def test_a_cost_that_there_was_no_time_for_is_not_met() -> None:
    found = results()
    for measured in ({}, {"10": 14.0}, {"10": 14.0, "40": 15.0}):
        goals = judged({**found, "archway": {**FIGURES, "by_topics_ms": measured}})
        assert goals[-1] == {"what": "many topics to 40", "goal": "≤ 1.50 ×", "found": "–", "met": False}


def test_the_page_shows_every_assistant_and_goal(tmp_path: Path) -> None:
    write_page(tmp_path / "index.html", results())
    html = (tmp_path / "index.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    for shown in ("stock Rasa", "Archway with DIET", "A &amp; B", "640 topics to 40", "data:image/png"):
        assert shown in html


def test_the_page_says_what_was_left_out(tmp_path: Path) -> None:
    found = results()
    found["stock_rasa"]["by_topics_ms"] = {"10": 50.0}
    found["run"]["left_out"] = ["stock_rasa with 40 topics"]
    write_page(tmp_path / "index.html", found)
    assert "Left out: stock_rasa with 40 topics" in (tmp_path / "index.html").read_text()


def test_the_page_goes_without_an_assistant_that_was_not_measured(tmp_path: Path) -> None:
    found = results()
    del found["archway_diet"]
    write_page(tmp_path / "index.html", found)
    html = (tmp_path / "index.html").read_text()
    assert "stock Rasa" in html and "Archway with DIET" not in html


def test_diet_gets_a_tokenizer_that_reads_the_training_data(tmp_path: Path) -> None:
    archway_projects.write(tmp_path / "diet", 1)
    archway_projects.use_diet(tmp_path / "diet", 1)
    parts = [part["name"] for part in yaml.safe_load((tmp_path / "diet/config.yml").read_text())["pipeline"]]
    assert parts.index("WhitespaceTokenizer") < parts.index("CountVectorsFeaturizer") < parts.index("DIETClassifier")
    assert not [name for name in parts if "MessageTokenizer" in name]


def test_sizes_follow_from_the_figures() -> None:
    few, many = size(10, FIGURES), size(100_000, FIGURES)
    assert (few.replicas, few.action_servers) == (2, 2)
    assert (many.replicas, many.action_servers) == (67, 17)  # 3,333 messages/s × 12 ms, and × 3 ms, of cores that are 60 % busy


def test_the_scaling_page_is_filled_in() -> None:
    text = page(results())
    assert "{" not in text
    assert "| 100,000 | 3,333.3 | 67 | 17 |" in text

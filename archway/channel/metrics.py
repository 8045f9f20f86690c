"""What Prometheus may know: counts and durations, never a word of anybody's."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)

disable_created_metrics()
REGISTRY = CollectorRegistry()
for collector in (ProcessCollector, PlatformCollector, GCCollector):
    collector(registry=REGISTRY)

FALLBACKS = {"did_you_mean", "not_covered", "out_of_scope", "unavailable"}
CRISIS = "crisis"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

messages = Counter("archway_messages", "Messages that were answered; one that is sent again counts once more", registry=REGISTRY)
topics = Counter("archway_answers", "Answers by topic", ["topic"], registry=REGISTRY)
fallbacks = Counter("archway_fallbacks", "Answers that were none, by topic", ["topic"], registry=REGISTRY)
crises = Counter("archway_crisis_answers", "Answers with crisis lines to a message about danger", registry=REGISTRY)
unstored = Counter("archway_unstored_messages", "Messages answered while they could not be stored", registry=REGISTRY)
stages = Histogram(
    "archway_stage_seconds",
    "Seconds by stage: message (all of it), lock, store, understanding, policies, actions",
    ["stage"],
    buckets=SECONDS,
    registry=REGISTRY,
)
_versions = Info("archway_model", "The model and the content that answer now", registry=REGISTRY)


def serve(host: str, port: int) -> None:
    """Answer Prometheus on a port of its own, from a thread of its own. Raises OSError when the port is taken."""
    start_http_server(port, host, REGISTRY)


def answered(answers: list[dict[str, Any]]) -> None:
    """Count a message and its answers."""
    messages.inc()
    for answer in answers:
        topics.labels(answer["topic"]).inc()
        if answer["topic"] in FALLBACKS:
            fallbacks.labels(answer["topic"]).inc()
        if answer["topic"] == CRISIS:
            crises.inc()


def show_versions(versions: dict[str, str]) -> None:
    """Tell which model and content answer."""
    _versions.info(versions)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Measure what is done inside, also when it fails."""
    began = time.perf_counter()
    try:
        yield
    finally:
        stages.labels(name).observe(time.perf_counter() - began)


class TimedRunner:
    """Rasa's graph runner with its two uses measured: understanding a message, and predicting what to do."""

    def __init__(self, runner: Any, understanding: str) -> None:
        self._runner = runner
        self._understanding = understanding

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run the graph as Rasa's runner does. `targets`: names of the graph's nodes."""
        with stage("understanding" if targets == [self._understanding] else "policies"):
            found: dict[str, Any] = self._runner.run(inputs=inputs, targets=targets)
        return found

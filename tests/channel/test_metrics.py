"""What Prometheus gets from a running assistant."""

import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from archway.channel.metrics import FALLBACKS
from tests.channel.conftest import Welcome, serving
from tests.channel.talk import CRISIS, QUESTION
from tests.conftest import PATIENCE, free_port

MARK = "unmistakable-marmalade"


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> object:
    port = free_port()
    with serving(tmp_path_factory.mktemp("metrics"), ARCHWAY_METRICS_PORT=str(port), ARCHWAY_RATE_LIMIT="off") as server:
        yield server.address, f"http://127.0.0.1:{port}/metrics", server.folder


def scrape(address: str) -> tuple[str, dict[tuple[str, str], float]]:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answered:
        text = answered.read().decode()
    return text, {(sample.name, ",".join(sample.labels.values())): sample.value for family in text_string_to_metric_families(text) for sample in family.samples}


def test_messages_topics_fallbacks_crises_and_stages_are_counted_without_a_word_of_theirs(scraped: tuple[str, str, Path], welcome: Welcome) -> None:
    address, metrics, _ = scraped
    visitor = welcome(address)
    topics = [answer["topic"] for text in [QUESTION, CRISIS, f"what is the best {MARK} recipe?"] for answer in visitor.say(text)]
    text, samples = scrape(metrics)
    assert samples["archway_messages_total", ""] == 3
    assert samples["archway_crisis_answers_total", ""] == 1
    assert samples["archway_answers_total", "crisis"] == 1
    assert sum(value for (name, _), value in samples.items() if name == "archway_fallbacks_total") == sum(topic in FALLBACKS for topic in topics) > 0
    stages = {labels for name, labels in samples if name == "archway_stage_seconds_count"}
    assert stages == {"message", "lock", "store", "understanding", "policies", "actions"}
    assert MARK not in text


def test_model_and_content_are_those_of_health(scraped: tuple[str, str, Path], welcome: Welcome) -> None:
    address, metrics, _ = scraped
    health = welcome(address).http.get("v1/health").json()
    text, _ = scrape(metrics)
    assert f'archway_model_info{{content="{health["content"]}",model="{health["model"]}"}} 1.0' in text


def test_the_server_says_that_it_lives(scraped: tuple[str, str, Path], welcome: Welcome) -> None:
    answered = welcome(scraped[0]).http.get("v1/live")
    assert (answered.status_code, answered.content) == (204, b"")

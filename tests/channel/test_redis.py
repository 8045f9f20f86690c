"""The assistant with its locks and limits in Redis, and what becomes of visitors when Redis goes away."""

from pathlib import Path
from uuid import uuid4

import yaml

from tests.channel.conftest import Redis, serving
from tests.channel.talk import CRISIS, QUESTION, assert_problem
from tests.conftest import ROOT, Visitor


def test_without_redis_visitors_are_told_and_danger_gets_its_lines(redis: Redis, tmp_path: Path) -> None:
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    endpoints["lock_store"] = {"type": "redis", "url": "127.0.0.1", "port": redis.port}
    (tmp_path / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
    with serving(tmp_path, ARCHWAY_RATE_LIMIT="3/hour", ARCHWAY_RATE_LIMIT_STORE=f"redis://127.0.0.1:{redis.port}/2") as server:
        visitor = Visitor(server.address)
        said = [visitor.post({"id": str(uuid4()), "text": QUESTION}).status_code for _ in range(4)]
        assert said == [200, 200, 200, 429]
        redis.process.terminate()
        redis.process.wait()
        assert [answer["topic"] for answer in visitor.say(QUESTION)] == ["unavailable"]
        assert [(answer["topic"], answer["support"]) for answer in visitor.say(CRISIS)] == [("crisis", True)]
        headers = server.bearer(visitor.token)
        told = visitor.http.get("v1/messages", headers=headers).json()["messages"]
        assert [line["from"] for line in told].count("visitor") == 3
        assert_problem(visitor.http.delete("v1/conversation", headers=headers), 503, "unavailable")
        visitor.http.close()
        assert server.log.count("rate limits is away") == 1

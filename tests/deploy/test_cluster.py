"""`make test-cluster`: forty visitors talk without a break while one part after the other fails; nobody may notice more than a wait."""

import asyncio
import json
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack

import httpx
import pytest
import sqlalchemy as sa

from archway.operations.releases.live import newest_model
from archway.operations.releases.store import PROMOTED, Store
from tests.conftest import ROOT
from tests.deploy.cluster import ENTRYPOINT, Cluster, cluster
from tests.deploy.visitors import PATIENCE, Sent, Visitor, visitor

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(900)]

VISITORS = 40
RECOVERED_WITHIN = 15.0  # seconds
REDIS_AWAY = 5.0  # seconds


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


class Load:
    """The visitors, while they talk."""

    def __init__(self, visitors: list[Visitor]) -> None:
        self.visitors = visitors

    def since(self, moment: float) -> list[Sent]:
        return [message for talking in self.visitors for message in talking.said if message.sent >= moment or message.answered >= moment]

    async def everybody_answered(self, fault: str, moment: float) -> None:
        """Wait until each visitor has got an answer to something said after `moment`; show what it was like."""
        deadline = time.monotonic() + 2 * RECOVERED_WITHIN
        while not all(any(m.sent >= moment and m.answers for m in talking.said) for talking in self.visitors):
            assert time.monotonic() < deadline, f"{fault}: not everybody is answered again after {2 * RECOVERED_WITHIN} s"
            await asyncio.sleep(0.1)
        took = [message.took for message in self.since(moment) if message.answers]
        again = sum(message.tries > 1 for message in self.since(moment))
        print(f"{fault:24} {len(took):4} messages, median {statistics.median(took):.3f} s, slowest {max(took):.1f} s, {again} sent again", flush=True)
        assert max(took) <= RECOVERED_WITHIN, f"{fault}: somebody waited {max(took):.1f} s"


async def test_faults_cost_a_wait_and_nothing_else(running: Cluster) -> None:
    over = asyncio.Event()
    async with AsyncExitStack() as leaving:
        visitors = [visitor(running.address, running.certificate, number) for number in range(VISITORS)]
        for talking in visitors:
            leaving.push_async_callback(talking.http.aclose)
        load = Load(visitors)
        talks = asyncio.gather(*(talking.talk(over) for talking in visitors))
        try:
            await _faults(running, load)
        finally:
            over.set()
            await asyncio.wait_for(talks, 3 * PATIENCE)
        await asyncio.gather(*(talking.check() for talking in visitors))
        await _both_replicas_tell_the_same(running, visitors)
    assert [fault for talking in visitors for fault in talking.faults] == []
    _each_message_is_stored_once(running, [message for talking in visitors for message in talking.said])
    assert "InMemoryTrackerStore" not in running.logs, "Rasa went on in memory"
    assert "psychodynamic" not in running.logs, "a message is in the log"


def test_daily_deletion_finds_the_conversations_of_all_replicas(running: Cluster) -> None:
    command = [ENTRYPOINT, "archway", "purge", "--dry-run", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=running.replicas[0].environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kept"] >= VISITORS


async def _faults(running: Cluster, load: Load) -> None:
    """One after the other; what was killed is started again, as an orchestrator does, before the next."""
    await load.everybody_answered("nothing", time.monotonic())

    began = time.monotonic()
    running.replicas[0].end(signal.SIGKILL)
    await load.everybody_answered("kill -9 a replica", began)
    await _again(running.replicas[0].start, running.replicas[0].wait)

    began = time.monotonic()
    running.actions[0].end(signal.SIGKILL)
    await load.everybody_answered("kill -9 an action server", began)
    await _again(running.actions[0].start, running.actions[0].wait)

    began = time.monotonic()
    await asyncio.to_thread(running.postgres.end, signal.SIGINT)  # its "fast" shutdown: open sessions are cut
    await _again(running.postgres.start, running.postgres.wait)
    await load.everybody_answered("restart PostgreSQL", began)

    began = time.monotonic()
    await asyncio.to_thread(running.redis.end)
    await asyncio.sleep(REDIS_AWAY)
    await _again(running.redis.start, running.redis.wait)
    await load.everybody_answered("stop Redis for 5 s", began)

    began = time.monotonic()
    running.models.end(signal.SIGKILL)
    await load.everybody_answered("kill -9 the model server", began)
    await _again(running.models.start, running.models.wait)

    began = time.monotonic()
    _promote_another(running.releases, "promoted")
    for number in range(len(running.replicas)):
        while await asyncio.to_thread(running.model_of, number) != "promoted":
            assert time.monotonic() < began + RECOVERED_WITHIN, "the new model is not live"
            await asyncio.sleep(0.2)
    await load.everybody_answered("promote a model", began)

    began = time.monotonic()
    assert await asyncio.to_thread(running.replicas[1].end, signal.SIGTERM) == 0, "a drained replica ends by itself"
    await load.everybody_answered("drain a replica", began)
    assert max(message.tries for message in load.since(began)) == 1, "draining costs nobody a second try"
    await _again(running.replicas[1].start, running.replicas[1].wait)
    await load.everybody_answered("everything is back", time.monotonic())


def _promote_another(releases: Store, version: str) -> None:
    """The same model under another name: what `archway promote` writes once it has judged a release."""
    archive = releases.folder.with_name(f"{version}.tar.gz")
    shutil.copyfile(newest_model(releases.folder), archive)
    releases.put_live(releases.record(archive).version, PROMOTED)


async def _again(*steps: object) -> None:
    for step in steps:
        await asyncio.to_thread(step)  # type: ignore[arg-type]


async def _both_replicas_tell_the_same(running: Cluster, visitors: list[Visitor]) -> None:
    addresses = [f"http://127.0.0.1:{port}/chat/" for port in running.replica_ports]
    async with AsyncExitStack() as leaving:
        own = [await leaving.enter_async_context(httpx.AsyncClient(base_url=address, timeout=PATIENCE)) for address in addresses]
        for talking in visitors:
            first, second = [await talking.history(http) for http in own]
            assert first == second


def _each_message_is_stored_once(running: Cluster, said: list[Sent]) -> None:
    engine = sa.create_engine(running.database)
    query = "SELECT data::json -> 'metadata' ->> 'id' FROM events WHERE type_name = 'user'"
    with engine.connect() as connection:
        stored = [row[0] for row in connection.execute(sa.text(query))]
    engine.dispose()
    print(f"{len(said)} messages were answered, {len(stored)} are stored", flush=True)
    assert sorted(stored) == sorted(str(message.id) for message in said)
    assert len(stored) == len(set(stored))

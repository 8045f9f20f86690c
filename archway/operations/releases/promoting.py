"""Puts a release live, and takes it back; waits until every server that runs here has followed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional

from archway.channel.replicas import replicas
from archway.operations.errors import OperationError
from archway.operations.releases.comparing import as_data, compare, objections
from archway.operations.releases.evaluating import evaluation_of, verdicts_of
from archway.operations.releases.live import settle
from archway.operations.releases.lock import exclusive
from archway.operations.releases.smoke import questions, smoke_test
from archway.operations.releases.store import PROMOTED, ROLLED_BACK, WITHDRAWN, Release, Store

PATIENCE = 60.0  # seconds for all servers to follow

Say = Callable[[str], None]


class Refused(OperationError):
    """The release must not go live as it is."""

    def __init__(self, version: str, before: str, against: list[str]) -> None:
        super().__init__(
            f"{version} was not put live: {'; '.join(against)}. `archway compare {before} {version}` shows all that changed; "
            f'`archway promote {version} --force --reason "…"` puts it live all the same, and is recorded'
        )
        self.against = against


@dataclass(frozen=True)
class Change:
    """What is live now and was before, how many servers follow, and after how many seconds all of them had."""

    version: str
    before: Optional[str]
    servers: int
    seconds: float


def compare_releases(store: Store, before: str, after: str, say: Say) -> dict[str, Any]:
    """Give the comparison of two releases on the test sets as they are now. Raises OperationError."""
    releases = [store.release(version) for version in (before, after)]
    comparison = compare(*(verdicts_of(evaluation_of(store, release.version, say)) for release in releases))
    against = [*objections(comparison), *_of_conversations(*releases)]
    return {"before": before, "after": after, **as_data(comparison), "objections": against}


def compare_with_live(store: Store, live: str, version: str, say: Say) -> dict[str, Any]:
    """As compare_releases; that the two can't be compared speaks against the new one: the live one may no longer load, on another encoder say."""
    try:
        return compare_releases(store, live, version, say)
    except OperationError as error:
        nothing: dict[str, Any] = {"sets": {}, "gained": [], "lost": []}
        return {"before": live, "after": version, **nothing, "objections": [f"it can't be compared with {live}: {error}"]}


def _of_conversations(before: Release, after: Release) -> list[str]:
    """What was never tested counts as passed: the first release, say."""
    failing = after.conversations is False and before.conversations is not False
    return ["conversation tests fail that the live release passes; `archway train` says which"] if failing else []


def promote(store: Store, version: str, say: Say, reason: Optional[str] = None) -> Change:
    """Put a release live. `reason`: why, although something speaks against it. Raises Refused, OperationError; then the old one is still live."""
    with exclusive("promote", f"promoting {version}"):
        release, before = store.release(version), settle(store)
        archive = store.archive(release.version)
        if version == before:
            return _follow(store, version, store.before_live() or version, say)
        against = compare_with_live(store, before, version, say)["objections"]
        if against and not reason:
            raise Refused(version, before, against)
        say(f"Asking {version} some questions before visitors do …")
        smoke_test(archive, questions(verdicts_of(evaluation_of(store, version, say))))
        store.put_live(version, PROMOTED, reason, forced=bool(against))
        return _follow(store, version, before, say)


def rollback(store: Store, say: Say, reason: Optional[str] = None) -> Change:
    """Put the release live that the live one replaced. Raises OperationError; then nothing has changed."""
    with exclusive("promote", "rolling back"):
        before, version = settle(store), store.before_live()
        if version is None:
            raise OperationError(f"{before} has replaced no other release, so there is none to go back to; `archway releases` lists what can be promoted")
        store.archive(version)
        store.put_live(version, ROLLED_BACK, reason)
        return _follow(store, version, before, say)


def _follow(store: Store, version: str, before: str, say: Say) -> Change:
    """Wait for the servers. A release that one of them can't load is withdrawn from all."""
    began = time.time()
    servers = replicas()
    say(f"Waiting until {len(servers)} server{'s' * (len(servers) != 1)} with {version} …" if servers else "No server runs here; the next one starts with it.")
    while behind := [replica for replica in replicas() if replica.model != version]:
        failed = next((replica for replica in behind if replica.failed == version and replica.failed_at >= began), None)
        if failed:
            store.put_live(before, WITHDRAWN, failed.why)
            raise OperationError(f"{version} could not be loaded by server {failed.pid}: {failed.why}. {before} stays live everywhere")
        if time.time() - began > PATIENCE:
            ids = ", ".join(str(replica.pid) for replica in behind)
            raise OperationError(f"{version} is to be live, but after {PATIENCE:.0f} s server {ids} still answers with another; see that server's log")
        time.sleep(0.1)
    return Change(version, before, len(replicas()), round(time.time() - began, 1))

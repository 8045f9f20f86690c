"""The whole of deploy/compose.yaml as processes: nginx, two replicas, two action servers, the model server, PostgreSQL, Redis."""

import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from archway.operations.releases.live import newest_model
from archway.operations.releases.store import Store
from tests.conftest import ROOT, free_port
from tests.deploy.engines import DATABASE, ENVIRONMENT, Process, nginx, postgres, redis

ENTRYPOINT = str(ROOT / "deploy/entrypoint.sh")


@dataclass
class Cluster:
    """What runs, by what it is."""

    folder: Path
    address: str
    certificate: Path
    releases: Store
    models: Process
    replicas: list[Process]
    replica_ports: list[int]
    actions: list[Process]
    postgres: Process
    redis: Process
    nginx: Process
    database: str

    @property
    def logs(self) -> str:
        """What the replicas and action servers wrote."""
        return "".join(process.log.read_text() for process in [*self.replicas, *self.actions])

    def model_of(self, number: int) -> str:
        """Give the model that a replica answers with."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.replica_ports[number]}/chat/v1/health", timeout=10) as answered:
            return str(yaml.safe_load(answered.read())["model"])


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run everything; end everything."""
    with ExitStack() as ending:
        folder = Path(tempfile.mkdtemp(prefix="archway-cluster-"))
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # PostgreSQL and nginx's workers run as other users
        subprocess.run([str(ROOT / "deploy/make-secrets.sh"), str(folder / "secrets")], check=True)
        (folder / "secrets").chmod(0o755)
        made = _make(folder)
        for process in (made.postgres, made.redis, made.models):
            _run(process, ending)
        migration = Process("the migration", [ENTRYPOINT, "migrate"], folder / "migrate.log", lambda: True, environment=made.replicas[0].environment)
        migration.start()
        assert migration.running and migration.running.wait(60) == 0, migration.log.read_text()
        for process in (*made.actions, *made.replicas):
            process.start()
            ending.callback(process.end)
        for process in (*made.actions, *made.replicas):
            process.wait()
        _run(made.nginx, ending)
        yield made


def _run(process: Process, ending: ExitStack) -> None:
    process.start()
    ending.callback(process.end)
    process.wait()


def _make(folder: Path) -> Cluster:
    secrets = folder / "secrets"
    ports = {name: free_port() for name in ("http", "https", "actions", "models", "postgres", "redis")}
    replica_ports, action_ports = [free_port(), free_port()], [free_port(), free_port()]
    releases = Store(folder / "models")
    releases.folder.mkdir()
    shutil.copy2(newest_model(), releases.folder)
    shared = {
        **ENVIRONMENT,
        **compose_environment("rasa-1"),
        "PATH": f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}",
        "PYTHONPATH": str(ROOT),
        "ARCHWAY_HOST": "127.0.0.1",
        "ARCHWAY_TRUSTED_PROXIES": "127.0.0.1",
        "ARCHWAY_SIGNING_KEY_FILE": str(secrets / "signing_keys"),
        "ACTION_ENDPOINT": f"http://127.0.0.1:{ports['actions']}/webhook",
        "MODEL_SERVER": f"http://127.0.0.1:{ports['models']}/model",
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(ports["postgres"]),
        "POSTGRES_PASSWORD_FILE": str(secrets / "postgres_password"),
        "REDIS_HOST": "127.0.0.1",
        "REDIS_PORT": str(ports["redis"]),
        "REDIS_PASSWORD_FILE": str(secrets / "redis_password"),
    }
    password = (secrets / "postgres_password").read_text().strip()
    return Cluster(
        folder,
        f"https://localhost:{ports['https']}/chat/",
        secrets / "tls_certificate",
        releases,
        _models(releases.folder, ports["models"], shared),
        [_rasa(folder, number, port, shared) for number, port in enumerate(replica_ports, 1)],
        replica_ports,
        [_actions(folder, number, port, shared) for number, port in enumerate(action_ports, 1)],
        postgres(folder, ports["postgres"], secrets / "postgres_password"),
        redis(folder, ports["redis"], secrets / "redis_password"),
        nginx(folder, ports, replica_ports, action_ports),
        f"postgresql://{DATABASE}:{password}@127.0.0.1:{ports['postgres']}/{DATABASE}",
    )


def compose_environment(service: str) -> dict[str, str]:
    """Give the environment of a service in compose.yaml; what the file leaves to the operator is empty."""
    described = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"][service]["environment"]
    return {name: "" if value.startswith("${") else value for name, value in described.items()}


def _rasa(folder: Path, number: int, port: int, shared: dict[str, str]) -> Process:
    environment = {**shared, "ARCHWAY_PORT": str(port), "ARCHWAY_METRICS_PORT": str(free_port())}
    return Process(
        f"replica {number}",
        [ENTRYPOINT, "rasa"],
        folder / f"rasa-{number}.log",
        lambda: answers(f"http://127.0.0.1:{port}/chat/v1/health"),
        environment=environment,
    )


def _actions(folder: Path, number: int, port: int, shared: dict[str, str]) -> Process:
    environment = {**shared, "ACTIONS_HOST": "127.0.0.1", "ACTIONS_PORT": str(port)}
    address = f"http://127.0.0.1:{port}/health"
    return Process(f"action server {number}", [ENTRYPOINT, "actions"], folder / f"actions-{number}.log", lambda: answers(address), environment=environment)


def _models(folder: Path, port: int, shared: dict[str, str]) -> Process:
    environment = {**shared, "MODELS_HOST": "127.0.0.1", "MODELS_PORT": str(port), "MODELS": str(folder)}
    address = f"http://127.0.0.1:{port}/health"
    return Process("the model server", [ENTRYPOINT, "models"], folder.parent / "models.log", lambda: answers(address), environment=environment)


def answers(address: str) -> bool:
    """Tell whether an address answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False

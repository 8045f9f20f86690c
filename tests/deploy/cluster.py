"""The whole of deploy/compose.yaml as processes: nginx, two replicas, two action servers, PostgreSQL, Redis; and a server that tells which model is live."""

import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from archway.operations.serve import newest_model
from tests.conftest import ROOT, free_port
from tests.deploy.engines import DATABASE, ENVIRONMENT, Process, nginx, postgres, redis

ENTRYPOINT = str(ROOT / "deploy/entrypoint.sh")


@dataclass
class ModelServer:
    """Serves the live model as Rasa's `models:` endpoint expects it: its name is the ETag."""

    live: Path
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer until the end."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        models = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                live = models.live
                known = self.headers.get("If-None-Match") == live.name
                self.send_response(304 if known else 200)
                self.send_header("ETag", live.name)
                self.send_header("filename", live.name)
                body = b"" if known else live.read_bytes()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """The test says what happens."""

        return Handler


@dataclass
class Cluster:
    """What runs, by what it is."""

    folder: Path
    address: str
    certificate: Path
    models: ModelServer
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
        made = _make(folder, ending)
        for process in (made.postgres, made.redis):
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


def _make(folder: Path, ending: ExitStack) -> Cluster:
    secrets = folder / "secrets"
    ports = {name: free_port() for name in ("http", "https", "actions", "postgres", "redis")}
    replica_ports, action_ports = [free_port(), free_port()], [free_port(), free_port()]
    models = ModelServer(newest_model().absolute())
    ending.enter_context(models.running())
    endpoints = yaml.safe_load((ROOT / "deploy/endpoints.production.yml").read_text())
    endpoints["models"] = {"url": f"http://127.0.0.1:{models.port}/", "wait_time_between_pulls": 1}
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
    shared = {
        **ENVIRONMENT,
        **compose_environment("rasa-1"),
        "PATH": f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}",
        "PYTHONPATH": str(ROOT),
        "ENDPOINTS": str(folder / "endpoints.yml"),
        "ARCHWAY_HOST": "127.0.0.1",
        "ARCHWAY_TRUSTED_PROXIES": "127.0.0.1",
        "ARCHWAY_SIGNING_KEY_FILE": str(secrets / "signing_keys"),
        "ACTION_ENDPOINT": f"http://127.0.0.1:{ports['actions']}/webhook",
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
        models,
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


def answers(address: str) -> bool:
    """Tell whether an address answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False

"""PostgreSQL, Redis and nginx as processes of their own: on free loopback ports, in a folder of their own, ended by the id they were started with."""

import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

PATIENCE = 60.0
DATABASE = "archway"
ENVIRONMENT = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}


@dataclass
class Process:
    """A program that can be ended and started again with the same command."""

    name: str
    command: list[str]
    log: Path
    ready: Callable[[], bool]
    user: str | None = None
    configuration: str = ""
    environment: dict[str, str] | None = None
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting."""
        with self.log.open("ab") as log:
            environment = self.environment or ENVIRONMENT
            self.running = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=log, stderr=log, user=self.user, cwd=ROOT, env=environment)
        assert self.running.stdin
        self.running.stdin.write(self.configuration.encode())
        self.running.stdin.close()

    def wait(self) -> None:
        """Wait until it is ready."""
        deadline = time.monotonic() + PATIENCE
        while not self.ready():
            assert self.running and self.running.poll() is None, f"{self.name} ended: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{self.name} is not ready after {PATIENCE} s: {self.log.read_text()[-2000:]}"
            time.sleep(0.1)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it, wait for it, give its exit code; 0 when it is not running."""
        if not self.running:
            return 0
        ended, self.running = self.running, None
        ended.send_signal(how)
        try:
            return ended.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            ended.kill()
            ended.wait()
            raise


def postgres(folder: Path, port: int, password: Path) -> Process:
    """Give a PostgreSQL with an empty database; not started. It refuses to run as root, and then runs as Debian's `postgres`."""
    binaries = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
    user = "postgres" if os.geteuid() == 0 else None
    data = folder / "postgres"
    data.mkdir()
    if user:
        shutil.chown(data, user, user)
    command = [f"{binaries}/initdb", "-D", str(data), "-U", DATABASE, "--auth=scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--no-sync"]
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL)
    serve = [f"{binaries}/postgres", "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(data)]
    login = {**ENVIRONMENT, "PGPASSWORD": password.read_text().strip()}
    connection = ["-h", "127.0.0.1", "-p", str(port), "-U", DATABASE]

    def ready() -> bool:
        made = subprocess.run([f"{binaries}/createdb", *connection, DATABASE], env=login, capture_output=True, text=True)
        return made.returncode == 0 or "already exists" in made.stderr

    return Process("PostgreSQL", serve, folder / "postgres.log", ready, user)


def redis(folder: Path, port: int, password: Path) -> Process:
    """Give a Redis that saves nothing; not started. Its settings come on standard input, as in deploy/compose.yaml."""
    settings = f'requirepass {password.read_text().strip()}\nsave ""\nport {port}\nbind 127.0.0.1\ndir {folder}\n'
    return Process("Redis", [shutil.which("redis-server") or "redis-server", "-"], folder / "redis.log", lambda: listens(port), configuration=settings)


def nginx(folder: Path, ports: dict[str, int], replicas: list[int], actions: list[int]) -> Process:
    """Give nginx with the files of deploy/nginx/, in which ports and paths alone are others; not started. `ports`: of http, https and actions."""
    place = folder / "nginx"
    shutil.copytree(ROOT / "deploy/nginx", place)
    write_nginx(place, folder / "secrets", ports)
    upstreams = place / "upstreams.conf"
    text = upstreams.read_text()
    for name, found in (("rasa", replicas), ("actions", actions)):
        for number, port in enumerate(found, 1):
            text = re.sub(rf"{name}-{number}:\d+", f"127.0.0.1:{port}", text)
    upstreams.write_text(text)
    command = [
        shutil.which("nginx", path=ENVIRONMENT["PATH"]) or "nginx",
        "-p",
        str(place),
        "-c",
        str(place / "nginx.conf"),
        "-g",
        "daemon off;",
        "-e",
        "stderr",
    ]
    return Process("nginx", command, folder / "nginx.log", lambda: listens(ports["https"]))


def write_nginx(place: Path, secrets: Path, ports: dict[str, int]) -> None:
    """Put free ports and paths of its own into nginx.conf."""
    text = (place / "nginx.conf").read_text()
    for found, name in (("8080", "http"), ("8443", "https"), ("5055", "actions")):
        text = text.replace(f"listen {found}", f"listen 127.0.0.1:{ports[name]}")
    text = text.replace("/tmp/", f"{place}/").replace("/etc/nginx/archway/", f"{place}/").replace("/run/secrets/", f"{secrets}/")
    (place / "nginx.conf").write_text(text)


def listens(port: int) -> bool:
    """Tell whether anybody answers at a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

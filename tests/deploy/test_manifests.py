"""The files of deploy/ against the schemas of those who read them. No container engine runs here: images are not built, nothing is applied."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

pytestmark = pytest.mark.cluster

TOOLS = ROOT / ".tools/manifests/bin"
DEPLOY = ROOT / "deploy"


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return described


@pytest.fixture(scope="module")
def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(run("kubectl", "kustomize", "deploy/kubernetes")))


def containers(manifests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    jobs = [manifest["spec"]["jobTemplate"] for manifest in manifests if manifest["kind"] == "CronJob"]
    described = [*jobs, *(manifest for manifest in manifests if manifest["kind"] in {"Deployment", "StatefulSet"})]
    pods = [each["spec"]["template"]["spec"] for each in described]
    return [container for pod in pods for container in [*pod["containers"], *pod.get("initContainers", [])]]


def test_compose_fits_the_compose_specification() -> None:
    run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml")


def test_manifests_fit_the_schemas_of_kubernetes(tmp_path: Path) -> None:
    built = tmp_path / "built.yaml"
    built.write_text(run("kubectl", "kustomize", "deploy/kubernetes"))
    told = run(TOOLS / "kubernetes-validate", "--strict", built)
    assert told.count("passed") == built.read_text().count("\nkind:")


def test_no_port_is_open_but_nginxs(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def test_every_container_is_bounded_read_only_checked_and_not_root(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["user"].split(":")[0] not in {"0", "root"}, name
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name
        assert "healthcheck" in service or name in {"migrate", "retention"}, name  # those listen at no port


def test_no_secret_stands_in_an_environment(services: dict[str, Any], manifests: list[dict[str, Any]]) -> None:
    settings = [setting for service in services.values() for setting in service.get("environment", {})]
    settings += [setting for manifest in manifests if manifest["kind"] == "ConfigMap" for setting in manifest["data"]]
    settings += [entry["name"] for container in containers(manifests) for entry in container.get("env", [])]
    assert [name for name in settings if "PASSWORD" in name and not name.endswith("_FILE")] == []
    assert [manifest["kind"] for manifest in manifests if manifest["kind"] == "Secret"] == []


def test_every_pod_runs_under_the_restricted_standard(manifests: list[dict[str, Any]]) -> None:
    assert len(containers(manifests)) == 8
    for container in containers(manifests):
        security = container["securityContext"]
        assert security == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}, container["name"]
        assert container["resources"]["limits"]["memory"], container["name"]


def test_every_setting_has_the_same_value_in_compose_and_kubernetes(services: dict[str, Any], manifests: list[dict[str, Any]]) -> None:
    elsewhere = {"ARCHWAY_ALLOWED_ORIGINS", "ARCHWAY_ARTICLE_URL", "ARCHWAY_TRUSTED_PROXIES", "ACTION_ENDPOINT"}  # an operator's own, or of the network
    paths = {name for name in services["rasa-1"]["environment"] if name.endswith("_FILE")}
    (config,) = [manifest["data"] for manifest in manifests if manifest["kind"] == "ConfigMap"]
    compose = services["rasa-1"]["environment"]
    assert {name: compose[name] for name in compose.keys() - elsewhere - paths} == {name: config[name] for name in config.keys() - elsewhere - paths}


def test_every_variable_of_the_endpoints_is_set(services: dict[str, Any]) -> None:
    used = {part.partition("}")[0] for part in (DEPLOY / "endpoints.production.yml").read_text().split("${")[1:]}
    given = services["rasa-1"]["environment"].keys()
    assert {name for name in used if name not in given and f"{name}_FILE" not in given} == set()


def test_shell_scripts_are_sound() -> None:
    for script in DEPLOY.glob("*.sh"):
        run("sh", "-n", script)

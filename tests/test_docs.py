"""Documentation that has to agree with the project."""

import re
import subprocess
from pathlib import Path

import yaml

from archway.operations.contacts import with_contacts
from archway.operations.settings_page import page

ROOT = Path(__file__).parents[1]


def test_every_setting_is_documented_as_it_is() -> None:
    assert (ROOT / "docs/settings.md").read_text() == page(), "run `make docs`"


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)\b", (ROOT / "README.md").read_text()))
    listed = set(re.findall(r"^  make ([a-z-]+)", subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout, re.MULTILINE))
    assert named
    assert named - listed == set()


def test_every_folder_and_file_the_readme_names_exists() -> None:
    named = re.findall(r"`([a-z_]+/[\w./-]*|[a-z]+\.ya?ml)`", (ROOT / "README.md").read_text())
    places = [ROOT, ROOT / "actions", ROOT / "actions/content"]
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_crisis_responses_in_the_domain_are_those_of_the_support_file() -> None:
    domain = (ROOT / "domain.yml").read_text()
    assert with_contacts(domain) == domain, "run `make contacts`"


def test_every_direct_dependency_is_explained() -> None:
    explained = (ROOT / "docs/dependencies.md").read_text()
    declared = re.findall(r'^  "([a-z0-9-]+)', (ROOT / "pyproject.toml").read_text().split("[tool.uv]")[0].lower(), re.MULTILINE)
    assert [name for name in declared if not re.search(rf"\b{re.escape(name)}\b", explained.lower())] == []


def test_no_file_names_a_package_index() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "uv.lock" not in tracked
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()


def test_every_intent_has_a_rule_and_examples() -> None:
    domain = set(re.findall(r"^  - ([a-z_]+)$", (ROOT / "domain.yml").read_text().split("entities:")[0], re.MULTILINE))
    examples = {block["intent"] for path in (ROOT / "data/nlu").glob("*.yml") for block in yaml.safe_load(path.read_text())["nlu"]}
    rules = set(re.findall(r"intent: ([a-z_]+)", (ROOT / "data/rules/answers.yml").read_text()))
    assert domain == examples == rules


def test_every_make_command_that_is_named_exists() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    read = [ROOT / name for name in tracked if name.endswith((".py", ".yml", ".md")) and not name.startswith("data/")]
    named = {target for file in read for target in re.findall(r"[`']make ([a-z-]+)[`']", file.read_text())}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - targets == set()

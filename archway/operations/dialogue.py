"""Has Rasa say whether rules and stories contradict each other."""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import yaml
from rasa.core.policies.rule_policy import InvalidRule, RulePolicy
from rasa.core.training.story_conflict import find_story_conflicts
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.utils.log_utils import configure_structlog

POLICY, CONFIG = "RulePolicy", "config.yml"


def contradictions(root: Path = Path(), new: Path | None = None) -> list[str]:
    """Give what contradicts what among the rules and stories of a project's folder, and in `new`, a file or folder of more stories; [] when all is well."""
    folders = [str(path) for path in (root / "data/rules", root / "data/stories", new) if path and path.exists()]
    with _quiet():
        try:
            importer = TrainingDataImporter.load_from_dict({}, None, str(root / "domain.yml"), folders)
            domain, stories = importer.get_domain(), importer.get_stories()
            trackers = TrainingDataGenerator(stories, domain, remove_duplicates=False, augmentation_factor=0).generate_story_trackers()
            found = [str(conflict) for conflict in find_story_conflicts(trackers, domain, _history())]
            return found + _against_rules(stories, domain)
        except RasaException as error:
            return [str(error)]


def _against_rules(stories: StoryGraph, domain: object) -> list[str]:
    """Train the rule policy as `rasa train` does: it refuses rules and stories that contradict each other."""
    trackers = TrainingDataGenerator(stories, domain, remove_duplicates=True, augmentation_factor=0).generate()
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage.create(Path(folder))
        context = ExecutionContext(GraphSchema({}), POLICY)
        policy = RulePolicy(_settings(POLICY, RulePolicy.get_default_config()), storage, Resource(POLICY), context)
        try:
            policy.train(trackers, domain)
        except InvalidRule as error:
            return [str(error.message).strip()]
    return []


def _settings(policy: str, defaults: dict[str, object]) -> dict[str, object]:
    configured = yaml.safe_load(Path(CONFIG).read_text("utf-8")).get("policies") or []
    own: dict[str, object] = next((one for one in configured if one["name"] == policy), {})
    return {**defaults, **{key: value for key, value in own.items() if key != "name"}}


def _history() -> int | None:
    found = _settings("MemoizationPolicy", {}).get("max_history")
    return int(str(found)) if found else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Rasa's progress to itself; what it finds comes back as a result."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    configure_structlog(logging.CRITICAL)
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

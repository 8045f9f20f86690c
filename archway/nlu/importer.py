"""Reads the training files for Rasa, each once."""

import re
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.shared.constants import TEST_STORIES_FILE_PREFIX
from rasa.shared.data import get_data_files, is_likely_yaml_file
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

NLU_KEYS = re.compile(r"^(?:nlu|responses)\s*:", re.MULTILINE)
STORY_KEYS = re.compile(r"^(?:stories|rules)\s*:", re.MULTILINE)


class Example(Message):
    """A message that is quick to copy and to tell from others: Rasa does both with every example a dozen times before it trains."""

    def __deepcopy__(self, memo: Dict[int, Any]) -> "Example":
        """Give a copy with fields of its own. What the fields hold is shared: components replace it, they don't alter it."""
        own = Example(self.data, set(self.output_properties), self.time, list(self.features))
        own._cached_fingerprint = self._cached_fingerprint
        return own

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; a text that it has already does not cost the fingerprint."""
        if add_to_output or not isinstance(info, str) or self.get(prop) != info:
            super().set(prop, info, add_to_output)


class ReadOnceImporter(RasaFileImporter):
    """Rasa's own importer, save that it reads a file of examples anew only when the file has changed, and YAML alone.

    Rasa's parses each file in full to see what it holds, to check it, and again for everybody who asks: with many examples, a third of a training.
    """

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[List[str] | str] = None,
    ) -> None:
        """Find the files; paths as Rasa gives them."""
        super().__init__(config_file, domain_path, [])
        self._nlu_files = get_data_files(training_data_paths, lambda path: _holds(path, NLU_KEYS))
        self._story_files = get_data_files(training_data_paths, lambda path: _holds(path, STORY_KEYS))
        self._conversation_test_files = [path for path in self._story_files if Path(path).name.startswith(TEST_STORIES_FILE_PREFIX)]

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Give all examples, in copies of one's own: training adds features to them. Raises what Rasa raises where a file is not as it should be."""
        return TrainingData().merge(*(_own(_read(path, Path(path).stat().st_mtime_ns, language)) for path in self._nlu_files))


def _holds(path: str, keys: re.Pattern[str]) -> bool:
    return is_likely_yaml_file(path) and bool(keys.search(Path(path).read_text(encoding="utf-8", errors="replace")))


@lru_cache(maxsize=256)
def _read(path: str, changed: int, language: Optional[str]) -> TrainingData:
    """Read a file. `changed`: when it did last, so that each state of it is read once."""
    return load_data(path, language)


def _own(data: TrainingData) -> TrainingData:
    own = copy(data)
    own.training_examples = [Example(message.data) for message in data.training_examples]
    return own

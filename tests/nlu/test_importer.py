import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu.importer import Example, ReadOnceImporter


def written(folder: Path, *texts: str) -> Path:
    path = folder / "nlu.yml"
    examples = "\n".join(f"    - {text}" for text in texts)
    path.write_text(f'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n{examples}\n')
    return path


def texts(data: TrainingData) -> list[str]:
    return [example.get("text") for example in data.training_examples]


# Rasa warns of what it takes for faults in the files: a question marked with different topics in different messages is a synonym to it
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_it_reads_what_rasa_reads() -> None:
    ours, theirs = (importer("config.yml", "domain.yml", ["data"]) for importer in (ReadOnceImporter, RasaFileImporter))
    assert ours.get_nlu_data().fingerprint() == theirs.get_nlu_data().fingerprint()
    assert ours.get_stories().fingerprint() == theirs.get_stories().fingerprint()
    assert [s.block_name for s in ours.get_conversation_tests().story_steps] == [s.block_name for s in theirs.get_conversation_tests().story_steps]


def test_it_is_the_importer_that_the_configuration_names() -> None:
    outer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
    assert "ReadOnceImporter" in {type(importer).__name__ for importer in _within(outer)}


def _within(importer: TrainingDataImporter) -> Iterator[TrainingDataImporter]:
    yield importer
    for value in vars(importer).values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, TrainingDataImporter):
                yield from _within(inner)


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, "hello", "good day")
    importer = ReadOnceImporter(training_data_paths=[str(tmp_path)])
    assert texts(importer.get_nlu_data()) == ["hello", "good day"]
    written(tmp_path, "hello", "good evening")
    os.utime(path, ns=(1, 1))
    assert texts(importer.get_nlu_data()) == ["hello", "good evening"]


def test_what_one_training_adds_to_the_examples_the_next_does_not_see(tmp_path: Path) -> None:
    written(tmp_path, "hello")
    importer = ReadOnceImporter(training_data_paths=[str(tmp_path)])
    importer.get_nlu_data().training_examples[0].set("vectors", [1.0])
    assert importer.get_nlu_data().training_examples[0].get("vectors") is None


@pytest.mark.parametrize("name", ["notes.txt", "nlu.json"])
def test_files_that_are_no_yaml_are_left_alone(tmp_path: Path, name: str) -> None:
    written(tmp_path, "hello").rename(tmp_path / name)
    assert ReadOnceImporter(training_data_paths=[str(tmp_path)]).get_nlu_data().training_examples == []


def test_an_example_is_copied_with_what_was_set_on_it_and_its_copy_is_its_own() -> None:
    example = Example({"text": "hi", "intent": "greet"})
    own = deepcopy(example)
    assert own == example
    own.set("intent", "goodbye")
    assert (example.get("intent"), own.get("intent")) == ("greet", "goodbye")
    assert own != example


def test_an_example_is_another_once_anything_of_it_changed() -> None:
    example = Example({"text": "hi", "intent": "greet"})
    before = example.fingerprint()
    example.set("intent", "greet")
    assert example.fingerprint() == before
    example.set("intent", "thanks")
    assert example.fingerprint() != before

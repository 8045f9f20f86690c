"""Adding examples changes nothing but the lines that are new."""

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from archway.operations.errors import OperationError
from archway.operations.examples import as_line, blocks, duplicates, examples, theme_files, with_examples
from tests.conftest import ROOT

FILE = """version: "3.1"   # a comment

nlu:

- intent: duration
  examples: |
    - how long
    - "quoted": with a colon   # no comment

- intent: vs_cbt
  metadata: {aspect: general}
  examples: |
    - cbt or this
- intent: vs_cbt
  metadata: {aspect: homework}
  examples: |
    - homework?"""

ODD = [
    "a # b",
    "- dash",
    "back\\slash",
    "\"quotes\" and 'more'",
    "{braces}",
    "tab\there",
    "two\nlines",
    "é🤡 ß",
    "*star* &anchor !tag",
    "line\u2028separator",
    "bell\x07",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "theme.yml").write_text(FILE)
    (tmp_path / "several.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: duration\n  examples: |\n    - [how long](question:duration) [who](question:sources)\n'
    )
    return tmp_path


def test_new_examples_stand_after_the_last_one_and_everything_else_stays(folder: Path) -> None:
    path, text, line = with_examples("duration", ["when does it end", "years?"], folder=folder)
    assert (path, line) == (folder / "theme.yml", 9)
    assert text == FILE.replace("no comment\n", "no comment\n    - when does it end\n    - years?\n")


def test_an_example_of_a_comparison_goes_to_its_aspect(folder: Path) -> None:
    _, text, _ = with_examples("vs_cbt", ["do i get tasks"], "homework", folder)
    assert text == FILE + "\n    - do i get tasks\n"
    with pytest.raises(OperationError, match="vs_cbt has no examples of the aspect price; expected one of general, homework"):
        with_examples("vs_cbt", ["x"], "price", folder)


def test_a_topic_without_a_block_is_refused(folder: Path) -> None:
    with pytest.raises(OperationError, match="has a block for cats"):
        with_examples("cats", ["meow"], folder=folder)


@pytest.mark.parametrize("text", ODD)
def test_rasa_reads_an_example_as_it_was_filed(folder: Path, text: str) -> None:
    path, changed, line = with_examples("duration", [text], folder=folder)
    path.write_text(changed)
    read = [message.get("text") for message in RasaYAMLReader().read(path).intent_examples]
    assert as_line(text) in read
    assert path.read_text().split("\n")[line - 1] == f"    - {as_line(text)}"


def test_what_looks_like_an_entity_is_text(folder: Path) -> None:
    path, changed, _ = with_examples("duration", ["see [this](https://example.org) [phone number]{x}"], folder=folder)
    path.write_text(changed)
    [message] = [m for m in RasaYAMLReader().read(path).intent_examples if "see" in m.get("text")]
    assert message.get("text") == "see [this] (https://example.org) [phone number] {x}"
    assert not message.get("entities")


def test_the_same_words_in_other_case_and_punctuation_are_a_duplicate(folder: Path) -> None:
    found = duplicates(["How long??", "how  long", "how short"], folder)
    assert {text: example.place for text, example in found.items()} == dict.fromkeys(["How long??", "how  long"], f"{folder / 'theme.yml'}:7")


def test_every_example_of_the_project_is_read_as_rasa_reads_it() -> None:
    for path in theme_files(ROOT / "data/nlu"):
        read = [(message.get("intent"), message.get("text")) for message in RasaYAMLReader().read(path).intent_examples]
        mine = [(example.topic, example.text) for example in examples(ROOT / "data/nlu") if example.file == path]
        assert [one for one in read if one not in mine] == []
        assert len(mine) - len(read) <= 1  # Rasa leaves out what begins with a slash


def test_every_topic_of_the_project_takes_an_example() -> None:
    for block in blocks(ROOT / "data/nlu"):
        file, text, line = with_examples(block.topic, ["an example like no other"], block.aspect, ROOT / "data/nlu")
        assert text.split("\n")[line - 1] == "    - an example like no other"
        assert file == block.file

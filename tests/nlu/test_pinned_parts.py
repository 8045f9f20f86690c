"""A model archive brings along what the model needs besides."""

import json
import shutil
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.content import versions
from actions.content.loader import ContentError, load_article
from archway.nlu import encoder, language
from archway.nlu.minilm import EncoderError
from archway.nlu.pinned_parts import MANIFEST, PinnedParts, content_of
from archway.nlu.spacy_components import MessageSpacy
from tests.conftest import ROOT

RESOURCE = Resource("train_PinnedParts0")


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture(autouse=True)
def _runtime_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "KEPT", tmp_path / "kept")


def context() -> ExecutionContext:
    pinned = SchemaNode(needs={}, uses=PinnedParts, constructor_name="load", fn="process", config={}, resource=RESOURCE)
    return ExecutionContext(GraphSchema({"run_PinnedParts0": pinned}), model_id="this model")


def train(storage: LocalModelStorage, **config: str) -> None:
    PinnedParts.create({**PinnedParts.get_default_config(), **config}, storage, RESOURCE, context()).train(TrainingData())


def load(storage: LocalModelStorage) -> PinnedParts:
    return PinnedParts.load(PinnedParts.get_default_config(), storage, RESOURCE, context())


def test_messages_are_left_alone(storage: LocalModelStorage) -> None:
    train(storage)
    message = Message(data={TEXT: "how long?"})
    [found] = load(storage).process([message])
    assert found.data == {TEXT: "how long?"}


def test_a_model_answers_from_the_content_it_was_trained_with(storage: LocalModelStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "changed.yml"
    changed.write_text(versions.ARTICLE.read_text("utf-8").replace("How long does it last?", "How long is it?"), "utf-8")
    monkeypatch.setattr(versions, "ARTICLE", changed)
    train(storage)
    monkeypatch.undo()
    monkeypatch.setattr(versions, "KEPT", tmp_path / "kept")
    load(storage)
    version = content_of("this model")
    assert version != versions.current_version()
    assert versions.article_of(version) == load_article(changed) != load_article()


def test_content_that_was_never_unpacked_here_is_the_current_one() -> None:
    assert versions.article_of("0123456789ab") == versions.article_of(None) == load_article()
    assert content_of("a model that brought none") == versions.current_version()


def test_content_that_does_not_hold_together_stops_the_model(storage: LocalModelStorage) -> None:
    train(storage)
    with storage.read_from(RESOURCE) as folder:
        (folder / "content" / versions.ARTICLE_FILE).write_text("topics: {", "utf-8")
    with pytest.raises(ContentError, match="article.yml"):
        load(storage)


def test_a_model_refuses_another_encoder_than_it_was_trained_on(storage: LocalModelStorage) -> None:
    train(storage)
    with storage.read_from(RESOURCE) as folder:
        (folder / MANIFEST).write_text(json.dumps({"encoder": "f" * 64}), "utf-8")
    with pytest.raises(EncoderError, match="trained on the encoder ffffffffffff, and build/encoder holds"):
        load(storage)


def test_a_model_is_read_with_the_spacy_pipeline_it_was_trained_with(storage: LocalModelStorage, tmp_path: Path) -> None:
    article = load_article()
    cbt = article.therapies["cbt"].copy(update={"names": ("zebra therapy",)})
    language.build(tmp_path / "language", article.copy(update={"therapies": {**article.therapies, "cbt": cbt}}))
    train(storage, language=str(tmp_path / "language"))
    shutil.rmtree(tmp_path / "language")
    config = {**MessageSpacy.get_default_config(), "model": str(ROOT / language.DEFAULT_FOLDER)}
    component = MessageSpacy.load(config, storage, Resource("provide_MessageSpacy1"), context())
    assert [entity.ent_id_ for entity in component.provide().model("is zebra therapy any good").ents] == ["cbt"]


def test_a_model_without_pinned_parts_takes_the_pipeline_it_is_configured_with(storage: LocalModelStorage) -> None:
    config = {**MessageSpacy.get_default_config(), "model": str(ROOT / language.DEFAULT_FOLDER)}
    component = MessageSpacy.load(config, storage, Resource("provide_MessageSpacy1"), ExecutionContext(GraphSchema({})))
    assert component.provide().model("what about cbt").ents


def test_it_is_stored_anew_when_a_part_changes(tmp_path: Path) -> None:
    config = PinnedParts.get_default_config()
    shutil.copytree(language.DEFAULT_FOLDER, tmp_path / "language")
    copied = {**config, "language": str(tmp_path / "language")}
    assert PinnedParts.fingerprint_addon(copied) == PinnedParts.fingerprint_addon(config)
    (tmp_path / "language/meta.json").write_text("{}", "utf-8")
    assert PinnedParts.fingerprint_addon(copied) != PinnedParts.fingerprint_addon(config)
    assert encoder.fingerprint() in str(PinnedParts.fingerprint_addon(config))

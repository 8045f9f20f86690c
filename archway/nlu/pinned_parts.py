"""Keeps in the model archive what a model needs besides what Rasa trains: the content, the spaCy pipeline, the encoder's fingerprint.

So a model that is put live brings its own vocabulary and answers along, on every replica, and refuses to run on another encoder than it was trained on.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.content import versions
from archway.nlu import encoder, fingerprints, language
from archway.nlu.minilm import EncoderError

CONTENT, LANGUAGE, MANIFEST = "content", "language", "parts.json"

_contents: Dict[str, str] = {}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PinnedParts(GraphComponent):
    """Leaves every message as it is; what counts is what it stores in training, and unpacks and checks when the model is loaded."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`language`: the folder of the spaCy pipeline, or a package's name; `encoder`: the encoder's folder."""
        return {"language": str(language.DEFAULT_FOLDER), "encoder": str(encoder.DEFAULT_FOLDER)}

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa store the parts anew when one of them changed."""
        parts = [fingerprints.code_and_encoder(config.get("encoder")), versions.version(versions.ARTICLE, versions.SUPPORT)]
        return " ".join([*parts, _digest(Path(config["language"]))] if "language" in config else parts)

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> "PinnedParts":
        """Make the component for training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Store the parts as they are now."""
        with self._storage.write_to(self._resource) as folder:
            (folder / CONTENT).mkdir()
            versions.pack(folder / CONTENT)
            if Path(self._config["language"]).is_dir():
                shutil.copytree(self._config["language"], folder / LANGUAGE)
            (folder / MANIFEST).write_text(json.dumps({"encoder": encoder.fingerprint(Path(self._config["encoder"]))}), "utf-8")
        return self._resource

    @classmethod
    def load(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any) -> "PinnedParts":
        """Unpack the content for whoever answers. Raises EncoderError when another encoder is built here, ContentError on broken content."""
        with model_storage.read_from(resource) as folder:
            _require_encoder(json.loads((folder / MANIFEST).read_text("utf-8"))["encoder"], Path(config["encoder"]))
            if execution_context.model_id:
                _contents[execution_context.model_id] = versions.unpack(folder / CONTENT)
        return cls(config, model_storage, resource)

    def process(self, messages: List[Message]) -> List[Message]:
        """Leave the messages as they are."""
        return messages


def content_of(model_id: str) -> str:
    """Give the version of the content that a loaded model brought along; that of the files where it brought none."""
    return _contents.get(model_id) or versions.current_version()


def pinned_language(model_storage: ModelStorage, context: ExecutionContext, into: Path) -> Optional[Path]:
    """Copy the spaCy pipeline of the model that is being loaded to `into`; None where the model brought none."""
    pinned = [node.resource for node in context.graph_schema.nodes.values() if node.uses is PinnedParts and node.resource]
    if not pinned:
        return None
    with model_storage.read_from(pinned[0]) as folder:
        if not (folder / LANGUAGE).is_dir():
            return None
        return Path(shutil.copytree(folder / LANGUAGE, into / LANGUAGE))


def _require_encoder(wanted: str, folder: Path) -> None:
    built = encoder.fingerprint(folder)
    if built != wanted:
        raise EncoderError(
            f"the model was trained on the encoder {wanted[:12]}, and {folder} holds {built[:12]}; "
            "train a new release, or bring back the archway/nlu/adaptation.npz that the model was trained with and run `make run`"
        )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()

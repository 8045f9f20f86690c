"""Turns texts into vectors with the built sentence encoder, on ONNX Runtime."""

import hashlib
import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Sequence

import numpy as np
import onnx
import onnxruntime
from tokenizers import Tokenizer

from archway.nlu.adaptation import load_adaptation
from archway.nlu.minilm import WIDTH, EncoderError, build_graph, verified_weights, weights_folder

DEFAULT_FOLDER = Path("build/encoder")
GRAPH, TOKENIZER, MANIFEST, CACHE = "encoder.onnx", "tokenizer.json", "manifest.json", "embeddings.npz"
MAX_TOKENS = 256  # what the model was trained with; a message of 1,000 characters has about 250
MANY = 16  # texts, from which they are spread over the processors
OTHERS_KEPT = 60_000  # vectors, 180 MB, that were not used last time
VECTOR_WIDTH = 2 * WIDTH  # the original vector and the adapted one, side by side


class Encoder:
    """Encodes texts into vectors of 768 numbers: two unit vectors, the original and the adapted one. `fingerprint` is the SHA-256 of its graph."""

    def __init__(self, graph: Path, tokenizer: Path, fingerprint: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a message is too small to be worth sharing
        options.log_severity_level = 3
        self.fingerprint = fingerprint
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Give one vector a text: float32 of shape (len(texts), 768), in the order of the texts.

        Each text is run by itself: the eight-bit rounding depends on what runs together, and a model must be trained on the vectors it will see.
        """
        if len(texts) < MANY:
            rows = [self._run(text) for text in texts]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:  # ONNX Runtime lets go of Python's lock
                rows = list(pool.map(self._run, texts))
        return np.array(rows, np.float32).reshape(len(texts), VECTOR_WIDTH)

    def is_word(self, word: str) -> bool:
        """Whether a word, in lower case, stands whole in the vocabulary, which holds the commoner English words."""
        return self._tokenizer.token_to_id(word) is not None

    def _run(self, text: str) -> np.ndarray:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        return self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]


class CachedEncoder:
    """Encodes many texts, and keeps the vectors by text beside the graph, so that a retrain encodes only what is new, whatever was trained in between."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The same as Encoder.encode."""
        known = self._read()
        keys = [self._key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
            self._write(_kept(known, dict.fromkeys(keys)))
        return np.array([known[key] for key in keys], np.float32).reshape(len(keys), VECTOR_WIDTH)

    def _key(self, text: str) -> str:
        return hashlib.sha1(f"{self._encoder.fingerprint}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()

    def _read(self) -> dict[str, np.ndarray]:
        try:
            with np.load(self._path) as stored:
                return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError):  # none yet, or not readable: encode anew
            return {}

    def _write(self, known: dict[str, np.ndarray]) -> None:
        handle, name = tempfile.mkstemp(suffix=".npz", dir=self._path.parent)
        os.close(handle)
        np.savez(name, keys=np.array(list(known)), vectors=np.array(list(known.values())))
        os.replace(name, self._path)


def _kept(known: dict[str, np.ndarray], used: dict[str, None]) -> dict[str, np.ndarray]:
    """What is used now, and before it what other trainings used: a small one in between must not cost the large one its vectors."""
    others = [key for key in known if key not in used][-OTHERS_KEPT:]
    return {key: known[key] for key in [*others, *used]}


def build(folder: Path = DEFAULT_FOLDER) -> None:
    """Build the encoder into `folder` (whole or not at all). Raises EncoderError."""
    source = weights_folder()
    model = build_graph(verified_weights(source / "model.safetensors"), load_adaptation())
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent))
    onnx.save(model, partial / GRAPH)
    shutil.copy(source / TOKENIZER, partial / TOKENIZER)
    manifest = {name: _sha256(partial / name) for name in (GRAPH, TOKENIZER)}
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1))
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def fingerprint(folder: Path = DEFAULT_FOLDER) -> str:
    """Give the SHA-256 of the graph in `folder`, as recorded when it was built. Raises EncoderError."""
    return _manifest(folder)[GRAPH]


def load(folder: Path = DEFAULT_FOLDER) -> Encoder:
    """Load the encoder from `folder`, once, after checking that its files are as built. Raises EncoderError."""
    return _load(folder, tuple(_manifest(folder).items()))


@lru_cache(maxsize=2)
def _load(folder: Path, files: tuple[tuple[str, str], ...]) -> Encoder:
    manifest = dict(files)
    for name, expected in files:
        if not (folder / name).is_file() or _sha256(folder / name) != expected:
            raise EncoderError(f"{folder / name} is missing or was altered; delete {folder} and build it anew with `make encoder`")
    return Encoder(folder / GRAPH, folder / TOKENIZER, manifest[GRAPH])


def _manifest(folder: Path) -> dict[str, str]:
    try:
        return json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise EncoderError(f"there is no built encoder in {folder}; build it with `make encoder`") from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

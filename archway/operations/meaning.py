"""What examples mean, as vectors; they are kept beside the encoder, so that a command encodes only what is new."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from archway.nlu import encoder
from archway.operations.errors import OperationError

CACHE = "examples.npz"
FEW = 200  # texts, encoded in a second or two


def vectors(texts: Sequence[str], folder: Path = encoder.DEFAULT_FOLDER) -> np.ndarray:
    """Give a unit vector a text: float32 of shape (len(texts), 768). Raises OperationError when the encoder is not built.

    Give all that is to be kept at once: what is not among the texts is forgotten. Few texts are not worth keeping.
    """
    if len(texts) < FEW:
        return _encoded(folder, lambda built: built.encode(texts))
    cache = folder / CACHE
    _take_over(folder / encoder.CACHE, cache)
    return _encoded(folder, lambda built: encoder.CachedEncoder(built, cache).encode(texts))


def _encoded(folder: Path, encode: Callable[[encoder.Encoder], np.ndarray]) -> np.ndarray:
    try:
        return np.asarray(encode(encoder.load(folder)) / np.sqrt(2.0))  # each is made of two vectors of length 1
    except encoder.EncoderError as error:
        raise OperationError(str(error)) from error


def _take_over(trained: Path, cache: Path) -> None:
    """Begin with what a training has encoded since: nearly all there is. Both files are only ever replaced, so one may stand for the other."""
    with suppress(OSError):  # nothing was trained yet, or another command is at it
        if not cache.exists() or trained.stat().st_mtime > cache.stat().st_mtime:
            partial = cache.with_name(f"{cache.name}.{os.getpid()}")
            os.link(trained, partial)
            os.replace(partial, cache)
            partial.unlink(missing_ok=True)


def centred(found: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Give vectors as seen from the middle of all examples, with length 1: what all have in common makes nothing alike."""
    apart = found - middle
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9))


def direction(apart: np.ndarray) -> np.ndarray:
    """Give what centred vectors have in common, as one vector of length 1."""
    total = apart.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9))


def has_meaning(text: str) -> bool:
    """Whether there is anything to encode: without letters, emojis say, all texts are alike."""
    return any(letter.isalpha() for letter in text)

"""What examples mean, as vectors; they are kept beside the encoder, so that a command encodes only what is new."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from archway.nlu import encoder
from archway.operations.errors import OperationError

CACHE = "examples.npz"


def vectors(texts: Sequence[str], folder: Path = encoder.DEFAULT_FOLDER) -> np.ndarray:
    """Give a unit vector a text: float32 of shape (len(texts), 768). Raises OperationError when the encoder is not built.

    Give all that is to be kept at once: what is not among the texts is forgotten.
    """
    cache = folder / CACHE
    with suppress(OSError):  # it is there already, or nothing was trained yet
        os.link(folder / encoder.CACHE, cache)  # a training has encoded nearly all of them; both files are only ever replaced
    try:
        return np.asarray(encoder.CachedEncoder(encoder.load(folder), cache).encode(texts) / np.sqrt(2.0))
    except encoder.EncoderError as error:
        raise OperationError(str(error)) from error


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

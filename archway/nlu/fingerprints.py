"""What Rasa can't see when it decides whether something must be trained anew: this package's code and the built encoder."""

import hashlib
from functools import lru_cache
from pathlib import Path

from archway.nlu import encoder


@lru_cache(maxsize=1)
def code() -> str:
    """Give the SHA-256 of this package's source."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def code_and_encoder(folder: str | None) -> str:
    """Give one text that changes with the code or with the encoder in `folder`. Raises EncoderError.

    None: Rasa asks a component without its configuration where it takes the result of an earlier training, and then the code alone says enough.
    """
    return f"{code()} {encoder.fingerprint(Path(folder))}" if folder else code()

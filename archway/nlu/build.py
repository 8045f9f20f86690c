"""Builds what the pipeline needs besides Rasa's model: `python -m archway.nlu.build encoder` or `… language`."""

import sys

from actions.content.loader import ContentError
from archway.nlu import encoder, language
from archway.nlu.minilm import EncoderError

PARTS = {"encoder": encoder.build, "language": language.build}


def main(part: str) -> None:
    """Build one part; one clear line on failure."""
    try:
        PARTS[part]()
    except (EncoderError, ContentError, OSError) as error:
        sys.exit(f"archway: the {part} could not be built: {error}")
    print(f"Built the {part}.")


if __name__ == "__main__":
    main(sys.argv[1])

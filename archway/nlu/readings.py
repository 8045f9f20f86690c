"""What a featurizer makes of a message: rows for its text, for the text as it was written, and for each of its questions, once somebody asks."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, vstack

from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.spelling_corrector import corrected


class Readings:
    """Rows of one message, dense or sparse.

    `both`: the message's row and, where the spelling was corrected, that of the text as it was written. `of_each`: gives the rows of its questions,
    shape (questions, width). Most messages that could be cut into several questions ask but one, and encoding is what takes the time.
    """

    def __init__(self, both: Any, of_each: Callable[[], Any]) -> None:
        self._of_each = of_each
        self.message_both_ways = both

    @property
    def message(self) -> Any:
        """The message's own row: shape (1, width)."""
        return self.message_both_ways[:1]

    @property
    def written(self) -> Any:
        """The row of the text as it was written, misspelt or not: shape (1, width)."""
        return self.message_both_ways[-1:]

    @cached_property
    def of_questions(self) -> Any:
        """The questions' rows: shape (questions, width)."""
        return self._of_each()

    @property
    def with_questions(self) -> Any:
        """The message's row, then its questions': shape (1 + questions, width)."""
        stack = vstack if isinstance(self.message, csr_matrix) else np.concatenate
        return stack([self.message, self.of_questions])

    def fingerprint(self) -> str:
        """What tells these rows from others. Rasa asks for it after each training step, and would otherwise print the numbers to compare them."""
        found = (self.message_both_ways, self.of_questions)
        parts = [part for rows in found for part in ((rows.data, rows.indices, rows.indptr) if isinstance(rows, csr_matrix) else (rows,))]
        return hashlib.sha1(b"".join(part.tobytes() for part in parts), usedforsecurity=False).hexdigest()


def read_when_asked(message: Message, read: Callable[[Sequence[str]], Any]) -> Readings:
    """Give the readings of a message that is to be understood. `read`: gives the rows of texts."""
    texts = corrected(message)
    return Readings(read([texts.message, *texts.written]), lambda: read(texts.questions))


def rows_to_understand(message: Message, found: Readings) -> Any:
    """Give the message's row, then those of its questions, if it still has any: shape (1 + questions, width)."""
    return found.with_questions if message.get(QUESTIONS) else found.message

"""What a featurizer makes of a message: rows for its text, for each of its questions, and for the text as it was written."""

import hashlib
from dataclasses import dataclass
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix

from archway.nlu.spelling_corrector import CORRECTED


@dataclass(frozen=True)
class Readings:
    """`rows`: one for the message, then one for each of its `questions`; last, where the spelling was corrected, one for the text as written."""

    rows: Any
    questions: int

    @property
    def message(self) -> Any:
        """The message's own row: shape (1, width)."""
        return self.rows[:1]

    @property
    def with_questions(self) -> Any:
        """The message's row, then its questions': shape (1 + questions, width)."""
        return self.rows[: 1 + self.questions]

    @property
    def of_questions(self) -> Any:
        """The questions' rows alone: shape (questions, width)."""
        return self.rows[1 : 1 + self.questions]

    @property
    def written(self) -> Any:
        """The row of the text as it was written, misspelt or not: shape (1, width)."""
        return self.rows[-1:] if self._is_corrected else self.message

    @property
    def message_both_ways(self) -> Any:
        """The message's row and, where the spelling was corrected, that of the text as written: shape (1 or 2, width)."""
        return self.rows[[0, -1]] if self._is_corrected else self.message

    @property
    def _is_corrected(self) -> bool:
        return int(self.rows.shape[0]) > 1 + self.questions

    def fingerprint(self) -> str:
        """What tells these rows from others. Rasa asks for it after each training step, and would otherwise print the numbers to compare them."""
        parts = (self.rows.data, self.rows.indices, self.rows.indptr) if isinstance(self.rows, csr_matrix) else (self.rows,)
        return hashlib.sha1(b"".join(part.tobytes() for part in parts), usedforsecurity=False).hexdigest()


def readings(message: Message, rows: Any) -> Readings:
    """Give the readings of a message, from the rows of what `corrected` gave of it."""
    return Readings(rows, len(message.get(CORRECTED)) - 1)

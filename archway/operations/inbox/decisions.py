"""Remembers what operators decided about messages, without keeping the messages: only keyed hashes stand on the disk."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from archway.operations.errors import OperationError
from archway.operations.files import RUNTIME, write_whole
from archway.operations.lock import operator

FILE = RUNTIME / "inbox.json"
DISMISSED = "dismissed"


@dataclass(frozen=True)
class Decision:
    """What was decided about a message: the topic it was filed under, or DISMISSED; when, and by whom."""

    choice: str
    at: str
    by: str


@dataclass(frozen=True)
class Decisions:
    """All decisions by the keyed hash of the message. Without the key, which goes with the file, nobody can try out texts against the hashes."""

    key: str
    by_hash: Mapping[str, Decision]

    def of(self, text: str) -> Decision | None:
        """Give the decision about a text, or about the same words in other case and punctuation."""
        return self.by_hash.get(self.hash(text))

    def hash(self, text: str) -> str:
        """Give the keyed hash of a text's words."""
        return hmac.new(bytes.fromhex(self.key), words(text).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    def adding(self, texts: Iterable[str], choice: str) -> "Decisions":
        """Give these decisions and one more for each text."""
        new = Decision(choice, datetime.now(UTC).isoformat(timespec="seconds"), operator())
        return replace(self, by_hash={**self.by_hash, **{self.hash(text): new for text in texts}})

    def without(self, hashes: Iterable[str]) -> "Decisions":
        """Give these decisions without some."""
        gone = set(hashes)
        return replace(self, by_hash={known: decision for known, decision in self.by_hash.items() if known not in gone})


def words(text: str) -> str:
    """Give a text's words and nothing else, in small letters; a text without words stays as it is."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def load(file: Path = FILE) -> Decisions:
    """Read the decisions; none when there is no file. Raises OperationError."""
    try:
        stored = json.loads(file.read_text("utf-8"))
        return Decisions(str(stored["key"]), {known: Decision(**decision) for known, decision in stored["decisions"].items()})
    except FileNotFoundError:
        return Decisions(secrets.token_hex(32), {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperationError(
            f"{file} is not readable ({type(error).__name__}); put back a copy of it, or delete it, and all decisions are forgotten"
        ) from error


def save(decisions: Decisions, file: Path = FILE) -> None:
    """Write the decisions, whole or not at all. Hold the operators' lock. Raises OperationError."""
    write_whole(file, as_text(decisions))


def as_text(decisions: Decisions) -> str:
    """Give the decisions as their file holds them."""
    by_hash = {known: asdict(decision) for known, decision in decisions.by_hash.items()}
    return json.dumps({"key": decisions.key, "decisions": by_hash}, indent=1)

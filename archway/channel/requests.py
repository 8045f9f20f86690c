"""What a client may send: bodies are checked and cleaned here, before anything else sees them."""

import json
import re
import string
import unicodedata
from typing import Any, Optional
from uuid import UUID

from pydantic import BaseModel, Extra, StrictBool, StrictStr, ValidationError, root_validator

from actions.content.loader import topics_of
from actions.content.versions import article_of
from actions.dialogue import CONVERSATION
from archway.channel.problems import BadRequest, TooLarge

MAX_BODY = 16 * 1024
MAX_TEXT = 1_000
INTENT = re.compile(r"^/+[\w-]+\s*(?:@[\d.]+\s*)?(?:\{.*\}\s*)?$", re.DOTALL)  # what Rasa would take for an intent
LINE_BREAKS = {"\n", "\t"}
JOINERS = {"\u200c", "\u200d"}  # they shape Persian words and emoji


class NewConversation(BaseModel):
    """The body that starts a conversation."""

    region: Optional[StrictStr] = None

    class Config:
        extra = Extra.forbid


class NewMessage(BaseModel):
    """A visitor's message: what they typed, or the choice they made of those offered."""

    id: UUID
    text: Optional[StrictStr] = None
    choice: Optional[StrictStr] = None

    class Config:
        extra = Extra.forbid

    @root_validator(skip_on_failure=True)
    def _one_of_two(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["text"] is None) == (values["choice"] is None):
            raise ValueError("expected either text or choice")
        return values


class NewFeedback(BaseModel):
    """A vote on an answer, and why, if the visitor says so."""

    message_id: UUID
    helpful: StrictBool
    reason: Optional[StrictStr] = None

    class Config:
        extra = Extra.forbid


def read_conversation(body: bytes) -> NewConversation:
    """Give the checked body. Raises BadRequest or TooLarge."""
    new: NewConversation = _read(body or b"{}", NewConversation)
    if new.region is not None and not re.fullmatch(r"[A-Za-z]{2}", new.region):
        raise BadRequest("region: expected a code of two letters, such as GB")
    return new.copy(update={"region": new.region.upper() if new.region else None})


def read_message(body: bytes, content: Optional[str] = None) -> NewMessage:
    """Give the checked body, its text cleaned; `content`: the version that choices are made from. Raises BadRequest or TooLarge."""
    message: NewMessage = _read(body, NewMessage)
    if message.choice is not None:
        if message.choice not in choices(content):
            raise BadRequest("choice: expected the choice of one of the suggestions")
        return message
    return message.copy(update={"text": clean(message.text or "")})


def read_feedback(body: bytes) -> NewFeedback:
    """Give the checked body, its reason cleaned, None when it says nothing. Raises BadRequest or TooLarge."""
    new: NewFeedback = _read(body, NewFeedback)
    return new.copy(update={"reason": _printable("reason", new.reason or "").lstrip("/" + string.whitespace) or None})


def choices(content: Optional[str] = None) -> set[str]:
    """Give what a suggestion may lead to: the topics of a version of the content, and what conversations need besides."""
    return topics_of(article_of(content)).keys() | CONVERSATION


def clean(text: str) -> str:
    """Give the text without control characters and broken Unicode. Raises BadRequest when nothing is left or it is an intent, TooLarge."""
    kept = _printable("text", text)
    if INTENT.match(kept):
        raise BadRequest("text: expected a message in plain words; it must not be a command that starts with a slash")
    plain = kept.lstrip("/" + string.whitespace)  # whatever starts with a slash, Rasa would take for an intent
    if not plain.strip("".join(JOINERS)).strip():
        raise BadRequest("text: expected a message in words")
    return plain


def _printable(field: str, text: str) -> str:
    if len(text) > MAX_TEXT:
        raise TooLarge(f"{field}: expected at most {MAX_TEXT:,} characters, found {len(text):,}")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(c for c in whole if _is_kept(c)).strip()


def _is_kept(character: str) -> bool:
    if character in LINE_BREAKS | JOINERS or "\U000e0020" <= character <= "\U000e007f":  # the latter spell the flags of regions
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Co"}


def _read(body: bytes, model: type[BaseModel]) -> Any:
    if len(body) > MAX_BODY:
        raise TooLarge(f"body: expected at most {MAX_BODY:,} bytes, found {len(body):,}")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("body: expected JSON") from error
    if not isinstance(data, dict):
        raise BadRequest("body: expected a JSON object")
    unknown = data.keys() - model.__fields__.keys()
    if unknown:
        raise BadRequest(f"{sorted(unknown)[0][:40]}: expected only {', '.join(model.__fields__)}")
    try:
        return model(**data)
    except ValidationError as error:
        raise BadRequest("; ".join(f"{'.'.join(map(str, e['loc'])).replace('__root__', 'body')}: {e['msg']}" for e in error.errors())) from error

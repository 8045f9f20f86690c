"""Conversation tokens: signed, for one conversation, valid for a day."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt

from archway.channel.problems import Unauthorized

ALGORITHM = "HS256"
LIFETIME = timedelta(hours=24)
AUDIENCE = "archway-chat"


@dataclass(frozen=True)
class Token:
    """A signed token and the moment it expires."""

    text: str
    expires_at: datetime


class TokenSigner:
    """Signs with the first key and accepts any of them, so that keys can be rotated without ending conversations."""

    def __init__(self, keys: list[str]) -> None:
        self._keys = keys

    def issue(self, conversation: str) -> Token:
        """Give a token for a conversation."""
        expires = datetime.now(UTC).replace(microsecond=0) + LIFETIME
        claims = {"sub": conversation, "exp": expires, "aud": AUDIENCE}
        return Token(jwt.encode(claims, self._keys[0], ALGORITHM), expires)

    def conversation(self, authorization: str | None) -> str:
        """Give the conversation that an Authorization header names. Raises Unauthorized."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized("send the header 'Authorization: Bearer TOKEN' with the token of POST /chat/v1/conversations")
        for key in self._keys:
            try:
                claims = jwt.decode(token, key, [ALGORITHM], audience=AUDIENCE, options={"require": ["sub", "exp", "aud"]})
            except jwt.ExpiredSignatureError as error:
                raise Unauthorized("the token has expired; start a new conversation") from error
            except (jwt.InvalidTokenError, ValueError):
                continue
            return str(claims["sub"])
        raise Unauthorized("the token is not one of ours; start a new conversation")


def load_signer(path: Path) -> TokenSigner:
    """Read the keys, one a line, the newest first; make one at first start, readable by its owner alone."""
    if not path.exists():
        _make_key(path)
    keys = path.read_text().split()
    if not keys or min(map(len, keys)) < 32:
        raise ValueError(f"{path}: expected one key of at least 32 characters a line; delete the file to have one made")
    return TokenSigner(keys)


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{secrets.token_hex(8)}")
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    with suppress(FileExistsError):
        os.link(partial, path)  # whoever comes first wins; the other reads the winner's key
    partial.unlink()

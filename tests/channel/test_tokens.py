"""Conversation tokens and the keys that sign them."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from archway.channel.problems import Unauthorized
from archway.channel.tokens import ALGORITHM, AUDIENCE, LIFETIME, TokenSigner, load_signer

KEY, OTHER_KEY = "k" * 40, "o" * 40
MAKER = """
import sys
from pathlib import Path
from archway.channel.tokens import load_signer
print("ready", flush=True)
sys.stdin.readline()
print(load_signer(Path(sys.argv[1])).issue("of-this-maker").text)
"""


def claims(**changed: Any) -> dict[str, Any]:
    return {"sub": "some-conversation", "exp": datetime.now(UTC) + timedelta(hours=1), "aud": AUDIENCE, **changed}


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_an_issued_token_names_its_conversation() -> None:
    signer = TokenSigner([KEY])
    assert signer.conversation(bearer(signer.issue("first").text)) == "first"
    assert signer.conversation(bearer(signer.issue("second").text)) == "second"


def test_the_scheme_may_be_written_in_any_case() -> None:
    signer = TokenSigner([KEY])
    assert signer.conversation(f"bEARER {signer.issue('first').text}") == "first"


def test_the_expiry_that_is_told_is_the_one_that_is_signed() -> None:
    token = TokenSigner([KEY]).issue("first")
    signed = jwt.decode(token.text, KEY, [ALGORITHM], audience=AUDIENCE)
    assert datetime.fromtimestamp(signed["exp"], UTC) == token.expires_at
    assert timedelta(0) < token.expires_at - datetime.now(UTC) <= LIFETIME


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer abc", "Bearer a.b.c", "Bearer é.é.é", "Bearer ..", "token"])
def test_a_header_without_a_token_of_ours_is_refused(header: str | None) -> None:
    with pytest.raises(Unauthorized):
        TokenSigner([KEY]).conversation(header)


@pytest.mark.parametrize("part", ["header", "claims", "signature"])
@pytest.mark.parametrize("place", [0.0, 0.3, 0.5, 0.9])
def test_a_token_with_one_letter_changed_is_refused(part: str, place: float) -> None:
    signer = TokenSigner([KEY])
    parts = signer.issue("first").text.split(".")
    which = ["header", "claims", "signature"].index(part)
    at = int(place * (len(parts[which]) - 1))  # never the last letter: some of its bits carry nothing
    letter = "A" if parts[which][at] != "A" else "B"
    parts[which] = parts[which][:at] + letter + parts[which][at + 1 :]
    with pytest.raises(Unauthorized):
        signer.conversation(bearer(".".join(parts)))


def test_a_token_signed_with_a_foreign_key_is_refused() -> None:
    with pytest.raises(Unauthorized, match="not one of ours"):
        TokenSigner([KEY]).conversation(bearer(TokenSigner([OTHER_KEY]).issue("first").text))


def test_an_unsigned_token_is_refused() -> None:
    with pytest.raises(Unauthorized):
        TokenSigner([KEY]).conversation(bearer(jwt.encode(claims(), "", "none")))


def test_the_claims_of_one_token_under_the_signature_of_another_are_refused() -> None:
    signer = TokenSigner([KEY])
    header, of_first, _ = signer.issue("first").text.split(".")
    signature = signer.issue("second").text.split(".")[2]
    with pytest.raises(Unauthorized):
        signer.conversation(bearer(f"{header}.{of_first}.{signature}"))


def test_an_expired_token_is_refused_and_the_reason_told() -> None:
    expired = jwt.encode(claims(exp=datetime.now(UTC) - timedelta(seconds=1)), KEY, ALGORITHM)
    with pytest.raises(Unauthorized, match="expired"):
        TokenSigner([KEY]).conversation(bearer(expired))


def test_a_token_for_another_audience_is_refused() -> None:
    with pytest.raises(Unauthorized):
        TokenSigner([KEY]).conversation(bearer(jwt.encode(claims(aud="something-else"), KEY, ALGORITHM)))


@pytest.mark.parametrize("missing", ["sub", "exp", "aud"])
def test_a_token_that_lacks_a_claim_is_refused(missing: str) -> None:
    lacking = {name: value for name, value in claims().items() if name != missing}
    with pytest.raises(Unauthorized):
        TokenSigner([KEY]).conversation(bearer(jwt.encode(lacking, KEY, ALGORITHM)))


def test_a_new_first_key_still_accepts_tokens_of_the_old_one() -> None:
    old = TokenSigner([KEY]).issue("first")
    assert TokenSigner([OTHER_KEY, KEY]).conversation(bearer(old.text)) == "first"


def test_the_first_key_signs() -> None:
    token = TokenSigner([OTHER_KEY, KEY]).issue("first")
    assert TokenSigner([OTHER_KEY]).conversation(bearer(token.text)) == "first"
    with pytest.raises(Unauthorized):
        TokenSigner([KEY]).conversation(bearer(token.text))


def test_a_key_that_is_gone_ends_its_tokens() -> None:
    old = TokenSigner([KEY]).issue("first")
    with pytest.raises(Unauthorized):
        TokenSigner([OTHER_KEY]).conversation(bearer(old.text))


def test_an_expired_token_of_an_old_key_is_refused() -> None:
    expired = jwt.encode(claims(exp=datetime.now(UTC) - timedelta(days=1)), KEY, ALGORITHM)
    with pytest.raises(Unauthorized, match="expired"):
        TokenSigner([OTHER_KEY, KEY]).conversation(bearer(expired))


def test_keys_are_read_one_a_line_the_newest_first(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"{OTHER_KEY}\n{KEY}\n")
    signer = load_signer(keys)
    assert signer.conversation(bearer(TokenSigner([KEY]).issue("old").text)) == "old"
    assert TokenSigner([OTHER_KEY]).conversation(bearer(signer.issue("new").text)) == "new"


def test_the_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    keys = tmp_path / "new" / "folder" / "keys"
    load_signer(keys)
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert [path.name for path in keys.parent.iterdir()] == ["keys"]


def test_the_key_file_is_made_once(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    before_restart = load_signer(keys).issue("first")
    made = keys.read_text()
    assert load_signer(keys).conversation(bearer(before_restart.text)) == "first"
    assert keys.read_text() == made


def test_two_installations_make_different_keys(tmp_path: Path) -> None:
    load_signer(tmp_path / "here")
    load_signer(tmp_path / "there")
    assert (tmp_path / "here").read_text() != (tmp_path / "there").read_text()


def test_makers_at_the_same_time_end_with_one_key(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    command = [sys.executable, "-c", MAKER, str(keys)]
    makers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for maker in makers:
        assert maker.stdout and maker.stdout.readline() == "ready\n"
    for maker in makers:
        assert maker.stdin
        maker.stdin.write("go\n")
        maker.stdin.flush()
    tokens = [maker.communicate()[0].strip() for maker in makers]
    signer = TokenSigner(keys.read_text().split())
    assert [signer.conversation(bearer(token)) for token in tokens] == ["of-this-maker"] * 2
    assert len(keys.read_text().split()) == 1
    assert list(tmp_path.iterdir()) == [keys]


@pytest.mark.parametrize("content", ["", "\n", "short\n", "k" * 31, f"{KEY}\nshort\n"])
def test_a_key_that_is_too_short_is_refused_and_the_file_named(tmp_path: Path, content: str) -> None:
    keys = tmp_path / "keys"
    keys.write_text(content)
    with pytest.raises(ValueError, match="at least 32 characters") as refused:
        load_signer(keys)
    assert str(keys) in str(refused.value)

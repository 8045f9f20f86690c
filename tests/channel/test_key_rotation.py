"""A new signing key ends no conversation."""

import secrets
from pathlib import Path

from tests.channel.conftest import serving
from tests.conftest import Visitor


def test_tokens_of_the_previous_key_stay_valid_after_a_restart_with_a_new_one(tmp_path: Path) -> None:
    keys = tmp_path / ".archway/signing-keys"
    with serving(tmp_path) as before:
        early = Visitor(before.address)
        early.say("How long does it last?")
        early.http.close()
    previous = keys.read_text()
    keys.write_text(f"{secrets.token_urlsafe(48)}\n{previous}")
    with serving(tmp_path) as after:
        late = Visitor(after.address)
        told = late.http.get("v1/messages", headers=after.bearer(early.token)).json()["messages"]
        assert [line["from"] for line in told] == ["assistant", "visitor", "assistant"]
        assert late.token.split(".")[2] and late.say("Who wrote the article?")
        late.http.close()

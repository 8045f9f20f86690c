"""The settings of the server."""

from pathlib import Path

import pytest

from archway.channel.settings import Settings, SettingsError, load_settings

CLINIC = "https://clinic.example"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.__fields__:
        monkeypatch.delenv(f"ARCHWAY_{name.upper()}", raising=False)


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("port", 5005),
        ("host", "127.0.0.1"),
        ("allowed_origins", ""),
        ("signing_key_file", Path(".archway/signing-keys")),
        ("answer_within", 5.0),
        ("rate_limit", "30/minute"),
        ("rate_limit_store", "memory://"),
        ("trusted_proxies", ""),
        ("article_url", ""),
    ],
)
def test_without_variables_the_defaults_hold(name: str, default: object) -> None:
    assert getattr(load_settings(), name) == default


def test_without_variables_no_other_origin_is_allowed() -> None:
    assert load_settings().origins == set()


def test_variables_set_what_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHWAY_PORT", "6006")
    monkeypatch.setenv("ARCHWAY_HOST", "0.0.0.0")
    monkeypatch.setenv("ARCHWAY_SIGNING_KEY_FILE", "elsewhere/keys")
    monkeypatch.setenv("ARCHWAY_ANSWER_WITHIN", "2.5")
    monkeypatch.setenv("ARCHWAY_ARTICLE_URL", CLINIC)
    settings = load_settings()
    assert (settings.port, settings.host, settings.answer_within) == (6006, "0.0.0.0", 2.5)
    assert settings.signing_key_file == Path("elsewhere/keys")
    assert settings.article_url == CLINIC


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ARCHWAY_PORT", "http"),
        ("ARCHWAY_PORT", ""),
        ("ARCHWAY_PORT", "5005.5"),
        ("ARCHWAY_ANSWER_WITHIN", "soon"),
        ("ARCHWAY_ANSWER_WITHIN", ""),
        ("ARCHWAY_RATE_LIMIT", "fast"),
        ("ARCHWAY_RATE_LIMIT", "0/minute"),
        ("ARCHWAY_RATE_LIMIT_STORE", "localhost"),
        ("ARCHWAY_TRUSTED_PROXIES", "my-proxy"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable):
        load_settings()


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHWAY_PORT", "http")
    monkeypatch.setenv("ARCHWAY_ANSWER_WITHIN", "soon")
    with pytest.raises(SettingsError, match="(?s)ARCHWAY_PORT.*ARCHWAY_ANSWER_WITHIN"):
        load_settings()


def test_variables_that_are_no_settings_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHWAY_NOTHING_OF_THE_KIND", "x")
    monkeypatch.setenv("PORT", "1")
    assert load_settings().port == 5005


@pytest.mark.parametrize("name", Settings.__fields__)
def test_every_setting_has_a_description(name: str) -> None:
    description = Settings.__fields__[name].field_info.description
    assert description and description.endswith(".")


@pytest.mark.parametrize(
    ("listed", "origins"),
    [
        ("", set()),
        (" , ", set()),
        (CLINIC, {CLINIC}),
        (f"{CLINIC}/, https://www.clinic.example ,", {CLINIC, "https://www.clinic.example"}),
    ],
)
def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, listed: str, origins: set[str]) -> None:
    monkeypatch.setenv("ARCHWAY_ALLOWED_ORIGINS", listed)
    assert load_settings().origins == origins

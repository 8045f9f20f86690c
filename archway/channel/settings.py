"""The settings of the server, read from environment variables."""

from pathlib import Path
from typing import Literal

from pydantic import BaseSettings, Extra, Field, ValidationError, validator

from archway.channel.addresses import networks
from archway.channel.rate_limits import parse_limit


class SettingsError(ValueError):
    """An environment variable does not hold what it should; the message names it."""


class Settings(BaseSettings):
    """Every setting, with its default. The description is what the documentation shows."""

    port: int = Field(default=5005, ge=1, le=65535, description="The port of the chat API and the demo page.")
    host: str = Field(default="127.0.0.1", description="The address it listens on; 0.0.0.0 to be reached from other machines.")
    allowed_origins: str = Field(default="", description="Web origins that may embed the widget, separated by commas; empty: only its own.")
    signing_key_file: Path = Field(
        default=Path(".archway/signing-keys"), description="Keys for conversation tokens, one a line, the newest first; made at first start."
    )
    answer_within: float = Field(default=5.0, gt=0, description="Seconds after which a visitor is told that no answer could be looked up.")
    rate_limit: str = Field(default="30/minute", description="Messages that a conversation may send; an address ten times as many. `off`: no limits.")
    rate_limit_store: str = Field(
        default="memory://", description="Where they are counted: in memory, or for several replicas in Redis (`redis://host:6379/0`)."
    )
    metrics_port: int = Field(default=0, ge=0, le=65535, description="The port on which Prometheus finds metrics; 0: none.")
    log_format: Literal["text", "json"] = Field(default="text", description="`text`, or `json` for one object a line.")
    trusted_proxies: str = Field(default="", description="Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas.")
    retention_days: int = Field(default=30, ge=1, description="Days after its last message when a conversation is deleted; looked at daily.")
    endpoints: Path = Field(default=Path("endpoints.yml"), description="The file that says where conversations are kept, for `make run` and all commands.")
    article_url: str = Field(default="", description="Where your site shows the article, for the link under each answer.")

    class Config:
        env_prefix = "ARCHWAY_"
        extra = Extra.ignore

    @validator("rate_limit")
    def _is_limit(cls, value: str) -> str:
        parse_limit(value)
        return value

    @validator("rate_limit_store")
    def _is_store(cls, value: str) -> str:
        if not value.startswith(("memory://", "redis://", "rediss://", "redis+unix://")):
            raise ValueError("expected memory:// or an address of Redis, such as redis://127.0.0.1:6379/0")
        return value

    @validator("trusted_proxies")
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value

    @property
    def origins(self) -> set[str]:
        """The allowed origins, besides the server's own."""
        return {origin.strip().rstrip("/") for origin in self.allowed_origins.split(",") if origin.strip()}


def load_settings() -> Settings:
    """Read the settings from the environment. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"ARCHWAY_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(problems) from error

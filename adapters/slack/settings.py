"""What an operator sets for Slack, and which way of running it comes to.

Every setting is an environment variable ``DATELINE_SLACK_<NAME>``, a line of ``.env``, or a key
``slack_<name>`` in ``dateline.toml``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ..port import Misconfigured

PREFIX = "DATELINE_SLACK_"
OWN = "slack_"
FILE = Path("dateline.toml")


class Mode(StrEnum):
    """How events come in, and for how many workspaces."""

    socket = "socket"  # one workspace, no public address
    http = "http"  # one workspace, events posted to us
    oauth = "oauth"  # many workspaces, installed by OAuth


class Settings(BaseSettings):
    """The settings as read; ``mode`` says what they come to."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,  # a token with a typing error in it is still a token
    )

    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    token_key: SecretStr = SecretStr("")  # Fernet key(s), comma-separated, the first encrypts
    url: str = ""  # our public address, e.g. https://news.example.org; where OAuth leads back to
    api: str = "https://slack.com/api/"
    authorize: str = "https://slack.com/oauth/v2/authorize"
    command: str = "dateline"
    manage: Annotated[tuple[str, ...], NoDecode] = ("everyone",)
    admins: Annotated[tuple[str, ...], NoDecode] = ()
    history_per_minute: float = Field(default=0.0, ge=0)  # 0: what Slack grants this kind of app

    @field_validator("manage", "admins", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return (
            tuple(re.split(r"[\s,]+", value.strip()))
            if isinstance(value, str) and value.strip()
            else value or ()
        )

    @field_validator("api", mode="after")
    @classmethod
    def _slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @field_validator("command", mode="after")
    @classmethod
    def _bare(cls, value: str) -> str:
        return value.strip().lstrip("/").lower()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then ``.env``, then ``dateline.toml``."""
        return init_settings, env_settings, dotenv_settings, _toml(settings_cls)

    @property
    def mode(self) -> Mode:
        if self.client_id:
            return Mode.oauth
        return Mode.socket if _set(self.app_token) else Mode.http

    @property
    def history_rate(self) -> float:
        """Calls of conversations.history a minute.

        50 (tier 3) for an app made for one workspace, 1 for one distributed outside Slack's marketplace:
        docs.slack.dev, conversations.history.
        """
        return self.history_per_minute or (1.0 if self.mode is Mode.oauth else 50.0)


def _toml(settings_cls: type[BaseSettings]) -> PydanticBaseSettingsSource:
    """Our keys of a file that is everybody's."""
    kept = TomlConfigSettingsSource(settings_cls, FILE).toml_data
    own = {name[len(OWN) :]: value for name, value in kept.items() if name.startswith(OWN)}
    return InitSettingsSource(settings_cls, own)


def load(**given: Any) -> Settings | None:
    """The settings, or None when nothing of Slack's is set.

    Raises Misconfigured, in one line that names the setting and the remedy.
    """
    settings = read(**given)
    tokens = (settings.bot_token, settings.app_token, settings.signing_secret, settings.client_secret)
    if not settings.client_id and not any(map(_set, tokens)):
        return None
    if problem := _problem(settings):
        raise Misconfigured(problem)
    keys(settings)
    return settings


def read(**given: Any) -> Settings:
    """The settings as they stand, whatever they come to. Raises Misconfigured when one cannot be read."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise Misconfigured(_told(error)) from None
    except ValueError as error:  # an unreadable file
        raise Misconfigured(f"{FILE} or .env cannot be read: {error}") from None


def keys(settings: Settings) -> list[Fernet]:
    """The keys tokens are encrypted with; the first encrypts, all decrypt.

    Raises Misconfigured when one is not a Fernet key.
    """
    try:
        return [
            Fernet(key.strip()) for key in settings.token_key.get_secret_value().split(",") if key.strip()
        ]
    except ValueError:
        raise Misconfigured(
            f"{PREFIX}TOKEN_KEY: not a key; make one with: python -c "
            '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from None


def _problem(settings: Settings) -> str:
    """What is wrong with the combination, "" when nothing is."""
    return next((f"{PREFIX}{name}: {remedy}" for name, remedy, wrong in _rules(settings) if wrong), "")


def _rules(s: Settings) -> list[tuple[str, str, bool]]:
    """Setting, remedy, whether it applies; the first that applies is told."""
    bot, app, signing, secret, key = map(
        _set, (s.bot_token, s.app_token, s.signing_secret, s.client_secret, s.token_key)
    )
    many = bool(s.client_id)
    return [
        (
            "BOT_TOKEN",
            "must start with xoxb- (OAuth & Permissions, Bot User OAuth Token)",
            _odd(s.bot_token, "xoxb-"),
        ),
        (
            "APP_TOKEN",
            "must start with xapp- (Basic Information, App-Level Tokens)",
            _odd(s.app_token, "xapp-"),
        ),
        ("CLIENT_ID", "set it too, DATELINE_SLACK_CLIENT_SECRET is set", secret and not many),
        ("CLIENT_SECRET", "set it too, DATELINE_SLACK_CLIENT_ID is set", many and not secret),
        ("BOT_TOKEN", "remove it: with CLIENT_ID set, each workspace brings its own by OAuth", many and bot),
        ("APP_TOKEN", "remove it: many workspaces (CLIENT_ID) need HTTP, not Socket Mode", many and app),
        (
            "SIGNING_SECRET",
            "set it too (Basic Information), or anybody could post events to us",
            many and not signing,
        ),
        ("TOKEN_KEY", "set it too: tokens of workspaces are kept encrypted with it", many and not key),
        ("URL", "set our public https address: OAuth leads back to it", many and not s.url),
        ("BOT_TOKEN", "set it too (OAuth & Permissions, Bot User OAuth Token)", not many and not bot),
        (
            "APP_TOKEN",
            "set it for Socket Mode (no public address needed), or DATELINE_SLACK_SIGNING_SECRET for HTTP",
            not many and not app and not signing,
        ),
    ]


def _odd(token: SecretStr, start: str) -> bool:
    return _set(token) and not token.get_secret_value().startswith(start)


def _set(value: SecretStr) -> bool:
    return bool(value.get_secret_value())


def _told(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{PREFIX}{'.'.join(map(str, first['loc'])).upper()}: {first['msg']}"

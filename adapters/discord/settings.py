"""What the operator sets: environment variables ``DATELINE_DISCORD_*``, ``.env``, or ``dateline.toml``."""

from __future__ import annotations

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import TomlConfigSettingsSource as Toml

from ..port import Misconfigured


class Settings(BaseSettings):
    """``discord_*`` of the settings file, ``DATELINE_DISCORD_*`` of the environment.

    ``token``: the bot's; empty means that Discord is not used. ``api``: base of the REST API, for a proxy
    such as nirn-proxy. ``gateway``: address of the gateway where it is not what the API names.
    """

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_", env_file=".env", toml_file="dateline.toml", extra="ignore"
    )

    discord_token: SecretStr = SecretStr("")
    discord_api: str = "https://discord.com/api/v10"
    discord_gateway: str = ""

    @field_validator("discord_api")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @field_validator("discord_gateway")
    @classmethod
    def _is_ws(cls, value: str) -> str:
        if value and not value.startswith(("wss://", "ws://")):
            raise ValueError("must begin with wss:// or ws://")
        return value

    @field_validator("discord_token")
    @classmethod
    def _is_bare(cls, value: SecretStr) -> SecretStr:
        return SecretStr(value.get_secret_value().strip().removeprefix("Bot ").strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, dotenv_settings, Toml(settings_cls))


def load() -> Settings:
    """The settings as they are now. Raises Misconfigured, naming the first wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "DATELINE_" + "_".join(str(part) for part in wrong["loc"]).upper()
        value = "" if "token" in name.lower() else f" ({wrong['input']!r})"
        raise Misconfigured(f"{name}{value}: {wrong['msg'].removeprefix('Value error, ')}.") from None

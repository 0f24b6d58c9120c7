"""Settings of the program; made in main(), never at import.

From environment variables with the prefix ``DATELINE_``, a ``.env`` file, or ``dateline.toml``, in this
order. The platforms keep their own settings (``adapters.discord``, ``adapters.slack``).
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from digest.errors import SetupError

PREFIX = "DATELINE_"
FILE = Path("dateline.toml")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone; take an IANA name such as Europe/Kyiv") from None
    return name


def _database(url: str) -> str:
    if url and not url.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
        raise ValueError(
            "not a database address; take sqlite:///news.db or postgresql://user:password@host/name"
        )
    return url


def _public(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise ValueError(
            "not a public address; take https://news.example.org, as hubs on the internet reach it"
        )
    return url.rstrip("/")


def _networks(value: object) -> object:
    """Comma or space separated in the environment, a list in the file."""
    said = value.replace(",", " ").split() if isinstance(value, str) else value
    for one in said if isinstance(said, list) else ():
        try:
            ipaddress.ip_network(str(one))
        except ValueError as error:
            raise ValueError(f"{error}; take networks such as 10.0.0.0/8, fd00::/8") from None
    return said


class Settings(BaseSettings):
    """What an operator may set. Every field's description says what it is for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", toml_file=FILE, extra="ignore")

    data_dir: Path = Field(Path("data"), description="folder for the database and what is built once")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "", description="sqlite:///file or postgresql://…; default: news.db in the data folder"
    )
    model: str = Field("", description="an installed spaCy model; default: the small English one")
    attribution: Literal["model", "rules"] = Field("model", description="how claims are found")
    zone: Annotated[str, AfterValidator(_zone)] = Field("UTC", description="zone of those who name none")
    contact: str = Field("", description="address in the user agent, so that publishers can reach you")
    fetch_allow: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)] = Field(
        (), description="private networks feeds may be read from"
    )
    http_host: str = Field("127.0.0.1", description="where health, metrics and Slack's HTTP mode listen")
    http_port: int = Field(0, ge=0, le=65535, description="0: no HTTP server")
    public_url: Annotated[str, AfterValidator(_public)] = Field(
        "",
        description="public address of that server: hubs push feeds there (WebSub); empty: feeds are polled",
    )
    revisit: bool = Field(True, description="look at pages again for edits their feed does not tell")
    analyzers: int = Field(1, ge=1, le=64, description="processes that read articles")
    log: Literal["text", "json"] = Field("text", description="log lines as key=value or JSON")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least shown")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'news.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def load() -> Settings:
    """The settings in force; a wrong one raises SetupError naming it, its value and the remedy."""
    try:
        return Settings()  # type: ignore[call-arg]  # every field has a default
    except ValidationError as error:
        raise SetupError("\n".join(_problem(dict(each)) for each in error.errors())) from None
    except ValueError as error:  # an unreadable dateline.toml or .env
        raise SetupError(f"{FILE} or .env cannot be read: {error}") from None


def _problem(error: dict[str, object]) -> str:
    where = error["loc"]
    name = str(where[0]) if isinstance(where, tuple) and where else "?"
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{name.upper()}={error.get('input')!r}: {said}"


def environment(settings: Settings) -> None:
    """What the libraries below read from the environment, worker processes included."""
    os.environ["DATELINE_DATA_DIR"] = str(settings.data_dir.resolve())
    os.environ["DATELINE_MODEL"] = settings.model
    os.environ["DATELINE_ATTRIBUTION"] = settings.attribution

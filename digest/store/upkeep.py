"""The whole state in one file, while running; and what may be forgotten."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, delete, insert, inspect, select, text, update

from ..errors import BadInput
from ..model import Sent
from .database import Database
from .migrate import migrate
from .rows import table
from .tables import DeliveryRow, FeedRow, ItemRow, StepRow, metadata

AT_ONCE = 500
"""Rows copied at once."""


class Upkeep(Database):
    """Verbs of the operator."""

    def backup(self, file: Path) -> None:
        """Write everything into one SQLite file, from one moment, while others read and write.

        The same file comes out of PostgreSQL, and goes into either.
        """
        part = file.with_name(file.name + ".part")
        part.unlink(missing_ok=True)
        part.parent.mkdir(parents=True, exist_ok=True)
        if self.sqlite:
            self._copy_file(part)
        else:
            self._copy_rows(part)
        part.replace(file)

    def _copy_file(self, file: Path) -> None:
        with self._engine.connect() as connection, sqlite3.connect(file) as target:
            connection.connection.driver_connection.backup(target)  # type: ignore[union-attr]  # it is sqlite3's
        target.close()

    def _copy_rows(self, file: Path) -> None:
        target = create_engine(f"sqlite:///{file}")
        source = self._engine.execution_options(isolation_level="REPEATABLE READ")
        with target.begin() as into:
            migrate(into)
        with source.begin() as connection, target.begin() as into:
            for one in metadata.sorted_tables:
                _copy(one, connection, into)
        target.dispose()

    def restore(self, file: Path) -> None:
        """Put back what ``backup`` wrote, in one transaction; what is here now is replaced.

        A backup of an older version is brought up to date first (in the file). Raises BadInput for a file
        that is no backup.
        """
        check_backup(file)
        source = create_engine(f"sqlite:///{file}")
        with source.begin() as old:
            migrate(old)
        with source.connect() as old, self.writing() as connection:
            for one in reversed(metadata.sorted_tables):
                connection.execute(delete(one))
            for one in metadata.sorted_tables:
                _copy(one, old, connection)
            if not self.sqlite:
                _count_on(connection)
        source.dispose()

    def forget(self, before: datetime) -> int:
        """Drop what nobody asks for any more; how many rows went.

        Steps of that age, items of feeds removed by then, and the pages of deliveries done by then: those
        are edited no more. Never articles, what they say, or which delivery showed them.
        """
        step, item, delivery, feed = (table(row) for row in (StepRow, ItemRow, DeliveryRow, FeedRow))
        removed = select(feed.c.url).where(feed.c.removed_at < before)
        done = (delivery.c.done < before) & delivery.c.sent.in_((Sent.sent.value, Sent.dropped.value))
        with self.writing() as connection:
            gone = [
                connection.execute(delete(step).where(step.c.at < before)),
                connection.execute(delete(item).where(item.c.feed.in_(removed))),
                connection.execute(
                    update(delivery).where(done, delivery.c.beat >= 0).values(pages=[], beat=-1)
                ),
            ]
        return sum(one.rowcount for one in gone)

    def vacuum(self) -> None:
        """Give free room back to the disk."""
        if self.sqlite:
            with self._lock, self._engine.connect() as connection:
                connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]  # sqlite3's
                connection.connection.driver_connection.execute("PRAGMA optimize")  # type: ignore[union-attr]  # the same
            return
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM (ANALYZE)"))


def _copy(one: Table, source: Connection, target: Connection) -> None:
    rows = source.execution_options(stream_results=True).execute(select(one)).mappings()
    for some in rows.partitions(AT_ONCE):
        target.execute(insert(one), [dict(row) for row in some])


def check_backup(file: Path) -> None:
    """Raise BadInput when the file is not what ``backup`` wrote."""
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        connection.close()
    except sqlite3.Error as error:
        raise BadInput(f"{file} is no backup: {error}") from None
    if not {"alembic_version", "article", "subscription"} <= names:
        raise BadInput(f"{file} is no backup: it holds no news; `dateline backup FILE` writes one")


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers on from the greatest number there is."""
    for one in metadata.sorted_tables:
        for column in inspect(connection).get_columns(one.name):
            if "nextval" in str(column["default"]):
                name = column["name"]
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{one.name}', '{name}'),"
                        f' greatest(1, (SELECT coalesce(max("{name}"), 0) FROM "{one.name}")))'
                    )
                )

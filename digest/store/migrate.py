"""Bring a database up to date when it is opened; quick when there is nothing to do.

Two processes that open at once: the transaction holds SQLite's write lock, on PostgreSQL an advisory lock, so
the second one finds everything done. A database that a newer version wrote is refused, not guessed at.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from ..errors import SetupError

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x6461746C  # "datl": ours among PostgreSQL's advisory locks


def head() -> str:
    """The newest revision there is: versions are numbered files."""
    return max(path.stem[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    current = revision(connection)
    if current == head():
        return
    if current > head():
        raise SetupError(
            f"the database is at revision {current}, made by a newer dateline (this one knows {head()}); "
            "install that version, or restore a backup"
        )
    _upgrade(connection)


def revision(connection: Connection) -> str:
    """Where the database stands; "" when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

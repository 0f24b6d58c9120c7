"""Opening a database: migrated to what the tables say, once, whoever opens it and when."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from digest.errors import SetupError
from digest.store import Store
from digest.store.migrate import head
from digest.store.tables import metadata
from tests.digest import stores

EACH = ("sqlite", "postgresql")


@pytest.fixture(params=EACH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing is yet."""
    if request.param == "postgresql":
        return stores.postgresql(migrated=False)
    return f"sqlite:///{tmp_path}/news.db"


def engine(url: str) -> Any:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def shape(url: str) -> dict[str, Any]:
    """Tables, columns, keys and indexes as the database tells them."""
    made = engine(url)
    seen = inspect(made)
    found = {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(tuple(i["column_names"]) for i in seen.get_indexes(name)),
            sorted(tuple(u["column_names"]) for u in seen.get_unique_constraints(name)),
            sorted(
                (tuple(f["constrained_columns"]), f["referred_table"]) for f in seen.get_foreign_keys(name)
            ),
        )
        for name in seen.get_table_names()
        if name != "alembic_version"
    }
    made.dispose()
    return found


def test_migrating_and_creating_give_the_same_schema(url: str, tmp_path: Path) -> None:
    """What the migrations lead to is what the tables describe."""
    Store(url).close()
    made = engine(url)
    with made.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    made.dispose()
    other = stores.postgresql(migrated=False) if "postgresql" in url else f"sqlite:///{tmp_path}/created.db"
    created = engine(other)
    metadata.create_all(created)
    created.dispose()
    assert shape(url) == shape(other)


def _open(url: str, done: Any) -> None:
    Store(url).close()
    done.put("opened")


def test_two_processes_that_open_at_once_both_find_it_migrated(url: str) -> None:
    """The second waits for the first and finds nothing to do."""
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    both = [context.Process(target=_open, args=(url, done)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    with Store(url) as store:
        assert store.size() == 0


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    """Nothing is guessed: the revision is named, and what to do."""
    Store(url).close()
    made = engine(url)
    with made.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made.dispose()
    with pytest.raises(SetupError, match=f"9999.*newer.*{head()}"):
        Store(url)


def test_sqlite_runs_in_wal_with_foreign_keys(tmp_path: Path) -> None:
    """Readers and a writer do not wait for each other, and a delivery has a subscription."""
    with Store(f"sqlite:///{tmp_path}/news.db") as store, store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1

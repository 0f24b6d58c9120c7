"""Data people edit, read and checked: ``seeds/*.toml``.

A wrong row names its file, number, field and the remedy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .errors import SetupError
from .model import Feed, Topic

_HERE = Path(__file__).parent
_HOMES = (_HERE / "_seeds", _HERE.parent / "seeds")


def path(name: str) -> Path:
    """Where the seed file or folder ``name`` lies: in the installed package, else in the repository."""
    for home in _HOMES:
        if (home / name).exists():
            return home / name
    raise SetupError(f"seeds/{name} is missing: install dateline again, or run from a full checkout")


@lru_cache(maxsize=16)
def table(name: str) -> dict[str, Any]:
    """The contents of a TOML seed file; SetupError with line and column when it is not TOML."""
    try:
        return tomllib.loads(path(name).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SetupError(f"seeds/{name}: {error}; mend the file at that place") from error


def check(
    name: str,
    number: int,
    row: Mapping[str, Any],
    *,
    needs: Collection[str],
    may: Collection[str] = (),
    one_of: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Raise SetupError unless the row has the fields it needs, no others, and allowed values.

    ``one_of`` maps a field to the words it may consist of (several, separated by spaces).
    """
    where = f"seeds/{name}, row {number} ({next(iter(row.values()), 'empty')!r})"
    for field in needs:
        if not row.get(field):
            raise SetupError(f"{where}: field {field!r} is missing; add it")
    for field in row:
        if field not in needs and field not in may:
            known = ", ".join([*needs, *may])
            raise SetupError(f"{where}: field {field!r} is not known; use one of {known}")
    for field, allowed in (one_of or {}).items():
        for word in str(row.get(field, "")).split():
            if word not in allowed:
                raise SetupError(
                    f"{where}: {field} = {word!r} is not known; use {', '.join(sorted(allowed))}"
                )


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """The topics of seeds/topics.toml. Raises SetupError for a wrong row."""
    rows = table("topics.toml").get("topic", [])
    for number, row in enumerate(rows, start=1):
        check("topics.toml", number, row, needs=("name", "title", "query", "example"), may=("aliases",))
    return tuple(
        Topic(row["name"], row["title"], row["query"], tuple(row.get("aliases", ())), row["example"])
        for row in rows
    )


@lru_cache(maxsize=1)
def suggested_feeds() -> dict[str, Feed]:
    """Feeds one may add by a short name (seeds/feeds.toml). Raises SetupError for a wrong row."""
    rows = table("feeds.toml").get("feed", [])
    for number, row in enumerate(rows, start=1):
        check("feeds.toml", number, row, needs=("name", "url", "outlet"), may=("home", "title"))
    return {row["name"]: _feed(row) for row in rows}


def recorded_feeds() -> tuple[Feed, ...]:
    """The feeds of the recorded web (seeds/recorded), which the demo reads."""
    return tuple(map(_feed, table("recorded/index.toml").get("feed", [])))


def _feed(row: Mapping[str, Any]) -> Feed:
    return Feed(row["url"], row.get("title") or row["outlet"], row["outlet"], row.get("home", ""))

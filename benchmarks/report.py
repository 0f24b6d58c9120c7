"""Measured rows, their floors, and the table that shows them.

Each area has a module here, ``benchmarks/<area>.py``, that offers ``quality() -> Iterator[Row]`` and/or
``speed() -> Iterator[Row]``. Floors live in ``floors.toml``, one table an area; a row below its floor
fails the run.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
FLOORS = HERE / "floors.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. ``goal`` is what we aim at, ``peer`` the best published value, both optional."""

    area: str
    name: str
    value: float
    unit: str = ""
    goal: float | None = None
    peer: str = ""
    note: str = ""


def shared() -> Path | None:
    """The folder with the labelled data, or None where it is not on this machine."""
    path = Path(os.environ.get("DATELINE_SHARED") or HERE.parent.parent / "shared")
    return path if (path / "eval").is_dir() else None


def floors() -> dict[str, dict[str, float]]:
    """area -> figure name -> the least it may be."""
    return tomllib.loads(FLOORS.read_text("utf-8"))


def below(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each row under its floor."""
    least = floors()
    for row in rows:
        floor = least.get(row.area, {}).get(row.name)
        if floor is not None and row.value < floor:
            yield f"{row.area}: {row.name} is {row.value:.3f}, under its floor of {floor:.3f}"


def show(rows: Iterable[Row], title: str) -> None:
    """Print the rows as one table, with goals and floors beside the values."""
    table = Table("area", "figure", "value", "floor", "goal", "best published", "note", title=title)
    least = floors()
    for row in rows:
        floor = least.get(row.area, {}).get(row.name)
        table.add_row(
            row.area, row.name, f"{row.value:.3f} {row.unit}".strip(),
            "" if floor is None else f"{floor:.3f}", "" if row.goal is None else f"{row.goal:.3f}",
            row.peer, row.note,
        )  # fmt: skip
    Console(width=160).print(table)

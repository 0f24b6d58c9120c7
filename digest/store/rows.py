"""Values to rows and back, for values whose fields are columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sqlalchemy import RowMapping, Table

from ..codec import holdable
from .tables import Row

Value = TypeVar("Value")


def table(row: type[Row]) -> Table:
    """The table behind a row class."""
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel adds it when the class is made
    return found


def columns(value: Any, *leave: str) -> dict[str, Any]:
    """Field names to what a column holds, without the fields to leave out."""
    return {
        field.name: _held(getattr(value, field.name)) for field in fields(value) if field.name not in leave
    }


def _held(part: Any) -> Any:
    if isinstance(part, Enum):
        return part.value
    if isinstance(part, str):
        return holdable(part)
    if isinstance(part, tuple):
        return [_held(one) for one in part]
    return part


def value(cls: type[Value], row: Mapping[str, Any] | RowMapping, **more: Any) -> Value:
    """The value of this class that a row holds; columns that are no fields are left out."""
    makers: Mapping[str, Any] = _makers(cls)  # type: ignore[arg-type]  # classes are hashable
    found = {name: made(row[name]) for name, made in makers.items() if name in row and name not in more}
    return cls(**found, **more)


@cache
def _makers(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: _maker(hints[field.name]) for field in fields(cls)}


def _maker(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return tuple if getattr(hint, "__origin__", None) is tuple else _same


def _same(part: Any) -> Any:
    return part

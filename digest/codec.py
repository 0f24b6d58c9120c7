"""Frozen values to JSON and back, by their own type hints: equal values come back.

Fields that hold their default are left out, so that adding a field to a value changes nothing stored, and
names that are not known (any more) are ignored. Bytes become base64, moments ISO 8601, a member of a union of
values carries its class name under "_". What no database or JSON can hold (NUL, lone surrogates) becomes
U+FFFD, one sign for one sign, so that offsets stay right.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

Value = TypeVar("Value")
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


class Coder(NamedTuple):
    """Value to JSON's types, and back."""

    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


def dumps(value: object, hint: Any = None) -> bytes:
    """The value as compact JSON; ``hint`` is its type where it is not simply its class."""
    kind: Any = hint or type(value)
    return orjson.dumps(coder(kind).pack(value))


def loads(hint: type[Value], data: bytes | str) -> Value:
    """The value of this type that ``dumps`` wrote."""
    kind: Any = hint
    found: Value = coder(kind).unpack(orjson.loads(data))
    return found


def holdable(text: str) -> str:
    """The text with the few signs replaced that neither JSON nor a database holds; length unchanged."""
    return _UNHOLDABLE.sub("\ufffd", text) if _UNHOLDABLE.search(text) else text


@cache
def coder(hint: Any) -> Coder:
    """The coder of a type. ``Any``: hints are looked at, not checked."""
    if hint is str:
        return Coder(holdable, _same)
    if hint in {int, float, bool, NoneType, Any}:
        return Coder(_same, _same)
    if hint is bytes:
        return Coder(lambda value: base64.b64encode(value).decode(), base64.b64decode)
    if hint is datetime:
        return Coder(datetime.isoformat, datetime.fromisoformat)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Coder(lambda value: value.value, hint)
    if is_dataclass(hint):
        return _value(hint)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if get_origin(hint) in {Union, UnionType}:
        return _union(get_args(hint))
    raise TypeError(f"no coder for {hint}")


def _same(value: Any) -> Any:
    return value


def _value(cls: Any) -> Coder:
    hints = get_type_hints(cls)
    rows = [(field.name, coder(hints[field.name]), _default(field)) for field in fields(cls)]
    unpackers = {name: one.unpack for name, one, _ in rows}

    def pack(value: Any) -> dict[str, Any]:
        held = ((name, one, default, getattr(value, name)) for name, one, default in rows)
        return {name: one.pack(part) for name, one, default, part in held if part != default}

    def unpack(data: dict[str, Any]) -> Any:
        return cls(**{name: unpackers[name](part) for name, part in data.items() if name in unpackers})

    return Coder(pack, unpack)


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default  # MISSING equals nothing, so a field without default is always written


def _tuple(args: tuple[Any, ...]) -> Coder:
    if len(args) == 2 and args[1] is Ellipsis:
        one = coder(args[0])
        if one.unpack is _same:
            return Coder(lambda value: [one.pack(part) for part in value], tuple)
        return Coder(
            lambda value: [one.pack(part) for part in value],
            lambda data: tuple([one.unpack(part) for part in data]),
        )
    kinds = [coder(arg) for arg in args]
    if all(kind.unpack is _same for kind in kinds):
        return Coder(lambda value: [k.pack(part) for k, part in zip(kinds, value, strict=True)], tuple)
    return Coder(
        lambda value: [k.pack(part) for k, part in zip(kinds, value, strict=True)],
        lambda data: tuple([k.unpack(part) for k, part in zip(kinds, data, strict=True)]),
    )


def _union(args: tuple[Any, ...]) -> Coder:
    kinds = [arg for arg in args if arg is not NoneType]
    if len(kinds) == 1:
        only = coder(kinds[0])
        return Coder(
            lambda value: None if value is None else only.pack(value),
            lambda data: None if data is None else only.unpack(data),
        )
    return _tagged({kind.__name__: coder(kind) for kind in kinds})


def _tagged(kinds: dict[str, Coder]) -> Coder:
    def pack(value: Any) -> Any:
        name = type(value).__name__
        return None if value is None else {"_": name, **kinds[name].pack(value)}

    def unpack(data: Any) -> Any:
        return None if data is None else kinds[data["_"]].unpack(data)

    return Coder(pack, unpack)

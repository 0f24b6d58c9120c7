"""Names and descriptions of commands in other languages, from ``data/*.toml``.

A file is named by Discord's locale code and holds, for each command, ``name``, ``summary`` and the
summaries of its options. A row in the command table itself (``Command.names``) goes before the file's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ..port import Command

LOCALES = frozenset(
    """id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th
    zh-CN ja zh-TW ko""".split()
)
"""Every locale Discord knows (its reference page on locales)."""

SAME = {"en": ("en-US", "en-GB"), "es": ("es-ES", "es-419"), "es-ES": ("es-ES", "es-419"), "pt": ("pt-BR",)}
"""Tags that stand for several of Discord's."""


@dataclass(frozen=True, slots=True)
class Words:
    """One command in other languages: locale -> text, and for each option locale -> summary."""

    names: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def localized(command: Command) -> Words:
    """What is known of the command in the locales Discord knows."""
    names: dict[str, str] = {}
    summaries: dict[str, str] = {}
    options: dict[str, dict[str, str]] = {}
    for locale, table in tables().items():
        row = table.get(command.name, {})
        for at in _known(locale):
            names |= {at: row["name"]} if "name" in row else {}
            summaries |= {at: row["summary"]} if "summary" in row else {}
            for name, summary in row.get("options", {}).items():
                options.setdefault(name, {})[at] = summary
    names |= {at: name for tag, name in command.names.items() for at in _known(tag)}
    summaries |= {at: text for tag, text in command.summaries.items() for at in _known(tag)}
    return Words(names, summaries, options)


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Locale -> command -> row, as in the files."""
    folder = files(__package__) / "data"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): tomllib.loads((folder / name).read_text("utf-8")) for name in found}


def _known(tag: str) -> tuple[str, ...]:
    return tuple(at for at in SAME.get(tag, (tag,)) if at in LOCALES)

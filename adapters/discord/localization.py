"""Names and descriptions of commands in other languages, from ``data/*.toml``.

A file is named by Discord's locale code. ``[names]`` gives a command's name by its English one, ``[words]``
any description by its English text ("{}" stands for whatever is there, as in a topic's name), ``[choices]``
what is shown for a fixed value. What the command table itself says (``Command.names``) goes first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ..port import Command

LOCALES = frozenset(
    """id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th
    zh-CN ja zh-TW ko""".split()
)
"""Every locale Discord knows (its reference page on locales)."""

SAME = {"en": ("en-US", "en-GB"), "es": ("es-ES", "es-419"), "es-ES": ("es-ES", "es-419"), "pt": ("pt-BR",)}
"""Tags that stand for several of Discord's."""

DEFAULT = ("en-US", "en-GB")
"""The locales of the default names; without a row of their own another language may be shown instead."""

Localized = Mapping[str, str]  # locale -> text
Table = Mapping[str, Mapping[str, str]]


@cache
def tables() -> dict[str, Table]:
    """Locale -> names, words and choices, as in the files."""
    folder = files(__package__) / "data"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): tomllib.loads((folder / name).read_text("utf-8")) for name in found}


def names(command: Command) -> Localized:
    """The command's name in other locales."""
    own = {at: name for tag, name in command.names.items() for at in _known(tag)}
    return {**_row("names", command.name), **own}


def summaries(command: Command) -> Localized:
    """The command's summary in other locales."""
    own = {at: text for tag, text in command.summaries.items() for at in _known(tag)}
    return {**words(command.summary), **own}


def words(text: str) -> Localized:
    """A description in other locales, a template's gap filled as in the English text."""
    return {at: shown for locale, table in tables().items() for at in _known(locale)
            if (shown := _worded(table.get("words", {}), text))}  # fmt: skip


def choices(value: str) -> Localized:
    """What is shown for a fixed value in other locales."""
    return _row("choices", value)


def _worded(table: Mapping[str, str], text: str) -> str:
    if text in table:
        return table[text]
    for template, shown in table.items():
        before, gap, after = template.partition("{}")
        if gap and (found := re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", text)):
            return shown.replace("{}", found.group(1))
    return ""


def _row(part: str, key: str) -> dict[str, str]:
    return {
        at: table[part][key]
        for locale, table in tables().items()
        if key in table.get(part, {})
        for at in _known(locale)
    }


def _known(tag: str) -> tuple[str, ...]:
    return tuple(at for at in SAME.get(tag, (tag,)) if at in LOCALES)

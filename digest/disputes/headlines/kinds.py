"""Kinds of words that tell how a headline stands to what it speaks of: rows of ``data/headlines.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: words, and what they do to the stand of a headline that is ranked beside another.

    ``all_words``: those of ``words`` and those that are read only where a headline is held against a claim.
    """

    name: str
    words: re.Pattern[str]
    all_words: re.Pattern[str]
    denies: float = 0.0
    affirmed: float = 1.0
    denying: float = 1.0

    @property
    def ranks(self) -> bool:
        """Whether the row counts where two headlines are ranked."""
        return self.words is not NOTHING


NOTHING = re.compile("(?!)")


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """The rows, in their order."""
    rows = tomllib.loads(resources.files("digest").joinpath("data/headlines.toml").read_text("utf-8"))["kind"]
    return tuple(_kind(**row) for row in rows)


def _kind(name: str, words: str = "", more: str = "", **numbers: float) -> Kind:
    return Kind(
        name, pattern(words) if words else NOTHING, pattern("|".join(filter(None, (words, more)))), **numbers
    )


def pattern(words: str) -> re.Pattern[str]:
    """A row's words as they are looked for: whole words, any case."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def with_rates(rates: Mapping[str, Mapping[str, float]]) -> tuple[Kind, ...]:
    """The rows with other numbers: what a training run without some claims would have given."""
    return tuple(Kind(row.name, row.words, row.all_words, **rates.get(row.name, {})) for row in kinds())

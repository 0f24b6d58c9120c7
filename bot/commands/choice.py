"""A choice of place: kept for the channel it was made in, wins there from then on, can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.message import Block
from bot.views import places as show
from digest.naming import bare

from .table import Ask

NONE = 0
"""Said instead of a place's number: none of those of that name."""


def chosen(ask: Ask, words: str, place: int) -> tuple[str, Sequence[Block]]:
    """What to look up after the question which place is meant, and what to say before it.

    The answer is kept for the channel where the person may change what the channel gets.
    """
    if ask.place.trusted or ask.place.direct:
        return words, kept(ask, bare(words), place)
    return f"place:{place}", ()


def kept(ask: Ask, name: str, place: int) -> tuple[Block, ...]:
    """The choice is noted; what is said of it, with an undo."""
    naming = ask.news.naming
    said, before = naming.said(name, ask.channel)
    found = naming.mean(name, place or None, ask.channel, ask.place.user, ask.now)
    return show.chosen(name, found, line(name, before) if said else f"meant forget=yes {name}")


def line(name: str, place: object) -> str:
    """The line that says so again."""
    return f"meant place={getattr(place, 'geonameid', NONE)} {name}"

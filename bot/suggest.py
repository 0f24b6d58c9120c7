"""What may be meant while it is typed: from memory, never from the database or the network.

Ranked: what is followed here, then what is in the news (most recent first), then towns and countries of the
gazetteer. Spellings are folded, so that "покровськ", "Pokrovs'k" and "pokrowsk" find Pokrovsk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from anyascii import anyascii
from rapidfuzz import fuzz, process

from adapters.port import Choice, Place

if TYPE_CHECKING:
    from digest.news import News

MOST = 25
LONGEST = 100
ALIKE = 78
"""Least similarity (rapidfuzz WRatio, 0 to 100) of a misspelled name to be offered."""

Search = Callable[[str, int], Sequence[str]]


def fold(name: str) -> str:
    """Latin letters, lower case, without marks and apostrophes: what spellings are compared by."""
    return anyascii(name).casefold().replace("'", "").replace("`", "").strip()


@dataclass
class Suggestions:
    """A snapshot that the clock renews: ``followed`` by channel, ``news`` names ranked, ``outlets``."""

    followed: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    topics: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by guild or workspace
    news: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    search: Search = lambda typed, most: ()
    _folded: dict[str, str] = field(default_factory=dict)

    def choices(self, option: str, typed: str, place: Place) -> list[Choice]:
        """At most 25, best first; without anything typed, what is followed here and what is new."""
        here = self.followed.get((place.platform, place.channel), ())
        if option == "outlet":
            return _choices(self._matching(self.outlets, typed))
        if option == "which":
            return _choices(self._matching(here, typed) if typed else here)
        known = dict.fromkeys((*here, *self.topics.get(place.space, ()), *self.news))
        if not typed.strip():
            return _choices(known)
        found = dict.fromkeys(self._matching(tuple(known), typed))
        if len(found) < MOST and len(typed.strip()) > 1:
            found |= dict.fromkeys(self.search(typed, MOST - len(found)))
        return _choices(found)

    def _matching(self, names: Sequence[str], typed: str) -> list[str]:
        """Names that begin with what is typed, then those that hold it, then those spelled alike."""
        wanted = fold(typed)
        folded = {name: self._fold(name) for name in names}
        begin = [name for name, said in folded.items() if said.startswith(wanted)]
        hold = [name for name, said in folded.items() if wanted in said and name not in begin]
        exact = [*begin, *hold]
        if len(exact) >= MOST or len(wanted) < 3:
            return exact
        rest = {name: said for name, said in folded.items() if name not in exact}
        alike = process.extract(wanted, rest, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=MOST)
        return exact + [name for _, _, name in alike]

    def _fold(self, name: str) -> str:
        if name not in self._folded:
            self._folded[name] = fold(name)
        return self._folded[name]


def _choices(names: Iterable[str]) -> list[Choice]:
    return [Choice(name[:LONGEST], name) for name in names if name and len(name) <= LONGEST][:MOST]


def snapshot(news: News) -> Suggestions:
    """What may be meant now: read once from the database, then answered from memory."""
    followed: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in news.store.subscriptions():
        key = (one.platform, one.channel)
        followed[key] = (*followed.get(key, ()), one.title or one.interest)
    spaces = {one.space for one in news.store.subscriptions()} | {""}
    return Suggestions(
        followed=followed,
        topics={space: tuple(topic.name for topic in news.topics(space)) for space in spaces},
        news=tuple(news.names()),
        outlets=tuple(news.store.outlets()),
        search=lambda typed, most: [place.name for place in news.places().search(typed, most)],
    )

"""What words mean in a channel: topics, and which place a name is. Reads the database.

A place is, in this order: what the people of the channel said, what is followed there, what the news of late
means, what is best known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial

from .. import query
from ..errors import BadInput, NotFound
from ..gazetteer import WIDE, Gazetteer, Place
from ..gazetteer.search import weight
from ..gazetteer.spelling import key
from ..model import PlaceChoice, Topic
from ..query import Area, Query, Term
from ..store import Store
from ..words import fold
from . import meaning
from .meaning import Meant, Option

Channel = tuple[str, str]
"""Platform and channel."""

Held = Callable[[], Iterable[tuple[str, Area]]]
"""Names in what is followed, with where they lie: a place in there is likelier than its namesakes."""

MONTH = timedelta(days=30)
SPELLED = 8
"""Places of one spelling that are compared: the best known ones."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Names to places, for one database."""

    store: Store
    places: Callable[[], Gazetteer]
    topics: Callable[[str], Sequence[Topic]]

    def query(self, words: str, *, space: str, now: datetime, channel: Channel | None = None) -> Query:
        """The words as a query, with topics, places and times resolved. Raises BadInput with a caret.

        What people of ``channel`` have said they mean by a name wins, over a topic of that name too.
        """
        meant = self.meant(channel)
        said = words.strip('" ')
        parsed = Term("place", said) if meant.get(key(said)) else query.parse(words)
        expanded = query.expand(parsed, query.catalog(self.topics(space)))
        held = cache(partial(self._followed, channel, space, now))
        places = partial(self.areas, now=now, meant=meant, held=held)
        return self.widened(query.bind(expanded, places=places, now=now, near=self._nearest), meant)

    def _nearest(self, name: str) -> str:
        found = self.places().search(name, 1)
        return found[0].name if found else ""

    def meant(self, channel: Channel | None) -> Meant:
        """What people of the channel have said they mean. A place the gazetteer has lost is left out."""
        found = {}
        for choice in self.store.place_choices(*channel) if channel else ():
            try:
                place = None if choice.geonameid is None else self.places().place(choice.geonameid)
            except NotFound:
                continue
            found[key(choice.text)] = place
        return found

    def areas(
        self, name: str, *, now: datetime, meant: Meant | None = None, held: Held = tuple
    ) -> Sequence[Area]:
        """The place a name means: what ``meant`` says, else the one in what is followed, else the one that
        the news of the last MONTH means most, else the best known one; nothing when none is spelled so.

        A geonameid is a name too.
        """
        if meant and (place := meant.get(key(name))):
            return [area(place)]
        return [area(option.place) for option in self.options(name, now, held)[:1]]

    def place(self, words: str, now: datetime, channel: Channel | None) -> Place:
        """The one place the words name. Raises NotFound with the nearest known ones."""
        name = bare(words)
        if found := self.areas(name, now=now, meant=self.meant(channel)):
            return self.places().place(found[0].geonameid)
        raise NotFound(f"No place is called “{name}”.", tuple(p.name for p in self.places().search(name, 3)))

    def undecided(self, words: str, *, space: str, now: datetime, channel: Channel) -> list[Option]:
        """The places a lookup may mean, when nothing decides between them, the most likely first."""
        term = query.expand(query.parse(words), query.catalog(self.topics(space)))
        if not isinstance(term, Term) or term.field not in {"", "place"}:
            return []
        if key(term.value) in self.meant(channel):
            return []
        options = self.options(term.value, now, partial(self._followed, channel, space, now))
        if not term.field and not any(o.news for o in options) and self.store.count(term, now - MONTH, now):
            return []  # the news knows the word, as the name of something else
        return meaning.open_between(options)

    def _followed(self, channel: Channel | None, space: str, now: datetime) -> list[tuple[str, Area]]:
        """Names in what is followed in a channel, with where they lie."""
        found: list[tuple[str, Area]] = []
        for one in self.store.subscriptions(*channel) if channel else ():
            try:
                wanted = self.query(one.interest, space=space, now=now)
            except BadInput:  # an interest that is broken by now asks for nothing
                continue
            found += [(key(term.value), each) for term in query.terms(wanted) for each in term.areas]
        return found

    def options(self, words: str, now: datetime, held: Held = tuple) -> list[Option]:
        """Every place spelled so, the most likely first; "Pokrovsk, Donetsk oblast" narrows."""
        places = self._spelled(bare(words))
        if len(places) < 2:
            return [Option(place) for place in places]
        around = [each for name, each in held() if name != key(bare(words))]
        news = self.store.place_counts([place.geonameid for place in places], now - MONTH, now)
        return meaning.ordered([self._option(place, news[place.geonameid], around) for place in places])

    def _spelled(self, name: str) -> list[Place]:
        if name.isdecimal():
            try:
                return [self.places().place(int(name))]
            except NotFound:
                return []
        head = fold(name.partition(",")[0].strip())
        found = self.places().search(name, SPELLED) if head else []
        return [one for one in found if head in {fold(each) for each in (one.name, *one.names)}]

    def _option(self, place: Place, news: int, around: Sequence[Area]) -> Option:
        holding = [each for each in around if self.places().inside(place.geonameid, each.geonameid)]
        held = max((1 if each.kind in WIDE else 2 for each in holding), default=0)
        known = weight(self.places().candidate(self.places().row(place.geonameid), "main"))
        return Option(place, news, held, known)

    def mean(
        self, words: str, geonameid: int | None, channel: Channel, user: str, now: datetime
    ) -> Place | None:
        """From now on the name means this place in this channel; None: no place. Raises NotFound."""
        place = None if geonameid is None else self.places().place(geonameid)
        self.store.choose_place(PlaceChoice(*channel, key(bare(words)), geonameid, user, now))
        return place

    def said(self, words: str, channel: Channel) -> tuple[bool, Place | None]:
        """Whether people of the channel have said what the name means, and what: None is no place."""
        meant, name = self.meant(channel), key(bare(words))
        return name in meant, meant.get(name)

    def unmean(self, words: str, channel: Channel) -> None:
        """What the name means in this channel is left to the news again."""
        self.store.forget_place(*channel, key(bare(words)))

    def widened(self, wanted: Query, meant: Meant) -> Query:
        """The bound query, its areas also called by the names that mean something in them here."""
        return query.rebuilt(wanted, lambda term: self._called(term, meant)) if meant else wanted

    def _called(self, term: Term, meant: Meant) -> Term:
        return replace(term, areas=tuple(replace(a, names=self._names(a, meant)) for a in term.areas))

    def _names(self, each: Area, meant: Meant) -> tuple[str, ...]:
        inside = self.places().inside
        return tuple(
            name for name, place in meant.items() if place and inside(place.geonameid, each.geonameid)
        )


def area(place: Place) -> Area:
    """A place of the gazetteer as something a query asks for."""
    admin1 = place.name if place.kind == "region" else place.admin1_name
    return Area(place.geonameid, place.name, place.kind, place.country, admin1)


def bare(words: str) -> str:
    """The name in what was typed for a place: without its field and quotes."""
    return words.strip().removeprefix("place:").strip('" ')


def title(words: str, place: Callable[[int], Place]) -> str:
    """How what was typed is called: a name without its field and quotes, a place's number by its name."""
    alone = ALONE.fullmatch(words.strip())
    name = alone[1].strip('"') if alone else words.strip('" ')
    if alone and name.isdecimal():
        return place(int(name)).name
    return name or "All news"


ALONE = re.compile(r'(?:place|actor):("[^"]*"|[^\s"]+)')
"""One name with its field."""

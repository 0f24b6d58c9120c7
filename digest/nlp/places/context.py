"""What the names of an article say about each other, as numbers.

A `Context` holds all candidates of all names of one article in arrays. Every name votes for the countries,
divisions and points of its candidates: with all of its weight once it has a pick, else spread over the
candidates as their fame says. A candidate is then described by what the *other* names vote for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from digest.gazetteer import KINDS, SPELLINGS, WIDE, Gazetteer

from .spots import Spot

Array = Any  # numpy arrays; their shapes are in the comments

MOST = 40  # candidates of a name that are looked at, by fame
KIND_FAME = {
    "country": 3.0, "continent": 3.0, "area": 2.5, "sea": 2.0, "lake": 2.0, "island": 2.0, "region": 1.2,
    "capital": 1.0, "river": 1.0, "city": 0.3, "district": -1.0,
}  # fmt: skip
SPELLING_FAME = {"main": 1.0, "alt": 0.0, "bare": -2.0, "abbr": 0.0, "demonym": 1.0}
_KIND = np.array([KIND_FAME.get(kind, 0.0) for kind in KINDS])
_SPELLING = np.array([SPELLING_FAME[how] for how in SPELLINGS])
_WIDE = np.array([kind in WIDE for kind in KINDS])
REGION, COUNTRY, DISTRICT = KINDS.index("region"), KINDS.index("country"), KINDS.index("district")

FEATURES = (
    "people", "country", "capital", "city", "region", "district", "other", "main", "alt", "bare",
    "abbr", "demonym", "choices", "rank", "smaller", "votes_country", "votes_first", "votes_second",
    "named_second", "named_first", "named_country", "near50", "near161", "nearest", "share_first",
    "names_first", "spelled_out", "any_spelled_out", "names", "american", "fame", "position", "words",
    "top_country", "top_first", "home", "home_country", "in_first", "in_country", "in_second",
    "said_before", "not_in_next", "depth", "gpe", "norp",
)  # fmt: skip
"""What describes a candidate, in order. Up to ``home_country`` it is the same for every mention of a name."""
AT = {name: i for i, name in enumerate(FEATURES)}
OF_NAME = AT["in_first"]

_THEN_CONTAINER = re.compile(
    r"(\s*[,(]\s*|,? in (the )?(state of )?|,? of )"
    r"((far |occupied )?(north|south|east|west|central|occupied)[a-z]*(ern)? )?"
)
_CONTAINER_FIRST = re.compile(
    r"(['’]s?)? ((\w+ )?(city|town|village|capital|port|suburb|community|county|state|province|region) of "
    r"|\w* ?)"
)


def haversine(lat1: Array, lon1: Array, lat2: Array, lon2: Array) -> Array:
    """Great-circle distances in km, of arrays that broadcast."""
    rad = np.pi / 180
    a = np.sin((lat2 - lat1) * rad / 2) ** 2
    a = a + np.cos(lat1 * rad) * np.cos(lat2 * rad) * np.sin((lon2 - lon1) * rad / 2) ** 2
    return 12742.0 * np.arcsin(np.minimum(1.0, np.sqrt(a)))


@lru_cache(maxsize=4)
def united_states(gazetteer: Gazetteer) -> int:
    """Row + 1 of the country whose towns share the most names."""
    return gazetteer.row(6252001) + 1


@dataclass(slots=True)
class Groups:
    """Candidates grouped by the division they lie in: who votes for the same."""

    code: Array  # (candidates,) number of the group; 0 is "none"
    pair: Array  # (candidates,) number of the (name, group) pair
    valid: Array  # (candidates,) whether there is a group

    @classmethod
    def of(cls, values: Array, name: Array) -> Groups:
        """Number the divisions ``values`` (0: none) and the pairs of name and division."""
        _, code = np.unique(values, return_inverse=True)
        _, pair = np.unique(name * (values.max(initial=0) + 1) + values, return_inverse=True)
        return cls(code, pair, values > 0)

    def others(self, weight: Array) -> Array:
        """For every candidate the weight that *other* names give to its group."""
        total = np.bincount(self.code, weight)
        own = np.bincount(self.pair, weight)
        return np.where(self.valid, total[self.code] - own[self.pair], 0.0)


class Context:
    """The names of one article with all they can mean. ``spots`` must have meanings, each of them."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        spots: Sequence[Spot],
        text: str,
        home: tuple[float, float, int] | None = None,
    ) -> None:
        self.spots, self.home = spots, home
        self.american = united_states(gazetteer)
        self.names: dict[str, int] = {}
        meanings: list[tuple[int, int]] = []
        self.name_of_spot = [self._number(spot, meanings) for spot in spots]
        self.rows = np.array([row for row, _ in meanings], dtype=np.int64)  # (candidates,)
        self.spelling = np.array([how for _, how in meanings], dtype=np.int64)
        self.at = gazetteer.columns([row for row, _ in meanings])
        name = np.repeat(np.arange(len(self.names)), self._sizes)
        self.fame = np.log10(self.at.population + 10) + _KIND[self.at.kind] + _SPELLING[self.spelling]
        keep = self._famous(name)
        self._cut(keep, name)
        self.links(text)

    def _number(self, spot: Spot, meanings: list[tuple[int, int]]) -> int:
        if spot.key not in self.names:
            if not self.names:
                self._sizes: list[int] = []
            self.names[spot.key] = len(self.names)
            self._sizes.append(len(spot.meanings))
            meanings += spot.meanings
        return self.names[spot.key]

    def _famous(self, name: Array) -> Array:
        """The most famous candidates of every name, in order of fame: indices."""
        order = np.lexsort((-self.fame, name))
        place = np.arange(len(order)) - np.repeat(np.cumsum([0, *self._sizes[:-1]]), self._sizes)
        return order[place < MOST]

    def _cut(self, keep: Array, name: Array) -> None:
        self.rows, self.spelling, self.fame, self.name = (
            self.rows[keep],
            self.spelling[keep],
            self.fame[keep],
            name[keep],
        )
        self.at = type(self.at)(*(column[keep] for column in self.at))
        sizes = np.bincount(self.name, minlength=len(self.names))
        self.first_of = np.concatenate(
            [[0], np.cumsum(sizes)]
        )  # (names + 1,) where a name's candidates begin
        self.sizes = sizes
        self.countries = Groups.of(self.at.country, self.name)
        self.firsts = Groups.of(self.at.first, self.name)
        self.seconds = Groups.of(self.at.second, self.name)
        self.picks = np.full(len(self.names), -1)  # the candidate each name is taken to mean; -1: open

    def candidates(self, spot: int) -> range:
        """The candidates of a spot, most famous first."""
        name = self.name_of_spot[spot]
        return range(self.first_of[name], self.first_of[name + 1])

    # --- what stands beside each other -------------------------------------------------------------

    def links(self, text: str) -> None:
        """Which spot is named as the container of which: "Austin, Texas", "Ukraine's Donetsk region"."""
        n = len(self.spots)
        self.next, self.previous = [-1] * n, [-1] * n
        self.spelled_out: dict[int, set[int]] = {}
        for i, (spot, after) in enumerate(zip(self.spots, self.spots[1:], strict=False)):
            gap = text[spot.end : after.start]
            if len(gap) < 26 and _THEN_CONTAINER.fullmatch(gap):
                self.next[i] = i + 1
                inside = {c for c in self.candidates(i) if self.held(c, i + 1)}
                self.spelled_out.setdefault(self.name_of_spot[i], set()).update(inside)
            if len(gap) < 28 and _CONTAINER_FIRST.fullmatch(gap):
                self.previous[i + 1] = i

    def held(self, candidate: int, container: int) -> int:
        """How a candidate lies in what a spot may mean: 0 not, 1 country, 2 first, 3 second level."""
        at = self.at
        for other in self.candidates(container)[:6]:
            row, kind = self.rows[other] + 1, at.kind[other]
            if kind == COUNTRY and at.country[candidate] == row and at.kind[candidate] != COUNTRY:
                return 1
            if kind == REGION and at.first[candidate] == row and at.kind[candidate] not in (COUNTRY, REGION):
                return 2
            if kind == DISTRICT and at.second[candidate] == row and at.kind[candidate] != DISTRICT:
                return 3
        return 0

    # --- description of candidates -----------------------------------------------------------------

    def shares(self) -> Array:
        """(candidates,) how a name's one vote is spread over its candidates."""
        best = np.maximum.reduceat(self.fame, self.first_of[:-1])
        weight = np.exp(1.2 * (self.fame - best[self.name]))
        weight /= np.add.reduceat(weight, self.first_of[:-1])[self.name]
        decided = self.picks[self.name] >= 0
        return np.where(decided, self.picks[self.name] == np.arange(len(weight)), weight)

    def describe(self) -> Array:
        """(candidates, OF_NAME) what the article as a whole says of every candidate of every name."""
        at, n = self.at, len(self.rows)
        out = np.zeros((n, OF_NAME))
        others = max(1, len(self.names) - 1)
        share = self.shares()

        def put(name: str, values: Array) -> None:
            out[:, AT[name]] = values

        most = np.maximum.reduceat(at.population, self.first_of[:-1])[self.name]
        put("people", np.log10(at.population + 1))
        for kind in ("country", "capital", "city", "region", "district"):
            put(kind, at.kind == KINDS.index(kind))
        put(
            "other",
            ~np.isin(at.kind, [KINDS.index(k) for k in ("country", "capital", "city", "region", "district")]),
        )
        for i, how in enumerate(SPELLINGS):
            put(how, self.spelling == i)
        put("choices", np.log(self.sizes[self.name]))
        put("rank", self._rank(at.population))
        put("smaller", np.log10(most + 1) - np.log10(at.population + 1))
        votes = {"country": self.countries, "first": self.firsts, "second": self.seconds}
        for level, groups in votes.items():
            put(f"votes_{level}", groups.others(share) / others)
        self._named(put, share)
        self._near(put, share, others)
        once = self._once(self.firsts)
        put("share_first", self.firsts.others(once / np.maximum(1, self._distinct(self.firsts))))
        put("names_first", self.firsts.others(once) / others)
        self._spelled_out(put)
        put("names", len(self.names) - 1)
        put("american", at.country == self.american)
        put("fame", self.fame)
        put("position", np.arange(n) - self.first_of[self.name])
        put("words", np.array([known.count(" ") + 1 for known in self.names])[self.name])
        put("top_country", self._top(self.countries, share))
        put("top_first", self._top(self.firsts, share))
        put("home", np.nan)
        if self.home:
            put("home", np.log10(1 + haversine(at.lat, at.lon, self.home[0], self.home[1])))
            put("home_country", at.country == self.home[2])
        return out

    def _rank(self, values: Array) -> Array:
        """How many candidates of the same name are greater."""
        order = np.lexsort((-values, self.name))
        rank = np.empty(len(values))
        rank[order] = np.arange(len(values)) - self.first_of[self.name[order]]
        return rank

    def _named(self, put: Any, share: Array) -> None:
        """Whether another name *is* the division the candidate lies in."""
        at, sure = self.at, self.sure(share)
        for name, kind, groups in (
            ("named_second", DISTRICT, self.seconds),
            ("named_first", REGION, self.firsts),
            ("named_country", COUNTRY, self.countries),
        ):
            is_it = np.zeros(len(self.rows))
            is_it[sure[at.kind[sure] == kind]] = 1.0
            put(name, groups.others(is_it) > 0)

    def sure(self, share: Array) -> Array:
        """The candidates names are taken to mean: picks, and those far more famous than the rest."""
        return np.flatnonzero(share > 0.8)

    def _near(self, put: Any, share: Array, others: int) -> None:
        """How near the points of the other names are."""
        sure = self.sure(share)
        points = sure[~_WIDE[self.at.kind[sure]]]
        nearest = np.full(len(self.rows), 20000.0)
        if len(points):
            at = self.at
            far = haversine(at.lat[:, None], at.lon[:, None], at.lat[points], at.lon[points])
            far[self.name[:, None] == self.name[points]] = np.inf
            nearest = np.minimum(nearest, far.min(axis=1))
            put("near50", (far < 50).sum(axis=1) / others)
            put("near161", (far < 161).sum(axis=1) / others)
        put("nearest", np.log10(1 + nearest))

    def _once(self, groups: Groups) -> Array:
        """(candidates,) 1 for the first candidate of a name in a group, so that each pair counts once."""
        once = np.zeros(len(self.rows))
        _, index = np.unique(groups.pair, return_index=True)
        once[index] = 1.0
        return once * groups.valid

    def _distinct(self, groups: Groups) -> Array:
        """(candidates,) in how many groups the candidate's name has candidates."""
        return np.bincount(self.name, self._once(groups), minlength=len(self.names))[self.name]

    def _spelled_out(self, put: Any) -> None:
        exact, anyone = np.zeros(len(self.rows)), np.zeros(len(self.rows))
        for name, inside in self.spelled_out.items():
            if inside:
                exact[list(inside)] = 1.0
                anyone[self.first_of[name] : self.first_of[name + 1]] = 1.0
        put("spelled_out", exact)
        put("any_spelled_out", anyone)

    def _top(self, groups: Groups, share: Array) -> Array:
        """Whether a candidate's group has the most votes of all."""
        total = np.bincount(groups.code, share * groups.valid)
        return groups.valid & (total[groups.code] == total.max(initial=0)) if len(total) else np.zeros(0)

    # --- description of candidates at a mention ----------------------------------------------------

    def at_mention(self, base: Array, spot: int) -> Array:
        """(candidates of the spot, FEATURES) the name's description and what stands around this mention."""
        own = self.candidates(spot)
        out = np.zeros((len(own), len(FEATURES)))
        out[:, :OF_NAME] = base[own.start : own.stop]
        after, before = self.next[spot], self.previous[spot]
        if after >= 0:
            held = np.array([self.held(c, after) for c in own])
            out[:, AT["in_first"]], out[:, AT["in_country"]], out[:, AT["in_second"]] = (
                held == 2,
                held == 1,
                held == 3,
            )
            kinds = self.at.kind[self.candidates(after)[:2]]
            out[:, AT["not_in_next"]] = (held == 0) & np.isin(kinds, (REGION, COUNTRY)).any()
        if before >= 0:
            out[:, AT["said_before"]] = [self.held(c, before) > 0 for c in own]
        mention = self.spots[spot]
        out[:, AT["depth"]], out[:, AT["gpe"]], out[:, AT["norp"]] = (
            mention.depth,
            mention.label == "GPE",
            mention.label == "NORP",
        )
        return out

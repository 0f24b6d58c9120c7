"""What a name means to those who know more than its article: the story so far, and the people of a channel.

Pure: mentions and places in, decisions out. Nothing here parses, so the process that talks to a platform may
use it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..gazetteer.sources import distance
from ..gazetteer.spelling import key
from ..gazetteer.values import Place
from ..model import Mention, Read

# --- what earlier articles of a story settled -----------------------------------------------------------

SHARE = 0.8
"""Of the earlier mentions of a name, so many must mean one place."""
SURE = 0.5
"""From this confidence on a reading stands by itself: more likely right than wrong."""


def unsure(mention: Mention) -> bool:
    """Whether the article alone leaves open which place is named: nothing pinned, or hardly."""
    if mention.geonameid is None:
        return mention.confidence > 0  # zero: the gazetteer has no place of that name
    return mention.literal and mention.confidence < SURE


def settle(mentions: Iterable[Mention], earlier: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions, with unsure ones taken for what the same name meant in the story's earlier articles.

    A name that meant several places there, or one that was never sure, decides nothing. Sure mentions are
    left as they are.
    """
    meant: dict[str, Counter[int]] = {}
    best: dict[int, Mention] = {}
    for mention in earlier:
        if mention.geonameid is not None and mention.literal:
            meant.setdefault(key(mention.text), Counter())[mention.geonameid] += 1
            known = best.setdefault(mention.geonameid, mention)
            if mention.confidence > known.confidence:
                best[mention.geonameid] = mention
    return tuple(_settled(mention, meant.get(key(mention.text)), best) for mention in mentions)


def _settled(mention: Mention, meant: Counter[int] | None, best: dict[int, Mention]) -> Mention:
    if not meant or not unsure(mention):
        return mention
    geonameid, times = meant.most_common(1)[0]
    place, share = best[geonameid], times / meant.total()
    if share < SHARE or place.confidence < SURE or place.confidence <= mention.confidence:
        return mention
    label = _label(place)
    other = _other(mention, place, label)
    against = f"; not {other}" if other else ""
    return replace(
        place, start=mention.start, end=mention.end, text=mention.text,
        confidence=round(share * place.confidence, 3), runner_up=other,
        reason=f"{label}: earlier articles of this story mean this one by that name{against}",
    )  # fmt: skip


def _other(mention: Mention, place: Mention, label: str) -> str:
    """What else it could be: what it was taken for by itself, else what the place was held against."""
    if mention.geonameid == place.geonameid:
        return mention.runner_up or place.runner_up
    alone = _label(mention) if mention.geonameid is not None else mention.runner_up
    return place.runner_up if alone.startswith(label) else alone


def _label(mention: Mention) -> str:
    """The place's name and where it lies: every reason of a resolved mention begins with it."""
    return mention.reason.partition(": ")[0]


# --- what people of a channel said ------------------------------------------------------------------------

Meant = Mapping[str, Place | None]
"""Key of a name -> the place people of a channel mean by it; None: no place at all."""


def read_as(read: Read, meant: Meant) -> Read:
    """The article as a channel reads it: names mean there what its people said they mean."""
    places = tuple(_as_said(mention, meant) for mention in read.analysis.places)
    if places == read.analysis.places:
        return read
    return replace(read, analysis=replace(read.analysis, places=places))


def _as_said(mention: Mention, meant: Meant) -> Mention:
    name = key(mention.text)
    if name not in meant:
        return mention
    place, was = meant[name], _label(mention) if mention.geonameid is not None else ""
    if place is None:
        return replace(
            mention, geonameid=None, lat=None, lon=None, country="", admin1="", kind="", confidence=0.0,
            reason="people here said that none of the places of that name is meant", runner_up=was,
        )  # fmt: skip
    if place.geonameid == mention.geonameid:
        return mention
    against = f"; not {was}" if was else ""
    return replace(
        mention, geonameid=place.geonameid, name=place.name, lat=place.lat, lon=place.lon,
        country=place.country, admin1=place.name if place.kind == "region" else place.admin1_name,
        kind=mention.kind if mention.kind in {"demonym", "organization"} else place.kind,
        confidence=1.0, reason=f"{place.label}: people here said that this one is meant{against}",
        runner_up=was or mention.runner_up,
    )  # fmt: skip


# --- which of several is looked up ----------------------------------------------------------------------

KNOWN = 2.0
"""So much better known (``gazetteer.search.weight``: about tens) and a name without news means the best known
place. In LGL and TR-News it is the one meant .54 of the time below that, .89 from there on
(``python -m benchmarks.namesakes``)."""
NEWS = 5
"""So many times the reports of the next one, and the news decides. Where the last 60 articles of a collection
name only one place of a name, the next one means it .96 of the time; where they name two, one of them up to
four times as often, .26 (the same command; higher ratios are too rare there to measure)."""
APART = 100.0
"""Kilometres below which two places of one name are the same to who looks it up: a city and its district."""


@dataclass(frozen=True, slots=True)
class Option:
    """A place a name may mean, and what speaks for it: reports that named it of late, how well known it is.

    ``followed``: what is followed here and holds it: 0 nothing, 1 a country or more, 2 something smaller.
    """

    place: Place
    news: int = 0
    followed: int = 0
    known: float = 0.0


def ordered(options: Sequence[Option]) -> list[Option]:
    """The most likely first: followed, then in the news, then known.

    Who follows the United States does not mean Paris, Texas; who follows Texas may: what is far less known
    than another, not in the news, and in nothing smaller than a country that is followed, comes last.
    """
    best = max((one.known for one in options), default=0.0)
    return sorted(options, key=lambda o: (_hopeless(o, best), -o.followed, -o.news, -o.known))


def _hopeless(one: Option, best: float) -> bool:
    return one.known <= best - KNOWN and not one.news and one.followed < 2


def open_between(options: Sequence[Option]) -> list[Option]:
    """The options between which nothing decides, most likely first; none when one is clear.

    What is followed decides when it holds one of them; else the news, when it names one far more often than
    the others; and where there is no news, one that is far better known. The clear one is then the first of
    ``ordered``.
    """
    apart = _apart(ordered(options))
    best = max((one.known for one in apart), default=0.0)
    close = [one for one in apart if not _hopeless(one, best)]
    most = max((one.followed for one in close), default=0)
    close = [one for one in close if one.followed == most]
    news = max((one.news for one in close), default=0)
    close = [one for one in close if NEWS * one.news > news or not news]
    return close if len(close) > 1 else []


def _apart(options: Sequence[Option]) -> list[Option]:
    kept: list[Option] = []
    for one in options:
        if all(_far(one.place, other.place) > APART for other in kept):
            kept.append(one)
    return kept


def _far(one: Place, other: Place) -> float:
    return distance(one.lat, one.lon, other.lat, other.lon)

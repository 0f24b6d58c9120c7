"""From mentions to a map: what is shown, how large, where, and in words."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from digest.gazetteer import KINDS, TOWNS, Gazetteer, Place, open_gazetteer
from digest.model import Mention

from . import paint
from .frame import BACKDROP
from .labels import Box, Wanted, place
from .project import View, distance, fit
from .words import alt

MOST = 12  # places labelled on one map; the most mentioned ones
NEIGHBOURS = 7
LONE = (60.0, 150.0, 400.0)
"""Km from a lone town to the edge of its map: wider until other towns say where that is."""
ENOUGH = 2
ATTRIBUTION = "Natural Earth · GeoNames (CC BY 4.0)"


@dataclass(frozen=True, slots=True)
class Map:
    """A drawn map. ``alt`` says in words what it shows."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw and how often it is named."""

    ident: int  # geonameid
    name: str
    lat: float
    lon: float
    kind: str
    times: int
    disputed: bool
    where: str  # "Donetsk oblast, Ukraine"


def draw(
    places: Iterable[Mention | Place],
    *,
    title: str = "",
    theme: Literal["light", "dark"] = "light",
    width: int = 800,
    disputed: Collection[int] = (),
    aside: Collection[int] = (),
    gazetteer: Gazetteer | None = None,
) -> Map | None:
    """Draw the literal places among ``places``; None when there is none to draw.

    ``disputed``: geonameids that claims disagree about; they are hatched. ``aside``: those that do not set
    the frame (`frame.aside`), named in words only. ``width`` in pixels; the height is five eighths of it.
    Under 60 KB as PNG.
    """
    gazetteer = gazetteer or open_gazetteer()
    every = spots(places, frozenset(disputed), gazetteer)
    if not every:
        return None
    shown = chosen([spot for spot in every if spot.ident not in aside] or every)
    height = width * 5 // 8
    view = seen(shown, width, height, gazetteer)
    shown = apart(view, shown)
    image = picture(view, shown, paint.THEMES[theme], gazetteer)
    return Map(encode(image), alt(title, every, shown))


def spots(places: Iterable[Mention | Place], disputed: frozenset[int], gazetteer: Gazetteer) -> list[Spot]:
    """Distinct literal places, the most mentioned first."""
    count: dict[int, int] = {}
    first: dict[int, Place] = {}
    called: dict[int, str] = {}
    for one in places:
        if one.geonameid is None or one.lat is None or (isinstance(one, Mention) and not one.literal):
            continue
        if one.geonameid not in first:
            first[one.geonameid] = one if isinstance(one, Place) else gazetteer.place(one.geonameid)
        count[one.geonameid] = count.get(one.geonameid, 0) + 1
        called.setdefault(one.geonameid, name_of(one))
    found = [
        Spot(
            ident, called[ident], p.lat, p.lon, p.kind, count[ident], ident in disputed,
            p.label.partition(", ")[2],
        )
        for ident, p in first.items()
    ]  # fmt: skip
    return sorted(found, key=lambda spot: -spot.times)


def name_of(one: Mention | Place) -> str:
    """A town as the article spells it ("Khan Younis"), anything else by its usual name."""
    if isinstance(one, Place) or one.kind not in TOWNS:
        return one.name
    written = (
        len(one.text) > 3 and one.text[0].isupper() and not one.text.isupper() and one.text.isprintable()
    )
    return one.text if written and len(one.text) < 30 else one.name


def chosen(every: list[Spot]) -> list[Spot]:
    """What gets a dot: towns and the like; countries and regions only where nothing smaller is named."""
    small = [spot for spot in every if spot.kind not in BACKDROP]
    if not small:
        small = [spot for spot in every if spot.kind != "continent"] or every
    return together(small[:MOST])


def together(some: list[Spot]) -> list[Spot]:
    """Leave out a place named once that would make the map ten times as wide as all others."""
    if len(some) < 4:
        return some
    for odd in reversed(some):
        rest = [spot for spot in some if spot is not odd]
        if odd.times == 1 and spread(rest) * 10 < spread(some):
            return together(rest)
    return some


def spread(some: list[Spot]) -> float:
    """The largest distance between two of the places, km."""
    return max((distance(a.lat, a.lon, b.lat, b.lon) for a in some for b in some), default=0.0) + 20.0


def seen(shown: list[Spot], width: int, height: int, gazetteer: Gazetteer) -> View:
    """The view of the places; of a lone town as wide as it takes to see where it is."""
    points = [(spot.lat, spot.lon) for spot in shown]
    if len(shown) > 1 or shown[0].kind in BACKDROP:
        return fit(points, width, height, lone_reach(shown))
    views = (fit(points, width, height, reach) for reach in LONE)
    view = next(views)
    for wider in views:
        if len(neighbours(view, shown, gazetteer, width / 800)) >= ENOUGH:
            break
        view = wider
    return view


def apart(view: View, some: list[Spot]) -> list[Spot]:
    """The places whose dots can be told apart, the most mentioned first: one that would lie on another's dot
    is named in the alt text.
    """
    most, unit = max(spot.times for spot in some), view.width / 800
    kept: list[tuple[Spot, Wanted]] = []
    for spot in some:
        mark = wanted(view, spot, most, unit)
        near = (math.hypot(mark.x - m.x, mark.y - m.y) < mark.radius + m.radius for _, m in kept)
        if not any(near):
            kept.append((spot, mark))
    return [spot for spot, _ in kept]


def lone_reach(shown: list[Spot]) -> float:
    """How far a map reaches around what is drawn: a country needs more room than a town."""
    reach = {"country": 700.0, "continent": 3000.0, "area": 500.0, "sea": 900.0, "region": 250.0}
    return max(reach.get(spot.kind, 40.0) for spot in shown)


# --- the picture ----------------------------------------------------------------------------------------


def picture(view: View, shown: list[Spot], theme: paint.Theme, gazetteer: Gazetteer) -> Image.Image:
    image = paint.background(view, theme)
    unit = view.width / 800
    most = max(spot.times for spot in shown)
    story = [wanted(view, spot, most, unit) for spot in shown]
    page: Box = (4, 4, view.width - 4, view.height - 4)
    furniture = paint.furniture(view, unit)
    inset = paint.inset_box(view, [(w.x, w.y) for w in story], unit)
    taken = [*furniture, *([inset] if inset else [])]
    minor = neighbours(view, shown, gazetteer, unit) if not view.flat else []
    placed = place(story + minor, paint.measure, page, taken)
    small = [
        (label.wanted.x, label.wanted.y, label.wanted.radius, None)
        for label in placed
        if not label.wanted.must
    ]
    marks = [(w.x, w.y, w.radius, spot.disputed) for w, spot in zip(story, shown, strict=True)]
    paint.dots(image, [*small, *marks], theme)
    paint.names(image, placed, theme)
    paint.scale_bar(image, view, theme, unit)
    paint.attribution(image, ATTRIBUTION, theme, unit)
    if inset:
        paint.inset(image, view, inset, theme)
    return image


def wanted(view: View, spot: Spot, most: int, unit: float) -> Wanted:
    """The label of a story's place: dots grow with how often it is named."""
    x, y = view.at(spot.lat, spot.lon)
    radius = (5.0 + 5.0 * math.sqrt(spot.times / most)) * unit
    return Wanted(spot.name, float(x), float(y), radius, round(25 * unit), bold=True, must=True)


def neighbours(view: View, shown: list[Spot], gazetteer: Gazetteer, unit: float) -> list[Wanted]:
    """A few larger towns for orientation, spread over the picture."""
    import numpy as np

    reach = math.hypot(view.width, view.height) / 2 * view.scale
    rows = gazetteer.largest_near(view.lat, view.lon, reach, 150)
    if not len(rows):
        return []
    columns = gazetteer.columns(rows)
    xs, ys = view.at(columns.lat, columns.lon)
    taken = [tuple(map(float, view.at(spot.lat, spot.lon))) for spot in shown]
    names = {spot.name for spot in shown}
    found: list[Wanted] = []
    for row, x, y, kind in zip(rows, xs.tolist(), ys.tolist(), columns.kind, strict=True):
        if len(found) == NEIGHBOURS:
            break
        apart = min((np.hypot(x - a, y - b) for a, b in taken), default=999.0)
        if apart < 70 * unit or not (20 < x < view.width - 20 and 20 < y < view.height - 20):
            continue
        name = gazetteer.name(row)
        if name not in names and KINDS[kind] != "suburb":
            taken.append((x, y))
            found.append(Wanted(name, x, y, 2.5 * unit, round(18 * unit)))
    return found


def encode(image: Image.Image) -> bytes:
    """As PNG in as few colours as keep the text smooth."""
    out = io.BytesIO()
    image.quantize(48, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()

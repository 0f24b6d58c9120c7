"""Land, borders, dots, names and furniture onto a picture. Drawn twice as large and scaled down, for
smooth lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .labels import Box, Label, Wanted
from .project import View
from .world import World, world

FINE = 2  # how many times larger lines are drawn


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours. Contrast of text on land and water is at least 4.5 to 1 in both themes."""

    sea: str
    land: str
    coast: str
    border: str
    dot: str
    edge: str
    text: str
    halo: str
    faint: str


THEMES = {
    "light": Theme(
        "#cfdfe9", "#f6f3ec", "#8fa7b5", "#8a8378", "#b3261e", "#ffffff", "#1c1b1a", "#ffffff", "#57524a"
    ),
    "dark": Theme(
        "#17232c", "#2a2e33", "#4a6475", "#8b8f94", "#ff8a75", "#1b1d20", "#f4f2ee", "#14171a", "#b9b5ad"
    ),
}


@lru_cache(maxsize=32)
def font(size: int, bold: bool = False) -> Any:
    """Source Sans Pro from its package: Latin, Greek, Cyrillic; no font of the system is needed."""
    from importlib import resources

    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    with resources.as_file(resources.files("font_source_sans_pro") / "files" / name) as path:
        return ImageFont.truetype(str(path), size)


def measure(want: Wanted) -> tuple[float, float]:
    """Width and height of a name, with the halo around it."""
    left, top, right, bottom = font(want.size, want.bold).getbbox(want.text)
    return right - left + 4, bottom - top + 4


def background(view: View, theme: Theme, detail: str = "") -> Image.Image:
    """Sea, land, coasts and borders; ``detail`` as in `world`, the view's own by default."""
    size = (view.width * FINE, view.height * FINE)
    image = Image.new("RGB", size, theme.sea)
    pen = ImageDraw.Draw(image)
    atlas = world(detail or view.detail)
    for points, coasts in pieces(view, atlas, 0, atlas.rings):
        if len(points) > 2:
            pen.polygon(points.ravel().tolist(), fill=theme.land)
            for coast in coasts:
                pen.line(coast.ravel().tolist(), fill=theme.coast, width=FINE)
    for points, disputed in zip(*lines(view, atlas), strict=True):
        for dash in dashes(points, 7.0 * FINE, 5.0 * FINE) if disputed else [points]:
            pen.line(np.asarray(dash).ravel().tolist(), fill=theme.border, width=2 * FINE)
    return image.resize((view.width, view.height), Image.Resampling.BOX)


def visible(view: View, atlas: World, first: int, last: int) -> Any:
    """Pieces whose box may come near the picture."""
    box = atlas.boxes[first:last]
    if view.flat:
        return np.arange(first, last)
    reach = view.reach * 180 / math.pi
    near = (box[:, 0] <= view.lat + reach) & (box[:, 1] >= view.lat - reach)
    if abs(view.lat) + reach < 89:
        span = reach / max(0.02, math.cos(math.radians(abs(view.lat) + reach)))
        west = (box[:, 2] - (view.lon - span)) % 360
        width = box[:, 3] - box[:, 2]
        near &= (west <= 2 * span) | (west + width >= 360) | (width >= 359)
    return np.flatnonzero(near) + first


def pieces(view: View, atlas: World, first: int, last: int) -> Iterator[tuple[Any, list[Any]]]:
    """The visible rings in fine pixels, bared of points closer than a pixel, each with its stretches
    of coast.
    """
    for i in visible(view, atlas, first, last):
        lat, lon = atlas.piece(int(i))
        if not view.flat:
            yield from ring_in(view, lat, lon)
            continue
        if abs(lon[-1] - lon[0]) > 180:  # around the pole: close it along the edge of the world
            edge = 90.0 if lat.mean() > 0 else -90.0
            lat, lon = np.append(lat, [edge, edge]), np.append(lon, [lon[-1], lon[0]])
        for points in turned(view, lat, lon):
            whole = thin(points, view)
            yield whole, [whole]


def ring_in(view: View, lat: Any, lon: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The ring as the picture shows it. One that lies all outside is either around the picture or not
    there.
    """
    if view.shows(lat, lon).any():
        points = np.stack(view.at(lat, lon), axis=1) * FINE
        cut = np.abs(np.abs(lon) - 180) < 0.01  # where the data ends at the date line, no coast does
        yield thin(points, view), [thin(part, view) for part in between(points, cut)]
    elif around(view, lat, lon):
        w, h = view.width * FINE + 9, view.height * FINE + 9
        yield np.array([(-9, -9), (w, -9), (w, h), (-9, h)]), []


def between(points: Any, cut: Any) -> list[Any]:
    """The closed ring as lines, without the edges whose both ends are ``cut``."""
    closed, cut = np.concatenate([points, points[:1]]), np.append(cut, cut[:1])
    gaps = np.flatnonzero(cut[1:] & cut[:-1])
    return [part for part in np.split(closed, gaps + 1) if len(part) > 1]


def around(view: View, lat: Any, lon: Any) -> bool:
    """Whether the ring goes around the picture's middle: crossings of its meridian north of it are odd."""
    east = (lon - view.lon + 180) % 360 - 180
    east2, lat2 = np.roll(east, -1), np.roll(lat, -1)
    crosses = ((east > 0) != (east2 > 0)) & (np.abs(east - east2) < 180)
    share = np.where(crosses, east / np.where(crosses, east - east2, 1.0), 0.0)
    return bool((crosses & (lat + share * (lat2 - lat) > view.lat)).sum() % 2)


def turned(view: View, lat: Any, lon: Any) -> Iterator[Any]:
    """The piece wherever the turned world map shows it."""
    per_degree = math.pi / 180 * 6371.0 * 0.8 / view.scale
    y = view.height / 2 - (lat - view.lat) * math.pi / 180 * 6371.0 / view.scale
    for turn in (-720, -360, 0, 360, 720):
        x = view.width / 2 + (lon - view.lon + turn) * per_degree
        if x.max() >= 0 and x.min() <= view.width:
            yield np.stack([x, y], axis=1) * FINE


def thin(points: Any, view: View) -> Any:
    """The points in whole fine pixels without repeats; far outside the picture, coarser."""
    whole = np.clip(np.round(points), -20000, 20000).astype(int)
    size = np.array([view.width, view.height]) * FINE
    outside = ((whole < -64) | (whole > size + 64)).any(axis=1)
    whole[outside] = whole[outside] // 32 * 32
    keep = np.ones(len(whole), dtype=bool)
    keep[1:] = (whole[1:] != whole[:-1]).any(axis=1)
    return whole[keep]


def lines(view: View, atlas: World) -> tuple[list[Any], list[bool]]:
    """Visible border lines in fine pixels, and whether they are disputed."""
    found, marks = [], []
    for i in visible(view, atlas, atlas.rings, len(atlas.starts) - 1):
        lat, lon = atlas.piece(int(i))
        drawn = turned(view, lat, lon) if view.flat else [np.stack(view.at(lat, lon), axis=1) * FINE]
        for points in drawn:
            found.append(thin(points, view))
            marks.append(bool(atlas.disputed[i]))
    return found, marks


def dashes(points: Any, on: float, off: float) -> Iterator[list[Any]]:
    """A line cut into dashes of ``on`` pixels with gaps of ``off``."""
    run, drawing, left = [points[0]], True, on
    for a, b in pairwise(points):
        here, length = np.asarray(a, float), float(np.hypot(*(b - a)))
        step = (b - a) / max(length, 1e-9)
        while length > left:
            here, length = here + step * left, length - left
            if drawing:
                yield [*run, here]
            run, drawing = [here], not drawing
            left = on if drawing else off
        left -= length
        run = [*run, b] if drawing else run
    if drawing and len(run) > 1:
        yield run


# --- dots, names, furniture -----------------------------------------------------------------------------


def dots(image: Image.Image, marks: list[tuple[float, float, float, bool | None]], theme: Theme) -> None:
    """Dots as (x, y, radius, hatched), smooth; a hatched one is disputed, None is a town for orientation."""
    for x, y, radius, hatched in marks:
        colour = theme.faint if hatched is None else theme.dot
        box = (math.floor(x - radius - 3), math.floor(y - radius - 3))
        side = math.ceil(radius * 2 + 7)
        tile = image.crop((*box, box[0] + side, box[1] + side)).resize((side * 4, side * 4))
        pen = ImageDraw.Draw(tile)
        centre, r = ((x - box[0]) * 4, (y - box[1]) * 4), radius * 4
        pen.ellipse(ring(centre, r + 6), fill=theme.edge)
        pen.ellipse(ring(centre, r), fill=theme.edge if hatched else colour, outline=colour, width=6)
        if hatched:
            hatch(pen, centre, r - 4, theme.dot)
        image.paste(tile.resize((side, side), Image.Resampling.BOX), box)


def ring(centre: tuple[float, float], r: float) -> tuple[float, float, float, float]:
    return centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r


def hatch(pen: Any, centre: tuple[float, float], r: float, colour: str) -> None:
    """Slanting lines inside a circle."""
    step = max(9.0, r / 2.5)
    n = int(r // step)
    for i in range(-n, n + 1):
        half = math.sqrt(max(0.0, r * r - (i * step) ** 2))
        across = i * step / math.sqrt(2)
        along = half / math.sqrt(2)
        x, y = centre[0] + across, centre[1] + across
        pen.line([(x - along, y + along), (x + along, y - along)], fill=colour, width=5)


def names(image: Image.Image, placed: list[Label], theme: Theme) -> None:
    pen = ImageDraw.Draw(image)
    for label in placed:
        if label.led:
            left, top, right, bottom = label.box
            near = (min(max(label.wanted.x, left), right), min(max(label.wanted.y, top), bottom))
            pen.line([near, (label.wanted.x, label.wanted.y)], fill=theme.faint, width=1)
    for label in placed:
        face = font(label.wanted.size, label.wanted.bold)
        left, top, _, _ = face.getbbox(label.wanted.text)
        at = (label.box[0] - left + 2, label.box[1] - top + 2)
        colour = theme.text if label.wanted.must else theme.faint
        pen.text(at, label.wanted.text, font=face, fill=colour, stroke_width=2, stroke_fill=theme.halo)


def furniture(view: View, unit: float) -> list[Box]:
    """The boxes of scale bar and attribution."""
    w, h = view.width, view.height
    bar = (0.0, h - 40 * unit, (30 + bar_of(view)[1]) + 12 * unit, float(h))
    wide = font(round(14 * unit)).getlength(" " * 60)
    note = (w - max(wide, 270 * unit), h - 24 * unit, float(w), float(h))
    return [note] if view.flat else [bar, note]


def bar_of(view: View) -> tuple[int, float]:
    """A round number of km that takes about a fifth of the width, and its length in pixels."""
    room = view.width * view.scale / 5
    power = 10 ** math.floor(math.log10(max(room, 1.0)))
    km = max(m * power for m in (1, 2, 5) if m * power <= max(room, 1.0))
    return int(max(km, 1)), max(km, 1) / view.scale


def scale_bar(image: Image.Image, view: View, theme: Theme, unit: float) -> None:
    """A scale bar; a world map has none, since no length is right all over it."""
    if view.flat:
        return
    km, length = bar_of(view)
    pen = ImageDraw.Draw(image)
    x, y = 14 * unit, view.height - 12 * unit
    for colour, thick in ((theme.halo, 5), (theme.text, 2)):
        pen.line(
            [(x, y - 6 * unit), (x, y), (x + length, y), (x + length, y - 6 * unit)], fill=colour, width=thick
        )
    pen.text(
        (x + 4 * unit, y - 24 * unit), f"{km:,} km", font=font(round(17 * unit)), fill=theme.text,
        stroke_width=2, stroke_fill=theme.halo,
    )  # fmt: skip


def attribution(image: Image.Image, words: str, theme: Theme, unit: float) -> None:
    face = font(round(14 * unit))
    at = (image.width - face.getlength(words) - 8 * unit, image.height - 20 * unit)
    ImageDraw.Draw(image).text(at, words, font=face, fill=theme.faint, stroke_width=2, stroke_fill=theme.halo)


INSET = (168, 104)


def inset_box(view: View, busy: list[tuple[float, float]], unit: float) -> Box | None:
    """The upper corner farthest from the story's places; None on a map that shows a continent anyway."""
    if view.flat or view.scale * view.width > 3500:
        return None
    w, h = INSET[0] * unit, INSET[1] * unit
    corners = [(8.0, 8.0), (view.width - w - 8, 8.0)]
    free = max(corners, key=lambda c: min(math.hypot(c[0] + w / 2 - x, c[1] + h / 2 - y) for x, y in busy))
    return free[0], free[1], free[0] + w, free[1] + h


def inset(image: Image.Image, view: View, box: Box, theme: Theme) -> None:
    """Where in the world: a small map around, with the main map's outline."""
    width, height = round(box[2] - box[0]), round(box[3] - box[1])
    wide = min(max(view.scale * view.width * 5, 4500.0), 7000.0)
    small = View(view.lat, view.lon, wide / width, width, height)
    picture = background(small, theme, "110m" if small.scale > 15 else "50m")
    pen = ImageDraw.Draw(picture)
    half_w = max(3.0, view.width * view.scale / small.scale / 2)
    half_h = max(3.0, view.height * view.scale / small.scale / 2)
    centre = (width / 2, height / 2)
    frame = (centre[0] - half_w, centre[1] - half_h, centre[0] + half_w, centre[1] + half_h)
    pen.rectangle(frame, outline=theme.dot, width=2)
    pen.rectangle((0, 0, width - 1, height - 1), outline=theme.border, width=1)
    image.paste(picture, (round(box[0]), round(box[1])))

"""Where names go: beside their dots, never over each other. Boxes are (left, top, right, bottom) in
pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to set beside a dot. ``must``: it gets a place even if a line has to lead to it."""

    text: str
    x: float
    y: float
    radius: float
    size: int
    bold: bool = False
    must: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name with its place; ``led``: far enough from its dot to need a line."""

    wanted: Wanted
    box: Box
    led: bool = False


def place(
    wanted: Sequence[Wanted],
    measure: Callable[[Wanted], tuple[float, float]],
    page: Box,
    taken: Sequence[Box],
) -> list[Label]:
    """Place names in the order given; later ones that find no room are left out unless they must be shown."""
    boxes = list(taken) + [dot(w) for w in wanted if w.must]
    found = []
    for want in wanted:
        width, height = measure(want)
        own = dot(want)
        for box, led in around(want, width, height):
            others = [b for b in boxes if b != own]
            if within(box, page) and not any(overlap(box, other) for other in others):
                found.append(Label(want, box, led))
                boxes.append(box)
                if not want.must:
                    boxes.append(own)
                break
    return found


def dot(want: Wanted) -> Box:
    r = want.radius
    return want.x - r, want.y - r, want.x + r, want.y + r


def around(want: Wanted, width: float, height: float) -> Iterator[tuple[Box, bool]]:
    """Boxes beside a dot, best first: right, left, above, below, the corners, then farther out with a
    line.
    """
    for reach in (4.0, 22.0, 44.0, 72.0, 110.0) if want.must else (4.0,):
        gap = want.radius + reach
        middle, up, down = want.y - height / 2, want.y - gap - height, want.y + gap
        right, left, centre = want.x + gap, want.x - gap - width, want.x - width / 2
        for x, y in (
            (right, middle), (left, middle), (centre, up), (centre, down), (right, want.y - height - 2),
            (right, want.y + 2), (left, want.y - height - 2), (left, want.y + 2), (right, up), (left, up),
            (right, down), (left, down),
        ):  # fmt: skip
            yield (x, y, x + width, y + height), reach > 4.0


def within(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

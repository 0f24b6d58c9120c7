"""Coasts and borders, read from the files ``make_borders`` wrote."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class World:
    """All points of one scale, (lat, lon) in degrees, and where each ring or line begins."""

    lat: Any  # (points,)
    lon: Any
    starts: Any  # (pieces + 1,)
    rings: int  # pieces before this one are rings of land, the rest lines between countries
    disputed: Any  # (pieces,)
    boxes: Any  # (pieces, 4) south, north, west, east; west and east go on beyond 180

    def piece(self, i: int) -> tuple[Any, Any]:
        own = slice(self.starts[i], self.starts[i + 1])
        return self.lat[own], self.lon[own]


@lru_cache(maxsize=3)
def world(scale: str) -> World:
    """The world at "10m", "50m" or "110m" (millionths); read once a process."""
    data = lzma.decompress((resources.files(__package__) / "data" / f"world-{scale}.bin.xz").read_bytes())
    head = json.loads(data[:128])
    n, points = head["pieces"], head["points"]
    sizes = np.frombuffer(data, np.uint32, n, 128)
    firsts = np.frombuffer(data, np.int32, 2 * n, 128 + 4 * n).reshape(n, 2)
    marks = np.frombuffer(data, np.uint8, n, 128 + 12 * n)
    steps = np.frombuffer(data, np.int16, 2 * points, 128 + 13 * n).reshape(2, points)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    x, y = (restart(axis, firsts[:, i], starts) / head["units"] for i, axis in enumerate(steps))
    box = np.stack(
        [
            np.minimum.reduceat(y, starts[:-1]), np.maximum.reduceat(y, starts[:-1]),
            np.minimum.reduceat(x, starts[:-1]), np.maximum.reduceat(x, starts[:-1]),
        ],
        axis=1,
    )  # fmt: skip
    return World(y, x, starts, head["rings"], marks.astype(bool), box)


def restart(steps: Any, firsts: Any, starts: Any) -> Any:
    """Running sums that begin anew, at ``firsts``, at every start."""
    total = np.cumsum(steps.astype(np.int64))
    return total + np.repeat(firsts - total[starts[:-1]], np.diff(starts))

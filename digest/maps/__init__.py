"""Locator maps: the places of a story as a picture with alt text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from digest.gazetteer import Place
from digest.model import Mention


@dataclass(frozen=True, slots=True)
class Map:
    """A drawn map. ``alt`` says in words what it shows."""

    png: bytes
    alt: str


def draw(
    places: Iterable[Mention | Place],
    *,
    title: str = "",
    theme: Literal["light", "dark"] = "light",
    width: int = 800,
) -> Map | None:
    """Draw the literal places; None when there is none to draw."""
    import io

    from PIL import Image, ImageDraw

    shown = {p.geonameid: p for p in places if p.lat is not None and getattr(p, "literal", True)}
    if not shown:
        return None
    image = Image.new("RGB", (width, width * 5 // 8), "white" if theme == "light" else "#1b1d21")
    pen = ImageDraw.Draw(image)
    pen.text((10, 10), ", ".join(p.name for p in shown.values()), fill="#888")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    names = ", ".join(p.name for p in shown.values())
    return Map(out.getvalue(), f"Map{': ' + title if title else ''}. Places: {names}.")

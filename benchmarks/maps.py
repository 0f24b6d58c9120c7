"""Maps: how long a warm one takes, against a picture of the same size encoded alone, and how large it is."""

from __future__ import annotations

import time
from collections.abc import Iterator

from digest.gazetteer import open_gazetteer
from digest.maps import draw

from .report import Row

STORIES = {
    "front line": ("Pokrovsk", "Kramatorsk", "Sloviansk", "Avdiivka"),
    "city": ("Paris",),
    "two continents": ("London", "Beijing"),
    "island state": ("Suva", "Labasa"),
}


def speed() -> Iterator[Row]:
    """Milliseconds of work and kilobytes of each story's map."""
    gazetteer = open_gazetteer()
    for name, towns in STORIES.items():
        places = [gazetteer.search(town, 1)[0] for town in towns]
        draw(places, title=name)
        start = time.process_time()
        drawn = draw(places, title=name)
        spent = (time.process_time() - start) * 1000
        assert drawn is not None
        yield Row(
            "maps", f"{name}, maps a second", 1000 / spent, "1/s", goal=1000 / 150, note=f"{spent:.0f} ms"
        )
        yield Row("maps", f"{name}, room under 60 KB", 60_000 / len(drawn.png), "×", goal=1.0)

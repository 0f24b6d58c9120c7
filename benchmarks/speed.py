"""`make bench`: speed of every area, as ratios within one run wherever a ratio says it."""

from __future__ import annotations

import importlib
import sys

from .report import Row, below, show

AREAS = ("attribution", "claims", "places", "stories", "feeds", "store", "maps")


def rows() -> list[Row]:
    found: list[Row] = []
    for area in AREAS:
        try:
            module = importlib.import_module(f"benchmarks.{area}")
        except ModuleNotFoundError as error:
            if error.name != f"benchmarks.{area}":
                raise
            continue
        found += getattr(module, "speed", list)()
    return found


def main() -> int:
    found = rows()
    show(found, "speed")
    failed = list(below(found))
    print("\n".join(failed) or f"{len(found)} figures, none under its floor")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

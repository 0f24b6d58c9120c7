"""`make eval`: score every area that has labelled data at hand; fail under a floor."""

from __future__ import annotations

import importlib
import sys

from .report import Row, below, shared, show

AREAS = (
    "founding", "attribution", "claims", "places", "stories", "disputes", "headlines", "origins",
    "corrections", "evidence", "feeds",
)  # fmt: skip


def rows() -> list[Row]:
    found: list[Row] = []
    for area in AREAS:
        try:
            module = importlib.import_module(f"benchmarks.{area}")
        except ModuleNotFoundError as error:
            if error.name != f"benchmarks.{area}":
                raise
            continue
        found += getattr(module, "quality", list)()
    return found


def main() -> int:
    if shared() is None:
        print("no labelled data here (set DATELINE_SHARED to its folder): only our own gold sets are scored")
    found = rows()
    show(found, "quality")
    failed = list(below(found))
    print("\n".join(failed) or f"{len(found)} figures, none under its floor")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

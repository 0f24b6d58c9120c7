"""``python -m digest.gazetteer``: build the gazetteer into the package, once, at install."""

from __future__ import annotations

from .build import build_packaged

if __name__ == "__main__":
    print(build_packaged())  # noqa: T201 - a command's answer

"""One key for the many spellings of a name.

``key`` is exact enough to look up with: case, accents, dots, hyphens, apostrophes and script fall away
("Pokrovs'k", "POKROVSK", "Покровськ" are one key). ``fold`` is looser: what the romanizations of Ukrainian,
Russian and Belarusian disagree on falls away too ("Pokrowsk", "Харків" and "Kharkov" draw near); it serves
the fuzzy search only.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

APOSTROPHES = "'’‘ʼʹʻ`´′"
_MAP = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys("-‐‑–—_/", " ") | {".": ""})
_ACCENTS = re.compile("[\u0300-\u036f]")
_EDGE = ' ,;:"()[]“”«»*'
_FOLDS = [
    ("shch", "sh"),
    ("sch", "sh"),
    ("kh", "h"),
    ("ck", "k"),
    ("ts", "c"),
    ("iy", "i"),
    ("yi", "i"),
    ("ii", "i"),
    ("yy", "i"),
    ("ye", "e"),
    ("ie", "e"),
    ("yo", "o"),
    ("io", "o"),
    ("ya", "a"),
    ("ia", "a"),
    ("yu", "u"),
    ("iu", "u"),
    ("y", "i"),
    ("g", "h"),
    ("w", "v"),
    ("j", "i"),
    ("x", "ks"),
]


def key(name: str) -> str:
    """The look-up key of a name; "" when nothing of it is left."""
    if not name.isascii():
        name = _ascii(name)
    name = name.translate(_MAP).lower().strip(_EDGE)
    if "'" in name:
        name = name.removesuffix("'s").removesuffix("'").replace("'", "")
    name = name.removeprefix("the ").strip(_EDGE)
    return " ".join(name.split())


def _ascii(name: str) -> str:
    """Accents dropped; other letters and scripts written out in Latin ones."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.translate(_MAP)))
    return bare if bare.isascii() else anyascii(bare if latin(bare) else name)


def fold(name: str) -> str:
    """A looser key: romanization habits and doubled letters fall away. Letters and spaces only."""
    text = re.sub(r"[^a-z ]", "", key(name))
    for habit, plain in _FOLDS:
        text = text.replace(habit, plain)
    return re.sub(r"(.)\1", r"\1", text)


def latin(name: str) -> bool:
    """Whether every letter is Latin, with or without accents."""
    return name.isascii() or all(
        ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2010 <= ord(c) < 0x2030 for c in name
    )


def cyrillic(name: str) -> bool:
    """Whether a letter of the name is Cyrillic."""
    return not name.isascii() and any(0x400 <= ord(c) < 0x530 for c in name)

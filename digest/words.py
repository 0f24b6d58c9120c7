"""Words for comparing texts: sentences, tokens, stems. Pure, and no parse needed.

Nothing here is shown to anyone: shown words are cut from the article (``model.cut``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import Stemmer

TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*", re.UNICODE)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])|\n+", re.UNICODE)
_ABBREVIATED = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|Sen|Rep|Gov|St|Jr|Sr|No|vs|U\.S|U\.K|U\.N)"
    r"|\b(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec))\.$"
)
NAME = re.compile(
    r"\b(?!(?:The|A|An|In|On|At|But|And|He|She|It|They|We|If|As|For|By|That|This)\b)"
    r"[A-ZÀ-Þ][\w’'.-]*(?:\s+(?:(?:of|the|al|de|bin|van|von)\s+)?[A-ZÀ-Þ][\w’'.-]*){0,3}"
)
"""A run of capitalized words: a name, as well as it can be told without a parse."""
_stem = Stemmer.Stemmer("english", 0)

STOP = frozenset(
    word
    for line in resources.files("digest").joinpath("data/stopwords.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem of a lower-cased word without its possessive ending."""
    bare = re.sub(r"['’]s?$", "", word)
    return str(_stem.stemWord(bare)) if bare.isascii() else bare


def fold(text: str) -> str:
    """Lower case, accents gone, one form for quotes and spaces: what two copies of a text share."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).lower()
    accents = [ord(char) for char in set(plain) if unicodedata.combining(char)]
    return plain.translate(dict.fromkeys(accents)) if accents else plain


def tokens(text: str) -> list[str]:
    """Folded words and numbers, in order, punctuation gone."""
    return TOKEN.findall(fold(text))


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order; numbers stay as they are."""
    return list(_stems(text) if len(text) < SHORT else _stems.__wrapped__(text))


SHORT = 500
"""Characters of a text whose stems are kept: claims and speakers, compared with many others."""


@lru_cache(maxsize=20_000)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in tokens(text) if word not in STOP and len(word) > 1)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text, by punctuation; blank ends are not part of one."""
    start = 0
    for cut in _SENTENCE.finditer(text):
        if "\n" not in cut.group() and _ABBREVIATED.search(text, max(start, cut.start() - 12), cut.start()):
            continue
        yield from _trimmed(text, start, cut.start() + len(cut.group().rstrip()))
        start = cut.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def slug(words: str) -> str:
    """A name for a topic made of what was typed: letters, digits and hyphens, at most 32."""
    return "-".join(re.findall(r"\w+", fold(words).replace("_", " ")))[:32].strip("-")

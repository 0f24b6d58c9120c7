"""Where words first came from: copies by near-duplicate sentences, and wires and ministries by name. Pure.

A *sketch* is a bag of 64-bit fingerprints, one a sentence: of its words folded and without punctuation.
Copies that were cut, reordered or given a new lead still share most of their sentences, so the share of
common sentences, not of the whole text, decides (containment; Broder 1997).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from importlib import resources

from .model import Origin, Read
from .words import sentences, tokens

WORDS_LEAST = 7  # a shorter sentence is no one's own
SENTENCES_MOST = 255
SHARE = 0.5  # of the shorter article's sentences
COMMON_LEAST = 2
LEAD = 400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def wires() -> dict[str, str]:
    """Spelling, lower case -> the agency's name."""
    rows = tomllib.loads(resources.files("digest").joinpath("data/wires.toml").read_text("utf-8"))["wire"]
    return {spelling: row["name"] for row in rows for spelling in row["spelled"]}


_DATELINE = re.compile(r"\(\s*([A-Z][\w .-]{1,24})\s*\)\s*(?:[-–—]+)")
_CREDIT = re.compile(
    r"\b(?:according to|reported by|told|via|source:?)\s+(?:the\s+)?([A-Z][\w-]*(?:\s[A-Z][\w-]*)?)"
)


def sketch(text: str) -> bytes:
    """Eight bytes for each distinct sentence of at least seven words, in reading order."""
    seen: dict[bytes, None] = {}
    for start, end in sentences(text):
        words = tokens(text[start:end])
        if len(words) >= WORDS_LEAST:
            seen.setdefault(blake2b(" ".join(words).encode(), digest_size=8).digest())
    return b"".join(list(seen)[:SENTENCES_MOST])


def wire(text: str, authors: tuple[str, ...] = ()) -> str:
    """The wire this article says it carries, or ""."""
    lead = text[:LEAD]
    named = [match.group(1) for pattern in (_DATELINE, _CREDIT) for match in pattern.finditer(lead)]
    known = (wires().get(name.strip().lower(), "") for name in [*named, *authors])
    return next(filter(None, known), "")


@dataclass(frozen=True, slots=True)
class _Kept:
    article: str
    origin: str
    size: int
    at: datetime


class OriginIndex:
    """Fingerprints of what was read within ``window``, to tell whose words a new article carries."""

    def __init__(self, window: timedelta = timedelta(days=14)) -> None:
        self.window = window
        self._by_sentence: dict[bytes, list[_Kept]] = defaultdict(list)
        self._order: deque[tuple[datetime, tuple[bytes, ...]]] = deque()

    def origin(self, read: Read) -> Origin:
        """The origin of this article's words, given those seen before it; it is then seen too."""
        prints = tuple(_prints(read.analysis.minhash or sketch(read.article.text)))
        at = read.article.published or EPOCH
        found = self._nearest(prints)
        own = Origin(read.article.id, read.article.outlet, "outlet", (read.article.id,))
        result = (
            own if found is None else Origin(found.origin, "", "outlet", (found.article, read.article.id))
        )
        kept = _Kept(read.article.id, result.id, len(prints), at)
        for mark in prints:
            self._by_sentence[mark].append(kept)
        return result

    def _nearest(self, prints: tuple[bytes, ...]) -> _Kept | None:
        common: dict[str, int] = defaultdict(int)
        kept: dict[str, _Kept] = {}
        for mark in prints:
            for other in self._by_sentence.get(mark, ()):
                common[other.article] += 1
                kept.setdefault(other.article, other)
        best = max(kept.values(), key=lambda other: common[other.article], default=None)
        if best is None or common[best.article] < COMMON_LEAST:
            return None
        return best if common[best.article] >= SHARE * min(len(prints), best.size) else None


def _prints(minhash: bytes) -> Iterator[bytes]:
    return (minhash[at : at + 8] for at in range(0, len(minhash) - 7, 8))

"""Where words first came from: copies by the passages they share, wires and statements by name. Pure.

A *sketch* is a sample of a text's runs of four words: those whose hash is even (FracMinHash;
Irber and others 2022, after Broder 1997). Copies that outlets cut, reorder or give a new lead keep most of
their runs, so the share of the shorter text's runs that both have (containment) tells a copy from a report.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from importlib import resources

from .model import Origin, Read
from .words import stem, tokens

RUN = 4  # words
SAMPLE = 2  # one run of two is kept
MOST = 600  # runs kept of a text
SHARE = 0.42  # of the shorter text's runs: a copy
COMMON_LEAST = 6  # runs
SAME_NEWS = 0.22  # of the shorter article's words: two articles that credit one wire carry its one report
LEAD = 500  # characters in which a credit stands
TAIL = 160
CROWD = 3  # origins that share one run: more, and it is a phrase or a house notice, not a passage
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def wires() -> dict[str, str]:
    """Spelling, lower case -> the agency's name."""
    rows = tomllib.loads(resources.files("digest").joinpath("data/wires.toml").read_text("utf-8"))["wire"]
    return {spelling: row["name"] for row in rows for spelling in row["spelled"]}


@lru_cache(maxsize=1)
def _credits() -> re.Pattern[str]:
    """Where a wire is named as the source: "(AP) —", "according to Reuters", "Reporting by …; dpa"."""
    names = "|".join(sorted(map(re.escape, wires()), key=len, reverse=True))
    return re.compile(
        rf"\((?P<line>{names})\)\s*[-–—]|\b[A-Z]{{3,}}[\w .,]*, [\w. ]*\((?P<place>{names})\)"
        r"|\b(?:according to|reported by|reports?|told|via|source:|from|citing)\s+"
        rf"(?:the\s+)?(?P<credit>{names})\b"
        rf"|\b(?:the\s+)?(?P<news>{names})(?:\s+news)?(?:\s+agency)?\s+(?:reported|reports|said)\b",
        re.IGNORECASE,
    )


def wire(text: str, authors: tuple[str, ...] = ()) -> str:
    """The wire this article says it carries (lead, last line, byline), or ""."""
    for name in authors:
        if known := wires().get(re.sub(r"^(?:by|from)\s+", "", name.strip().lower())):
            return known
    found = _credits().search(text[:LEAD]) or _credits().search(text[-TAIL:])
    return wires()[next(filter(None, found.groups())).lower()] if found else ""


def sketch(text: str) -> bytes:
    """Four bytes for each sampled run of four words, in order of their value."""
    words = tokens(text)
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    marks = (int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "little") for run in runs)
    return array("I", sorted(mark for mark in marks if mark % SAMPLE == 0)[:MOST]).tobytes()


def marks(made: bytes) -> frozenset[int]:
    """The sampled runs of a sketch."""
    found = array("I")
    found.frombytes(made[: len(made) // 4 * 4])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Kept:
    article: str
    origin: str
    at: datetime
    marks: frozenset[int]
    wire: str
    words: frozenset[str]


class OriginIndex:
    """What was read within ``window``, to tell whose words a new article carries."""

    def __init__(self, window: timedelta = timedelta(days=14)) -> None:
        self.window = window
        self._by_mark: dict[int, list[_Kept]] = {}
        self._by_wire: dict[str, deque[_Kept]] = {}
        self._order: deque[_Kept] = deque()

    def origin(self, read: Read) -> Origin:
        """The origin of this article's words, given those seen before it; it is then seen too.

        An article that was told its origin before (``read.origin``) keeps it.
        """
        article = read.article
        carried = marks(read.analysis.minhash or sketch(article.text))
        named = wire(article.text, article.authors) or wires().get(article.outlet.lower(), "")
        at = article.published or EPOCH
        self._forget(at)
        known = self._copied(carried) or self._credited(named, at, _words(read))
        number = read.origin or (known.origin if known else article.id)
        self._keep(_Kept(article.id, number, at, carried, named, _words(read)))
        articles = (known.article, article.id) if known and number != article.id else (article.id,)
        return Origin(number, named or article.outlet, "wire" if named else "outlet", articles)

    def _copied(self, carried: frozenset[int]) -> _Kept | None:
        """The article that shares most runs, if enough for a copy; the earliest of equals."""
        found = {mark: self._by_mark.get(mark, []) for mark in carried}
        telling = {mark: kept for mark, kept in found.items() if len({one.origin for one in kept}) <= CROWD}
        common = Counter(id(one) for kept in telling.values() for one in kept)
        kept = {id(one): one for ones in telling.values() for one in ones}
        best: tuple[float, _Kept] | None = None
        for number, n in common.most_common(12):
            share = n / max(1, min(len(telling), len(kept[number].marks)))
            if n >= COMMON_LEAST and share >= SHARE and (best is None or share > best[0]):
                best = (share, kept[number])
        return best[1] if best else None

    def _credited(self, named: str, at: datetime, words: frozenset[str]) -> _Kept | None:
        """An earlier article that credits the same wire for the same news."""
        for other in self._by_wire.get(named, ()) if named else ():
            close = abs(at - other.at) <= timedelta(days=2)
            if close and len(words & other.words) >= max(3, SAME_NEWS * min(len(words), len(other.words))):
                return other
        return None

    def _keep(self, kept: _Kept) -> None:
        self._order.append(kept)
        for mark in kept.marks:
            self._by_mark.setdefault(mark, []).append(kept)
        if kept.wire:
            self._by_wire.setdefault(kept.wire, deque(maxlen=500)).append(kept)

    def _forget(self, now: datetime) -> None:
        """Let go of what lies before the window, in order of arrival."""
        while self._order and now - self._order[0].at > self.window:
            old = self._order.popleft()
            for mark in old.marks:
                others = [kept for kept in self._by_mark.get(mark, ()) if kept is not old]
                if others:
                    self._by_mark[mark] = others
                else:
                    self._by_mark.pop(mark, None)


def _words(read: Read) -> frozenset[str]:
    """Stems that tell what an article is about."""
    terms = [term for term, _ in read.analysis.terms if term[0] not in "^@~#" and " " not in term][:40]
    words = frozenset(terms) or frozenset(stem(word) for word in tokens(read.article.title))
    return words - frozenset(stem(word) for spelling in wires() for word in tokens(spelling))

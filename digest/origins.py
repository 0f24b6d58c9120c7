"""Where words first came from: copies by the passages they share, wires and statements by name. Pure.

A *sketch* is a sample of a text's runs of four words: those whose hash is even (FracMinHash;
Irber and others 2022, after Broder 1997). Copies that outlets cut, reorder or give a new lead keep most of
their runs, so the share of the shorter text's runs that both have (containment) tells a copy from a report.

A *statement* is known by its claims: most of what the article passes on is said by one issuer, who is said
to have put it in a statement. Two such articles with one issuer, one matter and at most a day or so between
them carry one statement, however each words it. An article with other voices is a report of its own.
"""

from __future__ import annotations

import math
import re
import tomllib
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from importlib import resources

from .model import Claim, Origin, Read
from .nlp.names.sides import bare, sides
from .words import stem, tokens

RUN = 4  # words
SAMPLE = 2  # one run of two is kept
MOST = 600  # runs kept of a text
SHARE = 0.42  # of the shorter text's runs: a copy
COMMON_LEAST = 6  # runs
SAME_NEWS = 0.22  # of the shorter article's words: two articles that credit one wire carry its one report
STATED = 0.34  # of the shorter article's words, the issuer's name left out: one statement
ISSUED = timedelta(hours=36)  # between two articles on one statement, at most
MOSTLY = 0.6  # of an article's attributed claims are the issuer's: it reports the statement
ALMOST_ALL = 0.75  # of the runs: a copy, even if short and with other figures
SHORT = 30  # sampled runs, about sixty words: so much may be a form filled in anew
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
        rf"\((?P<line>{names})\)\s*[-–—]|\((?:with\s+|by\s+)?(?P<tail>{names})\)\s*$"
        rf"|\b[A-Z]{{3,}}[\w .,]*, [\w. ]*\((?P<place>{names})\)"
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


_STATEMENT = re.compile(
    r"\b(?:statement|communiqu[eé]|(?:press|news) release|(?:Telegram|Facebook|social media) posts?"
    r"|posts? on (?:Telegram|X|Twitter|Facebook|social media))\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:new|second|another|later|further|updated)\s+(?:\w+\s+)?statement\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def issuer(read: Read) -> str:
    """Whose statement an article passes on, "" when it passes on none, or more than that."""
    text = read.article.text
    said = [claim for claim in read.analysis.claims if claim.source and claim.source.actor]
    names = Counter(_actor(claim) for claim in said if _STATEMENT.search(text, *claim.sentence))
    if not names:
        return ""
    name, _ = names.most_common(1)[0]
    whose = _issuer_words(name)
    mine = sum(_within(whose, _issuer_words(_actor(claim))) for claim in said)
    return name if mine >= MOSTLY * len(said) else ""


def _actor(claim: Claim) -> str:
    return claim.source.actor if claim.source else ""


@lru_cache(maxsize=5_000)
def _issuer_words(name: str) -> frozenset[str]:
    """Stems of an issuer's name, countries and peoples as their side: "Russian" and "Russia's" are one."""
    words = (sides().of(word) or stem(word) for word in map(bare, name.split()))
    return frozenset(word.lower() for word in words if word not in _EMPTY)


_EMPTY = frozenset(
    ("", "the", "of", "in", "for", "a", "its", "his", "her", "their", stem("country"), stem("nation"))
)


def _within(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two names can be one issuer's: "the ministry" and "Belora's Transport Ministry"."""
    return bool(a and b) and (a <= b or b <= a)


@dataclass(frozen=True, slots=True)
class _Kept:
    article: str
    origin: str
    at: datetime
    marks: frozenset[int]
    wire: str
    words: frozenset[str]
    issuer: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


def _one_issuer(a: _Kept, b: _Kept) -> bool:
    """Whether one name has the other, or each article has all words of the other's issuer."""
    if _within(a.issuer, b.issuer):
        return True
    return bool(a.issuer & b.issuer) and a.issuer <= b.issuer | b.words and b.issuer <= a.issuer | a.words


def _kept(read: Read, at: datetime, wired: str, stated: str) -> _Kept:
    article = read.article
    runs = marks(read.analysis.minhash or sketch(article.text))
    numbers = frozenset(_NUMBER.findall(article.text))
    return _Kept(article.id, read.origin, at, runs, wired, _words(read), _issuer_words(stated), numbers)


class OriginIndex:
    """What was read within ``window``, to tell whose words a new article carries."""

    def __init__(self, window: timedelta = timedelta(days=14)) -> None:
        self.window = window
        self._by_mark: dict[int, list[_Kept]] = {}
        self._by_wire: dict[str, deque[_Kept]] = {}
        self._stated: deque[_Kept] = deque(maxlen=500)
        self._order: deque[_Kept] = deque()

    def origin(self, read: Read) -> Origin:
        """The origin of this article's words, given those seen before it; it is then seen too.

        An article that was told its origin before (``read.origin``) keeps it.
        """
        article = read.article
        name, kind = source(read)
        at = article.published or EPOCH
        wired = (name if kind == "wire" else "") or wires().get(article.outlet.lower(), "")
        new = _kept(read, at, wired, name if kind == "statement" else "")
        self._forget(at)
        another = kind == "statement" and bool(_ANOTHER.search(article.text))
        known = self._copied(new) or (None if another else self._of_statement(new))
        known = known or self._credited(wired, at, new.words)
        number = read.origin or (known.origin if known else article.id)
        self._keep(replace(new, origin=number))
        articles = (known.article, article.id) if known and number != article.id else (article.id,)
        return Origin(number, wired or name, "wire" if wired else kind, articles)

    def _copied(self, new: _Kept) -> _Kept | None:
        """The article that shares most runs, if enough for a copy; the earliest of equals."""
        found = {mark: self._by_mark.get(mark, []) for mark in new.marks}
        telling = {mark: kept for mark, kept in found.items() if len({one.origin for one in kept}) <= CROWD}
        common = Counter(id(one) for kept in telling.values() for one in kept)
        kept = {id(one): one for ones in telling.values() for one in ones}
        best: tuple[float, _Kept] | None = None
        for number, n in common.most_common(12):
            share = n / max(1, min(len(telling), len(kept[number].marks)))
            if n < COMMON_LEAST or share < _least(kept[number], new):
                continue
            if best is None or share > best[0]:
                best = (share, kept[number])
        return best[1] if best else None

    def _of_statement(self, new: _Kept) -> _Kept | None:
        """An earlier article on the same statement: one issuer, one matter, hours apart."""
        for other in self._stated if new.issuer else ():
            if abs(new.at - other.at) > ISSUED or not _one_issuer(new, other):
                continue
            names = new.issuer | other.issuer
            mine, theirs = new.words - names, other.words - names
            if len(mine & theirs) >= max(3, STATED * min(len(mine), len(theirs))):
                return other
        return None

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
        if kept.issuer:
            self._stated.append(kept)

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


def source(read: Read) -> tuple[str, str]:
    """Whose words an article says it carries, and their kind: "wire", "statement", or its own "outlet"."""
    if name := wire(read.article.text, read.article.authors):
        return name, "wire"
    if name := issuer(read):
        return name, "statement"
    return read.article.outlet, "outlet"


def _least(a: _Kept, b: _Kept) -> float:
    """The share of runs that makes a copy: more where short texts give other figures."""
    if a.issuer and b.issuer and not _one_issuer(a, b):
        return math.inf
    short = min(len(a.marks), len(b.marks)) <= SHORT
    return ALMOST_ALL if short and a.numbers and b.numbers and not a.numbers & b.numbers else SHARE


def _words(read: Read) -> frozenset[str]:
    """Stems that tell what an article is about."""
    terms = [term for term, _ in read.analysis.terms if term[0] not in "^@~#" and " " not in term][:40]
    words = frozenset(terms) or frozenset(stem(word) for word in tokens(read.article.title))
    return words - frozenset(stem(word) for spelling in wires() for word in tokens(spelling))


def grouped(reads: Sequence[Read]) -> list[Origin]:
    """Origins of these reads: a wire by its name, else the outlet whose words they are."""
    carried_by: dict[str, list[Read]] = defaultdict(list)
    for read in reads:
        carried_by[read.origin or read.article.id].append(read)
    return [_origin(key, carried) for key, carried in carried_by.items()]


def _origin(key: str, carried: Sequence[Read]) -> Origin:
    ordered = sorted(carried, key=_published_at)
    first = next((read for read in ordered if read.article.id == key), ordered[0])
    named = sorted((source(read) for read in [first, *ordered]), key=lambda one: _KINDS.index(one[1]))
    name, kind = named[0]
    return Origin(key, name, kind, tuple(read.article.id for read in ordered))


_KINDS = ("wire", "statement", "outlet")


def _published_at(read: Read) -> float:
    return read.article.published.timestamp() if read.article.published else 0.0

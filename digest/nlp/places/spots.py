"""Where an article may name a place: over-generate here, decide later.

Entities of the tagger, every gazetteer name among the capitalized words, also inside names of
organizations and persons, and words for peoples. Each becomes a `Spot` with all the places it can
mean; the acceptor throws most of the strange ones out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from digest.gazetteer import Gazetteer
from digest.gazetteer.spelling import key

if TYPE_CHECKING:
    from spacy.tokens import Doc

LOCATIONS = frozenset({"GPE", "LOC", "FAC"})
QUANTITIES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL"})
LONGEST = 5  # words of a name looked for: "Democratic Republic of the Congo"

DIRECTIONS = (
    "north|south|east|west|northern|southern|eastern|western|central|northeast|northwest|southeast|southwest"
    "|northeastern|northwestern|southeastern|southwestern|downtown|greater|upper|lower|mid|inner|old|occupied"
    "|mainland|metro|rural|suburban|uptown|n|s|e|w|town of|city of|village of|port of|borough of|province of"
    "|state of|county of|republic of|kingdom of|university of|settlement of|nearby"
)
KIND_WORDS = (
    "township|twp|city|town|village|county|co|province|region|oblast|district|state|valley|area|metro|peninsula"
    "|territory|island|islands|suburb|suburbs|airport|harbor|port|river|lake|creek|park|bay|beach|mountains"
    "|governorate|prefecture|raion|krai|parish|border|front|sector|direction"
)
_BEFORE = re.compile(rf"^({DIRECTIONS}) (?=\w)")
_AFTER = re.compile(rf" ({KIND_WORDS})$")
EXTENDS = frozenset(
    "region oblast province county district raion state governorate prefecture krai parish".split()
)
"""Words that belong to the name before them even in lower case, when the gazetteer knows the whole."""

COMMON = frozenset(
    """the of and a an in on at to for by with from as is was are it he she they we i you his her this
    that these
    those but or not no yes if so mr mrs ms dr all new one two three first last more most many who what
    when where why how said says say monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december me man men police
    river station hill mile church hospital airport university college school co county park center
    centre city town village lake street road avenue house court north south east west northern
    southern eastern western island valley beach creek plains cathedral president minister general
    christmas easter thanksgiving sir lord lady king queen prince gen col capt lt sgt maj brig adm""".split()
)
"""Capitalized at the head of a sentence, and names of small towns somewhere: never a place alone."""

_OPENING = frozenset(
    {"the", "in", "of", ",", "-", '"', "“", "'", "‘", "(", "near", "at", "from", "nearby", "around"}
)
_CLOSING = frozenset({"'s", "’s", ",", "-", "'", "’", '"', "”", ")", "(", "."})


@dataclass(slots=True)
class Spot:
    """A stretch of words, tokens ``first`` to ``last`` (exclusive), that may name a place."""

    first: int
    last: int
    start: int
    end: int
    text: str
    key: str  # what it is looked up by
    label: str  # the tagger's label for it, "" for none
    found: str  # "entity" | "whole" (an entity of another kind) | "inner" (part of one) | "free"
    depth: int = 0  # how much had to be taken off to find it: 0 nothing, 9 not found
    cover: tuple[int, int] = (0, 0)  # tokens of the entity around it; empty when there is none
    meanings: list[tuple[int, int]] = field(default_factory=list)  # (row, spelling)


@dataclass(slots=True)
class Tokens:
    """What is read off a parse: one list a column. ``cover`` is the entity over a token, as (first,
    last, label).
    """

    text: str
    words: list[str]
    lower: list[str]
    tags: list[str]
    starts: list[int]
    ends: list[int]
    cover: list[tuple[int, int, str] | None]
    entities: list[tuple[int, int, str]]

    def __len__(self) -> int:
        return len(self.words)


def tokens(doc: Doc) -> Tokens:
    """Flatten a parse."""
    array: Any = doc.to_array(["ORTH", "TAG", "IDX"])
    strings = doc.vocab.strings
    names = {key: strings[key] for key in set(array[:, :2].ravel().tolist())}
    words, tags = ([names[key] for key in array[:, column].tolist()] for column in (0, 1))
    starts = array[:, 2].tolist()
    cover: list[tuple[int, int, str] | None] = [None] * len(words)
    entities = [(span.start, span.end, span.label_) for span in doc.ents]
    for entity in entities:
        cover[entity[0] : entity[1]] = [entity] * (entity[1] - entity[0])
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    lower = [word.lower() for word in words]
    return Tokens(doc.text, words, lower, tags, starts, ends, cover, entities)


class Finder:
    """Looks for spots; holds the gazetteer and nothing else."""

    def __init__(self, gazetteer: Gazetteer, common: Mapping[str, float] | None = None) -> None:
        self.gazetteer = gazetteer
        self.common = common or {}
        self.key = lru_cache(maxsize=1 << 16)(key)
        self.known = lru_cache(maxsize=1 << 16)(gazetteer.meanings)

    def spots(self, tok: Tokens) -> list[Spot]:
        """All spots of a text in reading order; they do not overlap."""
        used = [False] * len(tok)
        found = list(self.entities(tok, used))
        found += self.matches(tok, used)
        found.sort(key=lambda spot: spot.start)
        return found

    # --- looking up ---------------------------------------------------------------------------------------

    def lookup(self, name: str) -> tuple[str, list[tuple[int, int]], int]:
        """The key a name is known by, its meanings, and how much was taken off it (9: unknown)."""
        full = self.key(name)
        if meanings := self.known(full):
            return full, meanings, 0
        for depth, bare in (
            (1, _BEFORE.sub("", full)),
            (1, _AFTER.sub("", full)),
            (2, _AFTER.sub("", _BEFORE.sub("", full))),
        ):
            if bare != full and len(bare) > 2 and (meanings := self.known(bare)):
                return bare, meanings, depth
        return full, [], 9

    def spot(self, tok: Tokens, first: int, last: int, label: str, found: str) -> Spot | None:
        """The spot over some tokens, bared of articles, quotes and lower-case words before the name."""
        while first < last and (
            tok.lower[first] in _OPENING
            or (last - first > 1 and tok.words[first].islower() and not article(tok, first))
        ):
            first += 1
        while last > first and tok.words[last - 1] in _CLOSING:
            last -= 1
        if first >= last:
            return None
        last = self.extended(tok, first, last)
        start, end = tok.starts[first], tok.ends[last - 1]
        text = tok.text[start:end]
        known, meanings, depth = self.lookup(text)
        around = tok.cover[first]
        cover = (around[0], around[1]) if around else (first, first)
        return Spot(first, last, start, end, text, known, label, found, depth, cover, meanings)

    def extended(self, tok: Tokens, first: int, last: int) -> int:
        """Take in "region" after "Donetsk" when the gazetteer knows the two together."""
        if last < len(tok) and tok.lower[last] in EXTENDS:
            longer = tok.text[tok.starts[first] : tok.ends[last]]
            if self.known(self.key(longer)):
                return last + 1
        return last

    # --- from the tagger ------------------------------------------------------------------------------------

    def entities(self, tok: Tokens, used: list[bool]) -> Iterator[Spot]:
        """Spots where the tagger sees a place or a people."""
        for first, last, label in tok.entities:
            if label not in LOCATIONS and label != "NORP":
                continue
            spot = self.spot(tok, first, last, label, "entity")
            if spot is None:
                continue
            if spot.meanings and spot.depth == 0:
                inside = []
            elif any(word in ",/" for word in tok.words[spot.first : spot.last]):
                inside = list(self.pieces(tok, spot, label))
            else:
                inside = list(self.matches(tok, used, (first, last)))
            if inside and (not spot.meanings or len(inside) > 1 or inside[0].last == spot.last):
                yield from inside
            elif self.worth(spot):
                yield spot
            else:
                continue
            end = max(last, spot.last)
            used[first:end] = [True] * (end - first)

    def worth(self, spot: Spot) -> bool:
        if spot.label == "NORP":
            return any(how == DEMONYM for _, how in spot.meanings)
        return bool(spot.meanings) or spot.label != "FAC"

    def pieces(self, tok: Tokens, spot: Spot, label: str) -> Iterator[Spot]:
        """ "Austin, Texas" as one entity is two places."""
        first = spot.first
        for i in range(spot.first, spot.last + 1):
            if i == spot.last or tok.words[i] in ",/":
                if i > first and (piece := self.spot(tok, first, i, label, "entity")):
                    yield piece
                first = i + 1

    # --- from the gazetteer
    # -----------------------------------------------------------------------------------

    def matches(self, tok: Tokens, used: list[bool], span: tuple[int, int] | None = None) -> Iterator[Spot]:
        """Names of the gazetteer among the capitalized words, of the whole text or of a stretch of tokens."""
        i, end = span or (0, len(tok))
        while i < end:
            spot = None
            if not used[i] and (tok.words[i][0].isupper() or article(tok, i)):
                spot = self.longest(tok, i, end, used)
            if spot:
                yield spot
            i = max(i + 1, spot.last if spot else 0)

    def longest(self, tok: Tokens, i: int, end: int, used: list[bool]) -> Spot | None:
        """The longest name that begins at token ``i`` and ends by ``end``."""
        for length in range(min(LONGEST, end - i), 0, -1):
            j = i + length
            if (length > 1 and not tok.words[j - 1][0].isupper()) or any(used[i:j]):
                continue
            name = tok.text[tok.starts[i] : tok.ends[j - 1]]
            if "\n" in name:
                continue
            known = self.key(name)
            meanings = self.known(known)
            if not meanings or (length == 1 and not self.alone(tok, i, known, meanings)):
                continue
            cover = tok.cover[i]
            spot = self.spot(tok, i, j, cover[2] if cover else "", self.how(tok, i, j))
            if spot and spot.meanings:
                return spot
        return None

    def alone(self, tok: Tokens, i: int, known: str, meanings: list[tuple[int, int]]) -> bool:
        """Whether a single word may stand for a place."""
        if known in COMMON or len(known) < 2:
            return False
        if tok.tags[i].startswith("NNP") or any(how == DEMONYM for _, how in meanings):
            return True
        return tok.cover[i] is not None or (len(known) > 3 and not self.common.get(tok.lower[i]))

    def how(self, tok: Tokens, i: int, j: int) -> str:
        """Whether the tokens are all of an entity, a part of one, or free."""
        cover = tok.cover[i]
        if cover is None:
            return "free"
        first, last, _ = cover
        extra = (tok.lower[first] == "the") + (tok.words[last - 1] in {"'s", "’s"})
        return "whole" if first <= i and last >= j and last - first - (j - i) <= extra else "inner"


ARTICLES = frozenset("al el ad an ar as ash at ed en er es az ez".split())
"""The Arabic article as it stands before a name: "al-Hol", "el-Arish"."""


def article(tok: Tokens, i: int) -> bool:
    """Whether an Arabic article, a hyphen and a capital begin at token ``i``."""
    return (
        tok.lower[i] in ARTICLES
        and i + 2 < len(tok)
        and tok.words[i + 1] == "-"
        and tok.words[i + 2][0].isupper()
        and tok.ends[i] == tok.starts[i + 1]
    )


DEMONYM = 4  # the place of "demonym" in gazetteer.SPELLINGS

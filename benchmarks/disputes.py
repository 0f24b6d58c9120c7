"""Disputes: our own gold set (claims given), and contradicting headlines (Emergent) by cross-validation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from spacy.language import Language

from digest.disputes import meet, targets, within
from digest.model import Analysis, Article, Claim, ClaimRef, Content, Cue, Figure, Read, Source, Stance
from digest.nlp.analyzer import Analyzer
from digest.nlp.claims.figures import figures
from digest.nlp.parse import load
from digest.nlp.parse.tree import tree

from .report import HERE, Row

GOLD = HERE.parent / "tests" / "gold" / "disputes"
_CLAIM = re.compile(r"\{(\d+) ([^{}:]*?)(\w*): ([^{}]*)\}")
_PAIR = re.compile(r"> ([a-z]?)(\d+) (\w+) ([a-z]?)(\d+)")
OPEN = ("open", "later")
"""Parts of the gold set that may be read and learned from."""

Pair = tuple[ClaimRef, str, ClaimRef]


@dataclass(frozen=True, slots=True)
class GoldStory:
    """Articles on one event with their claims, and the pairs of claims that meet."""

    name: str
    reads: tuple[Read, ...]
    pairs: frozenset[Pair]


def stories(folder: str) -> list[GoldStory]:
    """The stories of ``open`` or ``locked``."""
    return [story for path in sorted((GOLD / folder).glob("*.txt")) for story in _read(path)]


def _read(path: Path) -> Iterator[GoldStory]:
    reads: dict[str, list[Read]] = defaultdict(list)
    pairs: dict[str, set[Pair]] = defaultdict(set)
    for block in path.read_text("utf-8").split("== ")[1:]:
        head, *lines = block.strip().split("\n")
        name, outlet, day = (part.strip() for part in head.split("|"))
        story = name.rstrip("abc")
        body = "\n".join(line for line in lines if not line.startswith(">"))
        reads[story].append(_article(name, outlet, day, body))
        for line in lines:
            if found := _PAIR.match(line):
                pairs[story].add(_pair(name, story, found.groups()))
    return iter([GoldStory(story, tuple(found), frozenset(pairs[story])) for story, found in reads.items()])


def _pair(name: str, story: str, parts: Sequence[str]) -> Pair:
    letter_a, a, kind, letter_b, b = parts
    article = [story + letter if letter else name for letter in (letter_a, letter_b)]
    return ClaimRef(article[0], a), kind, ClaimRef(article[1], b)


def _article(name: str, outlet: str, day: str, body: str) -> Read:
    text, claims, at = "", [], 0
    for found in _CLAIM.finditer(body):
        text += body[at : found.start()]
        claims.append(_claim(found, len(text)))
        text += found.group(4)
        at = found.end()
    text += body[at:]
    article = Article(name, text, outlet=outlet, published=datetime.fromisoformat(day).replace(tzinfo=UTC))
    placed = tuple(_placed(claim, text) for claim in claims)
    return Read(article, Analysis(claims=placed), story=1)


def _placed(claim: Claim, text: str) -> Claim:
    ((start, end),) = claim.content.spans
    inside = tuple(figure for figure in _figures(text) if start < figure.end <= end)
    return replace(claim, sentence=_sentence(text, (start, end)), figures=inside)


def _claim(found: re.Match[str], start: int) -> Claim:
    number, who, stance, words = found.groups()
    actor, _, side = who.strip().partition("/")
    span = (start, start + len(words))
    source = Source((span,), actor, actor, side.strip()) if actor else None
    cue = Cue((span,), stance, stance) if stance else None
    return Claim(number, source, cue, Stance(stance or "asserts"), Content((span,), words), span)


@lru_cache(maxsize=1)
def _model() -> Language:
    return load()


@lru_cache(maxsize=512)
def _figures(text: str) -> tuple[Figure, ...]:
    """The figures of an article as the product finds them: only the claims are given."""
    return figures(tree(_model()(text)))


def _sentence(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start = max(text.rfind(". ", 0, span[0]) + 2, 0) if ". " in text[: span[0]] else 0
    end = text.find(". ", span[1])
    return start, len(text) if end < 0 else end + 1


def predicted(story: GoldStory) -> set[Pair]:
    """What the rules find in a story, its claims given."""
    reads = [_analyzed(read) for read in story.reads]
    return {(one.a, one.kind, one.b) for one in meet(reads)}


def _analyzed(read: Read) -> Read:
    mets = within(read.analysis.claims, read.article.text)
    claims = targets(read.analysis.claims, mets)
    return replace(read, analysis=replace(read.analysis, claims=claims, disputes=mets))


def from_texts(story: GoldStory) -> set[Pair]:
    """What the whole pipeline finds in the texts alone, its claims named after the gold claims they cover.

    A claim that covers none keeps its own id, so that a pair with it counts as wrong.
    """
    reads, names = found_in(story)
    return {(names[one.a], one.kind, names[one.b]) for one in meet(reads)}


def found_in(story: GoldStory) -> tuple[list[Read], dict[ClaimRef, ClaimRef]]:
    """The articles with the claims found in their texts, and the gold claim that each of these covers."""
    reads = [
        replace(read, analysis=analysis) for read, analysis in zip(story.reads, _analyses(story), strict=True)
    ]
    names = {
        ClaimRef(read.article.id, claim.id): ClaimRef(read.article.id, _nearest(claim, gold.analysis.claims))
        for read, gold in zip(reads, story.reads, strict=True)
        for claim in read.analysis.claims
    }
    return reads, names


@lru_cache(maxsize=1)
def _analyzer() -> Analyzer:
    return Analyzer(places=lambda doc, article: ())


def _analyses(story: GoldStory) -> Iterator[Analysis]:
    return _analyzer().many(read.article for read in story.reads)


def _nearest(claim: Claim, gold: Sequence[Claim]) -> str:
    """The gold claim whose words overlap most with this one's, else the claim's own id."""
    best = max(gold, key=lambda other: _overlap(claim, other), default=None)
    return best.id if best and _overlap(claim, best) > 0.3 else claim.id


def _overlap(a: Claim, b: Claim) -> float:
    """Common characters over those of the shorter content."""
    common = sum(max(0, min(e, f) - max(s, t)) for s, e in a.content.spans for t, f in b.content.spans)
    return common / max(
        1, min(sum(e - s for s, e in a.content.spans), sum(e - s for s, e in b.content.spans))
    )


def compared(found: set[Pair], story: GoldStory) -> tuple[int, int, int]:
    """Right, found, wanted. A pair is right when its claims and its kind are.

    Who answers whom counts where a cue says so; of two figures or two plain assertions neither answers.
    """
    answers = {
        ClaimRef(read.article.id, claim.id)
        for read in story.reads
        for claim in read.analysis.claims
        if claim.stance in (Stance.denies, Stance.concedes)
    }

    def key(pair: Pair) -> tuple[object, ...]:
        a, kind, b = pair
        return pair if kind != "differs" and {a, b} & answers else (frozenset((a, b)), kind)

    mine, theirs = {key(pair) for pair in found}, {key(pair) for pair in story.pairs}
    return len(mine & theirs), len(mine), len(theirs)


def score(folder: str, find: Callable[[GoldStory], set[Pair]] = predicted) -> tuple[float, float, int]:
    """Precision, recall, and how many pairs there are."""
    counts = [compared(find(story), story) for story in stories(folder)]
    right, found, wanted = (sum(column) for column in zip(*counts, strict=True))
    return right / max(found, 1), right / wanted, wanted


def quality() -> Iterator[Row]:
    """Precision and recall on our gold set, claims given and from the texts; contradicting headlines."""
    from .train_headlines import cross_validated  # its training is not needed to read the gold set

    for folder in (*OPEN, "locked", "unread", "sealed"):
        precision, recall, wanted = score(folder)
        note = f"claims given, {wanted} pairs"
        yield Row("disputes", f"precision, {folder}", precision, goal=0.90, note=note)
        yield Row("disputes", f"recall, {folder}", recall, goal=0.70, note=note)
        precision, recall, wanted = score(folder, from_texts)
        note = f"from the texts alone, {wanted} pairs"
        yield Row("disputes", f"precision from text, {folder}", precision, note=note)
        yield Row("disputes", f"recall from text, {folder}", recall, note=note)
    if (figure := cross_validated()) is not None:
        note = "numbers counted without the claim that is scored; base rate .06"
        yield Row(
            "disputes", "headlines average precision", figure, goal=0.45, peer="word rules .27", note=note
        )

"""Gold articles with labelled claims: our own words, read from the text files beside this one.

A file holds articles one after the other: a line ``# name | kind``, the text, a line ``---``, then a line a
claim: source words | actor | stance | content words (pieces apart by " … ") | tags, if any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled claim: where its source and content stand, who speaks, how, and which kind of case it is."""

    source: Spans
    actor: str
    stance: str
    content: Spans
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    name: str
    kind: str
    text: str
    claims: tuple[Gold, ...]


def articles(part: str) -> list[GoldArticle]:
    """The articles of a part (a file beside this one); ValueError names a label that is not in its text."""
    raw = (HERE / f"{part}.txt").read_text("utf-8")
    return [_article(block) for block in re.split(r"^# ", raw, flags=re.MULTILINE) if block.strip()]


def _article(block: str) -> GoldArticle:
    head, rest = block.split("\n", 1)
    name, kind = (part.strip() for part in head.split("|"))
    text, labels = rest.split("\n---\n", 1)
    lines = [line for line in labels.splitlines() if line.strip()]
    found: list[Gold] = []
    for line in lines:
        found.append(_claim(name, text, line, found[-1].content[0][0] if found else 0))
    return GoldArticle(name, kind, text, tuple(found))


def _claim(name: str, text: str, line: str, after: int) -> Gold:
    """One label; labels stand in reading order, so words are looked for around where the last one was."""
    source, actor, stance, content, *tags = (part.strip() for part in line.split("|"))
    pieces = [piece.strip() for piece in content.split(" … ")]
    best: tuple[int, tuple[int, int], tuple[int, int]] | None = None
    for where in _all(text, pieces[-1]):
        for spoken in _all(text, source):
            away = abs(where[0] - spoken[0]) + (
                10_000 if where[0] < after - 400 or (spoken[1] > where[0] and spoken[0] < where[1]) else 0
            )
            away += 2 * max(after - where[0], 0)
            if best is None or away < best[0]:
                best = (away, where, spoken)
    if best is None:
        raise ValueError(f"{name}: {source!r} or {content!r} is not in the text")
    before = [min(_all(text, piece), key=lambda w: abs(w[0] - best[1][0])) for piece in pieces[:-1]]
    return Gold((best[2],), actor, stance, (*before, best[1]), frozenset(" ".join(tags).split()))


def _all(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand, as whole words; in any case only when they never stand as written."""
    edge = r"(?<!\w)" if words[0].isalnum() else ""
    pattern = edge + re.escape(words) + (r"(?!\w)" if words[-1].isalnum() else "")
    return [m.span() for m in re.finditer(pattern, text)] or [
        m.span() for m in re.finditer(pattern, text, re.IGNORECASE)
    ]


def every() -> Iterator[GoldArticle]:
    """All gold articles."""
    yield from articles("dev")
    yield from articles("locked")

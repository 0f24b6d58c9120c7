"""Quotation marks, paired. Pure text: no parse, and never an exception on unbalanced marks.

A quotation that is still open where a paragraph ends goes on when the next paragraph opens with a mark
again (the newspapers' habit for quotations over paragraphs); otherwise it ends with its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

OPEN = {"“": "”", "«": "»", "„": "“", "``": "''"}
SCARE_WORDS = 2
"""Quotations of at most this many words are a manner of speaking, not a statement."""

_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile(r"``|''|[“”«»„\"]|(?<![\w”\"'’])[‘'](?=\w)|(?<=[\w.,!?…])[’'](?!\w)")
_WORD = re.compile(r"\w+")
LONGEST = 6000  # characters: an opening mark whose partner is farther away is taken for a slip


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters from the opening mark to behind the closing one.

    ``closed`` is false when the closing mark lacks; ``goes_on`` when the next quotation continues it.
    """

    start: int
    end: int
    words: int
    closed: bool = True
    goes_on: bool = False

    @property
    def scare(self) -> bool:
        """One or two words in quotes: kept in their sentence, never a statement of their own."""
        return self.words <= SCARE_WORDS


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text in reading order; they never overlap."""
    found: list[Quotation] = []
    for paragraph in _PARAGRAPH.finditer(text):
        begins = len(paragraph.group()) - len(paragraph.group().lstrip()) + paragraph.start()
        inside = _paragraph(text, paragraph.start(), paragraph.end())
        if found and not found[-1].closed and inside and inside[0].start == begins:
            found[-1] = replace(found[-1], goes_on=True)
        found += inside
    return tuple(found)


def _paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened, closing = -1, ""
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if opened < 0:
            closing = _partner(text, match)
            opened = match.start() if closing else -1
        elif mark == closing or (closing == "”" and mark == '"'):
            found.append(_made(text, opened, match.end(), closed=True))
            opened = -1
        elif mark in OPEN and mark != "„" and closing not in {"’", "'"}:
            found.append(_made(text, opened, _words_end(text, opened, match.start()), closed=False))
            opened, closing = match.start(), OPEN[mark]
    if opened >= 0 and closing not in {"’", "'"}:
        found.append(_made(text, opened, _words_end(text, opened, end), closed=False))
    return [q for q in found if q.words and q.end - q.start <= LONGEST]


def _partner(text: str, match: re.Match[str]) -> str:
    """The mark that would close this one, "" when it cannot open."""
    mark = match.group()
    if mark in OPEN:
        return OPEN[mark]
    after = text[match.end() : match.end() + 1]
    if mark in {'"', "''"}:
        return mark if after and not after.isspace() else ""
    if mark in {"‘", "'"} and after.isalnum():
        return _single(text, match)
    return ""


def _single(text: str, match: re.Match[str]) -> str:
    """Single marks are apostrophes more often than not: they open only where a partner closes them."""
    closing = "’" if match.group() == "‘" else "'"
    stop = text.find("\n", match.end())
    rest = text[match.end() : stop if stop >= 0 else len(text)][:LONGEST]
    found = re.search(
        rf"(?<=[\w.,!?…])(?<!s){closing}(?!\w)|(?<=s){closing}(?=[\s,.;:!?]*(?:$|[A-Z]|said|,))", rest
    )
    return closing if found else ""


def _words_end(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _made(text: str, start: int, end: int, *, closed: bool) -> Quotation:
    return Quotation(start, end, len(_WORD.findall(text, start, end)), closed)

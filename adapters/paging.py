"""Cut a long message into pages that fit.

What fits is the platform's word (``fits``); where to cut is decided here, the same for all: between
blocks if possible, else between lines, else between words, else between letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from .message import (
    Block,
    Bullets,
    Buttons,
    Code,
    Divider,
    Heading,
    Message,
    Paragraph,
    Picture,
    Quote,
    Select,
    Small,
    Span,
    Text,
)

FEW = 3
"""Lines that go to the next page with the small ones that close them."""
Fits = Callable[[Message], bool]
T = TypeVar("T")


def pages(message: Message, fits: Fits) -> Iterator[Message]:
    """Greedy: as many blocks a page as fit; a block that is too large alone is cut in pieces.

    A heading is never left at the foot of a page, nor the line that introduces a quotation, nor a rule at
    its head or foot; small lines that close a few lines go to the next page with them. No text is lost.
    """
    page: list[Block] = []
    queue: list[Block] = list(reversed(message.blocks))
    while queue:
        block = queue.pop()
        if fits(replace(message, blocks=(*page, block))):
            page.append(block)
        elif kept := _without_dangling(page, block, closes=not (queue and isinstance(queue[-1], Quote))):
            queue += [block, *reversed(page[len(kept) :])]
            yield replace(message, blocks=_trimmed(kept))
            page = []
        elif pieces := _pieces(block, _after(message, page, fits)):
            queue += [*reversed(pieces), *reversed(page)]
            page = []
        elif page:  # only headings and rules before a block that cannot be cut: they go without it
            queue.append(block)
            if blocks := _trimmed(page):
                yield replace(message, blocks=blocks)
            page = []
        else:
            yield replace(message, blocks=(block,))  # cannot be cut; the platform will say so
    if blocks := _trimmed(page):
        yield replace(message, blocks=blocks)


def _after(message: Message, page: Sequence[Block], fits: Fits) -> Callable[[Block], bool]:
    """Whether a block fits after those of ``page``."""
    return lambda block: fits(replace(message, blocks=(*page, block)))


def _without_dangling(page: Sequence[Block], after: Block, *, closes: bool) -> list[Block]:
    """Without the headings and rules at its foot; also without a small line that introduces ``after``, and
    without the few lines that ``after`` closes (``closes``: it is not the one to introduce what follows).
    """
    kept = list(page)
    if closes and isinstance(after, Small):
        kept = _without_closed(kept) or kept
    if isinstance(after, Quote) and len(kept) > 1 and isinstance(kept[-1], Small):
        kept.pop()
    while kept and isinstance(kept[-1], Heading | Divider):
        kept.pop()
    return kept


def _without_closed(page: Sequence[Block]) -> list[Block]:
    """Without the small lines at its foot and the few lines before them, under their heading."""
    kept = list(page)
    while kept and isinstance(kept[-1], Small):
        kept.pop()
    if not (kept and isinstance(kept[-1], Bullets) and len(kept[-1].items) <= FEW):
        return []
    kept.pop()
    while kept and isinstance(kept[-1], Heading | Divider):
        kept.pop()
    return kept


def _trimmed(page: Sequence[Block]) -> tuple[Block, ...]:
    blocks = list(page)
    while blocks and isinstance(blocks[0], Divider):
        blocks.pop(0)
    while blocks and isinstance(blocks[-1], Divider):
        blocks.pop()
    return tuple(blocks)


def _pieces(block: Block, fits: Callable[[Block], bool]) -> list[Block]:
    """Two pieces of a block with the same words in the same order, the first as large as fits.

    Empty when it cannot be cut, or when not even its smallest piece would fit.
    """
    match block:
        case Bullets(items, first):
            return _numbered(_cut_lines(items, lambda some: Bullets(some, first), fits), first, len(items))
        case Quote(lines):
            return _cut_lines(lines, Quote, fits)
        case Paragraph(spans) | Small(spans) | Heading(spans):
            return _cut_text(spans, lambda part: replace(block, text=part), fits)
        case Code(code):
            return _cut_lines(code.split("\n"), lambda lines: Code("\n".join(lines)), fits)
        case Buttons(row):
            return _cut_lines(row, Buttons, fits)
        case Select(placeholder, choices):
            return _cut_lines(choices, lambda some: Select(placeholder, some), fits)
        case Divider() | Picture():
            return []


def _cut_lines(
    lines: Sequence[T], made: Callable[[tuple[T, ...]], Block], fits: Callable[[Block], bool]
) -> list[Block]:
    """Between lines; a single line that does not fit, inside it."""
    most = _largest(len(lines) - 1, lambda count: fits(made(tuple(lines[:count]))))
    if most:
        return [made(tuple(lines[:most])), made(tuple(lines[most:]))]
    parts = _cut_line(lines[0], made, fits) if lines else []
    if not parts:
        return []
    rest = [made(tuple(lines[1:]))] if len(lines) > 1 else []
    return [*parts, *rest]


def _numbered(pieces: list[Block], first: int, count: int) -> list[Block]:
    """The pieces of a list with their numbers going on; a line cut inside keeps its number in both halves."""
    if not first:
        return pieces
    counted: list[Block] = []
    left = count
    for piece in reversed(pieces):  # what comes last ends with the last number
        assert isinstance(piece, Bullets)
        left -= len(piece.items)
        counted.append(replace(piece, first=first + max(left, 0)))
    return counted[::-1]


def _cut_line(
    line: object, made: Callable[[tuple[T, ...]], Block], fits: Callable[[Block], bool]
) -> list[Block]:
    """A line of spans or of letters in two; a button or a choice cannot be cut."""

    def one(part: object) -> Block:
        return made((part,))  # type: ignore[arg-type]  # a part of a line is a line

    if isinstance(line, str):
        return _cut_text((Span(line),), lambda part: one("".join(span.text for span in part)), fits)
    if isinstance(line, tuple) and all(isinstance(span, Span) for span in line):
        return _cut_text(line, one, fits)
    return []


def _cut_text(spans: Text, made: Callable[[Text], Block], fits: Callable[[Block], bool]) -> list[Block]:
    size = sum(len(span.text) for span in spans)
    most = _largest(size - 1, lambda room: fits(made(cut(spans, room)[0])))
    first, second = cut(spans, most)
    return [made(first), made(second)] if first and second else []


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to ``most`` that fits, 0 when none does; larger ones fit less."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def cut(spans: Text, room: int) -> tuple[Text, Text]:
    """The first ``room`` characters at most, and the rest: at a space where one is near, never inside a
    letter with its marks or a joined emoji.

    >>> cut((Span("one two three"),), 9)
    ((Span(text='one two ', ...),), (Span(text='three', ...),))
    """
    left: list[Span] = []
    for index, span in enumerate(spans):
        if len(span.text) <= room:
            left.append(span)
            room -= len(span.text)
            continue
        at = _boundary(span.text, room) if room > 0 else 0
        if at == 0 and not left and room > 0:
            at = room  # one heap of marks longer than a page: it has to break somewhere
        head = (replace(span, text=span.text[:at]),) if at else ()
        return (*left, *head), (replace(span, text=span.text[at:]), *spans[index + 1 :])
    return tuple(left), ()


def _boundary(text: str, room: int) -> int:
    """Where to cut so that at most ``room`` characters come first."""
    space = text.rfind(" ", max(0, room - 80), room)
    if space >= 0:
        return space + 1
    at = room
    while at > 0 and _holds_together(text, at):
        at -= 1
    return at


def _holds_together(text: str, at: int) -> bool:
    """Whether the characters on both sides of ``at`` are one to the eye."""
    joiner = "\u200d"
    return (
        text[at] == joiner
        or text[at - 1] == joiner
        or unicodedata.combining(text[at]) != 0
        or unicodedata.category(text[at]) in ("Mn", "Me", "Mc", "Sk", "Cf")
    )

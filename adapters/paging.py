"""Cut a long message into pages that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .message import Block, Bullets, Divider, Heading, Message, Paragraph, Quote, Small, Span, Text

Fits = Callable[[Message], bool]


def pages(message: Message, fits: Fits) -> Iterator[Message]:
    """Greedy: as many blocks a page as fit; a block that is too large alone is cut in pieces.

    A heading is never left at the foot of a page, a rule never at its head or foot; no text is lost.
    """
    page: list[Block] = []
    queue: list[Block] = list(message.blocks)
    while queue:
        block = queue.pop(0)
        if fits(replace(message, blocks=(*page, block))):
            page.append(block)
        elif kept := _without_dangling(page):
            queue[:0] = [*page[len(kept) :], block]
            yield replace(message, blocks=_trimmed(kept))
            page = []
        elif (pieces := _pieces(block)) is not None:
            queue[:0] = [*page, *pieces] if page else pieces
            page = []
        else:
            page.append(block)  # cannot be cut; the platform will say so
    if blocks := _trimmed(page):
        yield replace(message, blocks=blocks)


def _without_dangling(page: list[Block]) -> list[Block]:
    kept = list(page)
    while kept and isinstance(kept[-1], Heading | Divider):
        kept.pop()
    return kept


def _trimmed(page: list[Block]) -> tuple[Block, ...]:
    blocks = list(page)
    while blocks and isinstance(blocks[0], Divider):
        blocks.pop(0)
    while blocks and isinstance(blocks[-1], Divider):
        blocks.pop()
    return tuple(blocks)


def _pieces(block: Block) -> list[Block] | None:
    """Two halves of a block with the same words in the same order; None when it cannot be cut."""
    match block:
        case Bullets(items) if len(items) > 1:
            half = len(items) // 2
            return [Bullets(items[:half]), Bullets(items[half:])]
        case Quote(lines) if len(lines) > 1:
            half = len(lines) // 2
            return [Quote(lines[:half]), Quote(lines[half:])]
        case Bullets((item,)):
            return [Bullets((part,)) for part in halves(item)] or None
        case Quote((item,)):
            return [Quote((part,)) for part in halves(item)] or None
        case Paragraph(spans) | Small(spans) | Heading(spans):
            return [replace(block, text=part) for part in halves(spans)] or None
        case _:
            return None


def halves(spans: Text) -> list[Text]:
    """The text cut in two near the middle, at a space where there is one; empty when too short to cut."""
    size = sum(len(span.text) for span in spans)
    if size < 2:
        return []
    left: list[Span] = []
    room = size // 2
    for index, span in enumerate(spans):
        if len(span.text) <= room:
            left.append(span)
            room -= len(span.text)
            continue
        at = span.text.rfind(" ", 0, room + 1) + 1 or room
        first, second = replace(span, text=span.text[:at]), replace(span, text=span.text[at:])
        parts = [(*left, first), (second, *spans[index + 1 :])]
        return [part for part in (tuple(s for s in p if s.text) for p in parts) if part]
    return [tuple(left)]

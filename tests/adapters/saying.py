"""What a message says, for comparing before and after: every word, label and alternative text in order."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.message import (
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
    words,
)


def everything_said(message: Message) -> str:
    """All text of a message, its blocks one after the other; line breaks of code aside."""
    return "".join(said for block in message.blocks for said in _said(block))


def _said(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Paragraph(text) | Small(text):
            yield words(text)
        case Bullets(lines) | Quote(lines):
            yield from map(words, lines)
        case Code(code):
            yield code.replace("\n", "")
        case Picture(alt=alt):
            yield alt
        case Buttons(row):
            yield from (button.label for button in row)
        case Select(_, choices):
            yield from (label for label, _ in choices)
        case Divider():
            return

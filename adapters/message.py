"""What a bot can say, before any platform has a word in how it looks.

A Message is a few blocks; a block is made of spans of text, never markup, so that each platform
escapes in exactly one place and nothing from outside can mention, format, link or forge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text.

    ``link`` is an address of ours (already checked to be http or https). ``when`` asks the platform to
    show this moment in the reader's own zone; ``text`` is then the fallback. ``relative`` shows it as an
    age ("12 min ago"). ``channel`` is a channel's id as ``Place`` has it: a platform that can shows its
    name instead of ``text``.
    """

    text: str
    link: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    when: datetime | None = None
    relative: bool = False
    channel: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 opens a message, 2 a story, 3 a group of lines."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Small:
    """Secondary text: counts, freshness, attribution."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """Lines of the same rank, at the same indentation.

    ``first`` is the number of the first line, 0 for no numbers. Buttons or a Select right after a numbered
    list, with a choice for each line, are its answers: a terminal shows each under its line.
    """

    items: tuple[Text, ...]
    first: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines set off together: the lines of one dispute."""

    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text: a caret under a column, an OPML excerpt."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A rule between stories."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with words for those who do not see it."""

    name: str  # file name, ends in .png
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Button:
    """Pressing it sends ``line`` as if typed, or opens ``link``; one of the two.

    ``form``: the platform asks for words first, where it can, and adds them to the line ("report pokrovsk"
    becomes "report pokrovsk the map is wrong").
    """

    label: str
    line: str = ""
    link: str = ""
    form: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    row: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Select:
    """Choosing sends the choice's line as if typed. ``choices`` are (label, line)."""

    placeholder: str
    choices: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Small | Bullets | Quote | Code | Divider | Picture | Buttons | Select

LINE_MOST = 100
"""Longest command line a button or choice may carry (Discord's custom_id, the smallest of the platforms)."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said at once.

    ``title`` is the one-line gist (notifications). ``private``: to the one who asked only.
    ``tone`` is "digest" | "update" | "answer" | "problem": platforms may colour by it, never only by it.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    private: bool = False
    tone: str = "answer"

    def shown_privately(self) -> Message:
        return replace(self, private=True)


def text(*parts: str | Span) -> Text:
    """Spans from strings and spans, empty ones dropped."""
    spans = (Span(part) if isinstance(part, str) else part for part in parts)
    return tuple(span for span in spans if span.text)


def plain(message: Message) -> str:
    """The whole message as plain words, for screen readers, notifications and logs of what was said."""
    return "\n".join(line for block in message.blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(spans) | Paragraph(spans) | Small(spans):
            yield words(spans)
        case Bullets(items, first):
            yield from (f"{mark(first, at)} {words(item)}" for at, item in enumerate(items))
        case Quote(lines):
            yield from (f"  {words(line)}" for line in lines)
        case Code(code):
            yield code
        case Picture(alt=alt):
            yield alt
        case Divider() | Buttons() | Select():
            return


def mark(first: int, at: int, bullet: str = "•") -> str:
    """What stands before the line ``at`` of a list: its number, or a bullet."""
    return f"{first + at}." if first else bullet


def words(spans: Text) -> str:
    """The text of the spans, nothing else."""
    return "".join(span.text for span in spans)


_JOINERS = frozenset("\u200c\u200d")
"""The invisible characters that scripts and emoji need: the non-joiner and the joiner."""

_MARKS_MOST = 4
"""Combining marks kept on a letter: enough for Hebrew, Vietnamese and Thai, too few to leave the line."""


def tame(text: str) -> str:
    """``text`` without what is not words: the one cleaning every platform does before its own escaping.

    Dropped: control characters (a terminal obeys them), the invisible ones that reorder or hide text
    (direction overrides, zero-width spaces, tags), marks heaped on one letter, halves of a surrogate pair.
    Line breaks and tabs stay.
    """
    if text.isprintable() and text.isascii():
        return text
    kept: list[str] = []
    heap = 0
    for char in text.replace("\r\n", "\n"):
        kind = unicodedata.category(char)
        heap = heap + 1 if kind in ("Mn", "Me") else 0
        if heap <= _MARKS_MOST:
            kept.append(_tamed(char, kind))
    return "".join(kept)


def _tamed(char: str, kind: str) -> str:
    if kind == "Cc":
        return char if char in "\n\t" else ""
    if kind == "Cf":
        return char if char in _JOINERS else ""
    return {"Cs": "\N{REPLACEMENT CHARACTER}", "Zl": "\n", "Zp": "\n"}.get(kind, char)

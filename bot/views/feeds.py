"""What a feed gives, before and after it is added."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.message import Block, Bullets, Heading, Message, Small, Span, Text, text
from digest.pipeline import Given, Preview

from . import parts

THEN = "Added. What is in it now is known and not shown; what comes from now on is."


def checked(found: Preview) -> Message:
    """The last items of a feed and what each would give."""
    return Message(
        (Heading(text(_name(found))), *_items(found)), title=f"{_name(found)} checked", private=True
    )


def added(found: Preview) -> Message:
    """The same, with what happens next."""
    blocks: tuple[Block, ...] = (Heading(text(_name(found))), Small(text(THEN)), *_items(found))
    return Message(blocks, title=f"{_name(found)} added", private=True)


def _name(found: Preview) -> str:
    feed = found.state.feed
    return feed.title or feed.outlet or feed.url


def _items(found: Preview) -> Iterator[Block]:
    notes = "".join(f" · {note}" for note in found.notes)
    yield Small(text(f"{found.state.feed.url} · {parts.counted(found.entries, 'item')}{notes}"))
    if found.items:
        yield Bullets(tuple(map(_item, found.items)))


def _item(given: Given) -> Text:
    entry = given.entry
    when = parts.after(", ", entry.published)
    claims = f", {parts.counted(len(given.analysis.claims), 'claim')}" if given.analysis else ""
    size = f"{len(given.article.text.split()):,} words{claims}" if given.article else given.fate.value
    why = f" ({given.why})" if given.why else ""
    return text(Span(entry.title or entry.url, link=entry.url), " — ", size, why, *when)

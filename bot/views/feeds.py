"""What a feed gives, before and after it is added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from adapters.message import Block, Bullets, Heading, Message, Paragraph, Small, Span, Text, text
from digest import websub
from digest.model import FeedState, Push
from digest.pipeline import Given, Preview

from . import parts

THEN = "Added. What is in it now is known and not shown; what comes from now on is."


def listed(states: Sequence[FeedState], pushes: Sequence[Push] = (), now: datetime | None = None) -> Message:
    """Every feed with how reading it goes, and whether its hub pushes what is new."""
    if not states:
        hint = "No feeds yet. Add one: feeds add https://… (a feed, a site, or a name from the suggestions)"
        return Message((Paragraph(text(hint)),), title="No feeds")
    known = {push.feed: push for push in pushes}
    items = tuple(line(state, known.get(state.feed.url), now) for state in states)
    return Message(
        (Heading(text(parts.counted(len(items), "feed"))), Bullets(items)), title="Feeds", private=True
    )


def line(state: FeedState, push: Push | None = None, now: datetime | None = None) -> Text:
    """One feed: its name, when it was last read well, what is wrong, what comes next."""
    good = parts.after("last good ", state.last_good, relative=True) or ("never read yet",)
    trouble = f"; {parts.counted(state.failures, 'failure')}: {state.error}" if state.error else ""
    ended = "" if state.feed.active else "; ended by its publisher"
    then = parts.after("; next ", state.next_at) if state.feed.active else ()
    name = state.feed.title or state.feed.outlet or state.feed.url
    pushed = _pushed(push, now) if push and now else ()
    return text(Span(name, strong=True), f" <{state.feed.url}> — ", *good, trouble, ended, *pushed, *then)


def _pushed(push: Push, now: datetime) -> tuple[str | Span, ...]:
    if not websub.is_active(push, now):
        return (f"; {websub.told(push, now)}",)
    last = parts.after(", last ", push.last, relative=True) or (", nothing yet",)
    return (*parts.after("; pushed since ", push.since), *last)


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

"""What a feed gives, before and after it is added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from adapters.message import Block, Bullets, Buttons, Heading, Message, Paragraph, Small, Span, Text, text
from digest.model import Feed, FeedState, Push
from digest.pipeline import Given, Preview, Survey
from digest.watch import websub

from . import parts

LONGEST = 160  # characters of a title that are shown
NAMED = 10  # feeds of a list that are named without being shown
THEN = "What they have published so far is not shown; what they publish from now on is."
ADDED = "Added. What it has published so far is not shown; what it publishes from now on is."


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
    error = state.error.removeprefix(f"{state.feed.url}: ")
    trouble = f"; {parts.counted(state.failures, 'failure')}: {error}" if error else ""
    ended = "" if state.feed.active else "; not read any more"
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
    """The same, with what happens next, and how to take it back."""
    blocks: list[Block] = [Heading(text(_name(found))), Small(text(ADDED)), *_items(found)]
    row = parts.buttons(("Undo", f"feeds remove {found.state.feed.url}"))
    blocks += [Buttons(row)] if row else []
    return Message(tuple(blocks), title=f"{_name(found)} added", private=True)


def offered(found: Preview, number: int) -> Message:
    """The same before it is added, with the yes; ``number`` is the list of one it is kept as."""
    yes = f"feeds add list {number}"
    blocks: list[Block] = [Heading(text(_name(found))), *_items(found)]
    blocks += [Small(text("Nothing is added yet.")), Buttons(parts.buttons(("Add it", yes)))]
    return Message(tuple(blocks), title=f"{_name(found)}: add it?", private=True)


def known(found: Preview) -> Message:
    """The same when it is read already."""
    said = Small(text("It is read already; nothing has changed."))
    return Message(
        (Heading(text(_name(found))), said, *_items(found)),
        title=f"{_name(found)} is read already",
        private=True,
    )


def surveyed(found: Survey, number: int) -> Message:
    """A list of feeds before it is added: what is new, known and unreadable, and what the first ones give."""
    count = parts.counted(len(found.feeds), "feed")
    head = parts.joined(
        [
            f"{count} to add",
            f"{found.known:,} known already or named twice" if found.known else "",
            f"{len(found.failed):,} cannot be read and would be left out" if found.failed else "",
            f"{found.unread:,} too many to look at now, added unread" if found.unread else "",
        ]
    )
    blocks: list[Block] = [Heading(text("A list of feeds")), Paragraph(text(head))]
    for one in found.shown:
        blocks += [Heading(text(_name(one)), level=3), *_items(one)]
    if (rest := len(found.feeds) - len(found.shown)) > 0:
        names = [feed.title or feed.url for feed in found.feeds[len(found.shown) :][:NAMED]]
        more = f", and {rest - NAMED:,} more" if rest > NAMED else ""
        blocks.append(Small(text(f"Also: {', '.join(names)}{more}")))
    if found.failed:
        lines = tuple(text(f"{url}: {why}" if url not in why else why) for url, why in found.failed[:NAMED])
        more_failed = len(found.failed) - NAMED
        lines += (text(f"and {more_failed:,} more"),) if more_failed > 0 else ()
        blocks += [Heading(text("Cannot be read"), level=3), Bullets(lines)]
    if found.feeds:
        blocks += [
            Small(text(f"Nothing is added yet: feeds add list {number}")),
            Buttons(parts.buttons((f"Add {count}", f"feeds add list {number}"))),
        ]
    return Message(tuple(blocks), title=head, private=True)


def list_added(number: int, new: Sequence[Feed]) -> Message:
    """What has been added of a list, and how to take it back."""
    words = f"{new[0].title or new[0].url} added." if len(new) == 1 else f"{len(new):,} feeds added."
    words = words if new else "Nothing to add: what is on this list is read already."
    blocks: list[Block] = [Paragraph(text(words))]
    if new:
        blocks += [Small(text(THEN)), Buttons(parts.buttons(("Undo", f"feeds remove list {number}")))]
    return Message(tuple(blocks), title=words, private=True)


def _name(found: Preview) -> str:
    feed = found.state.feed
    return _short(feed.title or feed.outlet or feed.url)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


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
    partial = "only the feed's summary" if given.article and given.article.partial else ""
    why = ": ".join(part for part in (partial, given.why) if part)
    return text(
        Span(_short(entry.title or entry.url), link=entry.url), " — ", size, f" ({why})" if why else "", *when
    )

"""Living posts: when a publisher corrects or withdraws, the earlier posts say so, in place, with the time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from adapters.message import Block, Bullets, Heading, Message, Paragraph, Quote, Small, Span, Text
from adapters.port import Gone, Platform, TryLater
from digest import codec
from digest.model import Correction, Post
from digest.store import Store

log = structlog.get_logger(__name__)

CURSOR = "living/last"
"""Key of the number of the last correction that was dealt with."""
OLDEST = timedelta(days=14)
"""Posts older than this are left as they are."""
WORDS = 120
"""Characters of the publisher's old and new words that are shown."""


async def update(store: Store, platforms: Mapping[str, Platform], now: datetime) -> int:
    """Edit the posts that show what was corrected since the last time; how many were edited.

    A platform that asks for patience stops it there; it goes on with the same correction at the next tick.
    Editing twice shows once: a page that has the note already is left alone.
    """
    last = int(await asyncio.to_thread(store.get, CURSOR) or 0)
    edited = 0
    for number, correction in await asyncio.to_thread(store.corrections_after, last):
        try:
            edited += await _tell(store, platforms, correction, now)
        except TryLater as error:
            log.info("a correction waits", article=correction.article, why=str(error))
            return edited
        await asyncio.to_thread(store.put, CURSOR, str(number))
    return edited


async def _tell(
    store: Store, platforms: Mapping[str, Platform], correction: Correction, now: datetime
) -> int:
    read = await asyncio.to_thread(store.read, correction.article)
    if read is None or not read.article.url:
        return 0
    posts = await asyncio.to_thread(store.posts_of, correction.article, now - OLDEST)
    done = [await _edit(store, platforms, post, correction, read.article.url) for post in posts]
    return sum(done)


async def _edit(
    store: Store, platforms: Mapping[str, Platform], post: Post, correction: Correction, url: str
) -> bool:
    platform = platforms.get(post.platform)
    page = codec.loads(Message, post.page)
    marked = noted(page, url, correction)
    if platform is None or marked == page:
        return False
    if len(platform.pages(marked)) > 1:
        marked = noted(page, url, replace(correction, before="", after=""))
    if marked == page or len(platform.pages(marked)) > 1:
        log.warning("no room for a correction", delivery=post.delivery, article=correction.article)
        return False
    try:
        await platform.edit(post.channel, post.message, marked)
    except Gone as error:
        log.info("a post is gone", delivery=post.delivery, why=str(error))
        return False
    kept = replace(post, page=codec.dumps(marked).decode())
    await asyncio.to_thread(store.note_page, kept)
    return True


# --- pure -----------------------------------------------------------------------------------------------


def noted(page: Message, url: str, correction: Correction) -> Message:
    """The page with a note after each block that links into the article; itself when it has it."""
    note = Small(_note(correction))
    if note in page.blocks:
        return page
    return replace(page, blocks=tuple(_with_note(page.blocks, url, note)))


def _with_note(blocks: Iterable[Block], url: str, note: Small) -> Iterator[Block]:
    for block in blocks:
        yield block
        if any(_is_of(span, url) for line in _texts(block) for span in line):
            yield note


def _is_of(span: Span, url: str) -> bool:
    return span.link == url or span.link.startswith(f"{url}#")


def _texts(block: Block) -> tuple[Text, ...]:
    match block:
        case Heading(spans) | Paragraph(spans) | Small(spans):
            return (spans,)
        case Bullets(items):
            return items
        case Quote(lines):
            return lines
        case _:
            return ()


def _note(correction: Correction) -> Text:
    """ "Corrected by the publisher 14:05: “…” is now “…”." The moment is in the reader's own zone."""
    word = "Withdrawn" if correction.kind == "withdrawn" else "Corrected"
    at = Span(f"{correction.at:%Y-%m-%d %H:%M} UTC", when=correction.at)
    if not (correction.before or correction.after):
        return (Span(f"{word} by the publisher ", strong=True), at)
    before = f"“{_short(correction.before)}”" if correction.before else "nothing"
    after = f"“{_short(correction.after)}”" if correction.after else "taken out"
    return (Span(f"{word} by the publisher ", strong=True), at, Span(f": {before} is now {after}."))


def _short(words: str) -> str:
    return words if len(words) <= WORDS else f"{words[:WORDS].rstrip()}…"

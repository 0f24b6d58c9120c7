"""Articles' pages looked at again: an edit its feed does not tell becomes a new version like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from .. import article as articles
from ..errors import FetchError
from ..fetch.port import Fetch, Page
from ..model import Entry, Fate, Feed, ItemState, Read, Step
from ..watch import visits
from .values import Draft

if TYPE_CHECKING:
    from ..store import Store

MOST = 40  # pages of one round
MOST_DUE = 1000  # items looked through for those
AT_ONCE = 8
GONE = "its page was not found; looked for once more"

Followed = Callable[[Sequence[Read]], Collection[str]]
"""Which of these articles somebody follows, by id."""


@dataclass(slots=True)
class Visits:
    """What a round's visits came to: drafts for the desk, and items that have only to be noted."""

    drafts: list[Draft] = field(default_factory=list)
    items: list[ItemState] = field(default_factory=list)
    steps: list[tuple[str, Step]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    looked: int = 0


async def visit(
    *, fetch: Fetch, store: Store, now: datetime, patience: float, followed: Followed | None
) -> Visits:
    """Look at the pages whose time has come, at most MOST and for ``patience`` seconds.

    When more are due than that, those nobody follows are passed over until their next time.
    """
    found = Visits()
    chosen = await asyncio.to_thread(_chosen, store, now, followed, found)
    places = asyncio.Semaphore(AT_ONCE)

    async def one(item: ItemState, read: Read) -> None:
        async with places:
            await _look(item, read, fetch, store, now, found)

    tasks = [asyncio.create_task(one(item, read)) for item, read in chosen]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=patience)  # those stay due
        for task in late:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
    return found


def save(store: Store, found: Visits, now: datetime) -> None:
    """Note what the visits found, but for the drafts: those are the desk's."""
    with store.batch():
        for article in found.withdrawn:
            store.withdraw(article, now)
        store.note_items(found.items)
        store.note_steps(found.steps)


def _chosen(
    store: Store, now: datetime, followed: Followed | None, found: Visits
) -> list[tuple[ItemState, Read]]:
    """What is visited now; what is passed over goes into ``found``."""
    due = store.to_visit(now, MOST_DUE)
    reads = {read.article.id: read for read in store.reads([item.article for item in due])}
    alive = {id_ for id_, read in reads.items() if not read.withdrawn and read.article.url}
    found.items += [replace(item, visit_at=None) for item in due if item.article not in alive]
    wanted = [item for item in due if item.article in alive]
    if len(wanted) > MOST and followed is not None:
        known = followed([reads[item.article] for item in wanted])
        found.items += [visits.visited(item, now) for item in wanted if item.article not in known]
        wanted = [item for item in wanted if item.article in known]
    return [(item, reads[item.article]) for item in wanted[:MOST]]


async def _look(
    item: ItemState, before: Read, fetch: Fetch, store: Store, now: datetime, found: Visits
) -> None:
    found.looked += 1
    try:
        page = await fetch.get(item.url, etag=item.etag, modified=item.modified, kind="page")
    except FetchError as error:
        await _missed(item, error, store, now, found)
        return
    made = await asyncio.to_thread(_made, visits.visited(item, now), page, before)
    if isinstance(made, Draft):
        found.drafts.append(made)
    else:
        found.items.append(made)


async def _missed(item: ItemState, error: FetchError, store: Store, now: datetime, found: Visits) -> None:
    """A page that did not come. Gone counts when said for good, or twice; a refusal ends the visits."""
    if error.fate is Fate.withdrawn:
        known = await asyncio.to_thread(store.steps, item.url)
        if error.status == 404 and not (known and known[-1].detail == GONE):
            found.items.append(replace(item, visit_at=now + visits.GONE_AGAIN))
            found.steps.append((item.url, Step(now, Fate.failed, GONE)))
            return
        found.items.append(replace(item, fate=Fate.withdrawn, visit_at=None))
        found.steps.append((item.url, Step(now, Fate.withdrawn, str(error))))
        found.withdrawn.append(item.article)
    elif error.fate is Fate.refused:
        found.items.append(replace(item, visit_at=None))
    else:
        found.items.append(visits.visited(item, now))


def _made(item: ItemState, page: Page, before: Read) -> Draft | ItemState:
    """The new version, when the page has one; else the item as it is from now on."""
    if page.status != 200:
        return item
    known = before.article
    entry = Entry(item.entry, item.url, known.title, known.published, authors=known.authors)
    feed = Feed(item.feed, outlet=known.outlet, home=known.home)
    made, outside, headline = articles.sourced(entry, page, feed)
    if not outside or made.language != known.language:
        return item
    retitled = visits.is_whole(known, made) and visits.retitled(item.headline, headline)
    if not (retitled or visits.edited(known, made)):
        return replace(item, headline=item.headline or headline)
    same = {"id": known.id, "url": known.url, "published": known.published}
    made = replace(made, modified=made.modified or known.modified, **same)  # type: ignore[arg-type]  # by name
    made = replace(made, title=headline) if retitled else made
    headers = page.headers
    item = replace(
        item, etag=headers.get("etag", ""), modified=headers.get("last-modified", ""), headline=headline
    )
    return Draft(made, item, before, "edited on its page; its feed does not say so")

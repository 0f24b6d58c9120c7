"""Pages looked at again: an edit no feed tells becomes a correction; nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest.errors import FetchError
from digest.fetch import Page
from digest.model import Article, Fate, Feed, ItemState, Read
from digest.pipeline import Round, revisit, update
from digest.store import Store
from digest.watch import visits
from tests.digest.test_pipeline import FEED, NOW, SITE, World, analyze, item, rss
from tests.digest.test_pipeline import page as body

HOURS = (1, 6, 24)


@dataclass
class Site(World):
    """Pages set by hand that also note with what they were asked."""

    tags: list[str] = field(default_factory=list)

    async def get(self, url: str, *, etag: str = "", modified: str = "", kind: str = "feed") -> Page:
        self.tags.append(etag)
        return await super().get(url, etag=etag, modified=modified, kind=kind)

    def visits_of(self, n: int) -> int:
        return self.asked.count(f"{SITE}/{n}") - 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/news.db") as opened:
        opened.add_feed(Feed(FEED))
        yield opened


async def turn(store: Store, fetch: World, hours: float = 0, **more: object) -> Round:
    given = {"fetch": fetch, "store": store, "analyze": analyze, "baseline": None, **more}
    return await update(now=NOW + timedelta(hours=hours), **given)  # type: ignore[arg-type]  # by name


def site(*numbers: int) -> Site:
    return Site({FEED: rss(*map(item, numbers)), **{f"{SITE}/{n}": body(n) for n in numbers}})


def state(store: Store, n: int = 1) -> ItemState:
    (found,) = store.items_of(f"{SITE}/{n}")
    return found


async def test_a_silent_edit_becomes_a_correction(store: Store) -> None:
    """Its feed says nothing: an hour later the page is asked whether it changed, and what did is told."""
    fetch = site(1)
    await turn(store, fetch)
    fetch.pages[f"{SITE}/1"] = body(1).replace(b"district 103", b"district 999")
    done = await turn(store, fetch, 1.1)
    read = store.by_url(f"{SITE}/1")
    assert read is not None
    (told,) = store.corrections(read.article.id)
    assert ("district 103" in told.before, "district 999" in told.after) == (True, True)
    assert (done.visited, done.updated, read.article.published) == (1, 1, NOW)
    assert store.steps(f"{SITE}/1")[-1].detail == "edited on its page; its feed does not say so"
    assert [one.text for one in store.versions(read.article.id)] != [read.article.text]


def titled(n: int, headline: str) -> bytes:
    return body(n).replace(b"<body>", f"<head><title>{headline}</title></head><body>".encode(), 1)


async def test_a_headline_changed_alone_is_a_correction(store: Store) -> None:
    """The words stay, the headline is another: the article has it from now on, and what it was is told."""
    fetch = site(1)
    fetch.pages[f"{SITE}/1"] = titled(1, "Mayor arrested over dam")
    await turn(store, fetch)
    fetch.pages[f"{SITE}/1"] = titled(1, "Mayor questioned over dam")
    done = await turn(store, fetch, 1.1)
    read = store.by_url(f"{SITE}/1")
    assert read is not None
    (told,) = store.corrections(read.article.id)
    assert (told.after, read.article.title) == ("Mayor questioned over dam",) * 2
    assert (done.updated, state(store).headline) == (1, read.article.title)
    await turn(store, fetch, 6.1)  # once is enough
    assert len(store.corrections(read.article.id)) == 1


@pytest.mark.parametrize("now", ["LIVE: Mayor arrested over dam!", "mayor arrested over Dam", ""])
async def test_a_headline_that_says_the_same_is_no_correction(store: Store, now: str) -> None:
    """Marks before it, case and punctuation; or none at all any more."""
    fetch = site(1)
    fetch.pages[f"{SITE}/1"] = titled(1, "Mayor arrested over dam")
    await turn(store, fetch)
    before = store.by_url(f"{SITE}/1")
    fetch.pages[f"{SITE}/1"] = titled(1, now)
    await turn(store, fetch, 1.1)
    assert store.by_url(f"{SITE}/1") == before


async def test_what_was_read_before_headlines_were_kept_begins_with_the_next_one(store: Store) -> None:
    """Without an earlier headline nothing is compared; the one found is what the next is compared with."""
    fetch = site(1)
    fetch.pages[f"{SITE}/1"] = titled(1, "Mayor arrested over dam")
    await turn(store, fetch)
    store.note_items([replace(state(store), headline="")])
    fetch.pages[f"{SITE}/1"] += b" "
    await turn(store, fetch, 1.1)
    assert (state(store).headline, store.corrections()) == ("Mayor arrested over dam", [])


async def test_three_visits_and_no_more(store: Store) -> None:
    """After an hour, six, and a day, asked with the page's ETag; what has not changed leaves no line."""
    fetch = site(1)
    await turn(store, fetch)
    seen = []
    for hours in (0.5, 1.1, 1.2, 5.9, 6.1, 12, 23.9, 24.1, 48, 300):
        before = fetch.visits_of(1)
        await turn(store, fetch, hours)
        seen += [hours] * (fetch.visits_of(1) - before)
    assert seen == [1.1, 6.1, 24.1]
    assert sum(bool(tag) for tag in fetch.tags) >= 3
    assert len(store.steps(f"{SITE}/1")) == 1
    assert (state(store).visits, state(store).visit_at) == (3, None)


async def test_a_long_sleep_is_not_made_up_for(store: Store) -> None:
    """Down for ten hours: one visit, then the last one."""
    fetch = site(1)
    await turn(store, fetch)
    await turn(store, fetch, 10)
    assert (fetch.visits_of(1), state(store).visit_at) == (1, NOW + timedelta(hours=24))


async def test_off_means_off(store: Store) -> None:
    """Neither planned nor made."""
    fetch = site(1)
    await turn(store, fetch, visits=False)
    await turn(store, fetch, 2, visits=False)
    assert (fetch.visits_of(1), state(store).visit_at) == (0, None)


async def test_an_article_the_feed_itself_gave_is_not_compared_with_its_page(store: Store) -> None:
    """The page is another text than the feed's: that is no edit."""
    long = "".join(
        f"<p>Report 1: line {k} of the feed says the dam of {k} held, officials said.</p>" for k in range(30)
    )
    fetch = Site({FEED: rss(item(1, text=f"<![CDATA[{long}]]>")), f"{SITE}/1": body(1)})
    await turn(store, fetch)
    assert state(store).visit_at is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda page: page.replace(
                b"</article>", b"<p>Last updated 5 November 2025, 12:40 GMT</p></article>"
            ),
            "time",
        ),
        (lambda page: page.replace(b"</article>", b"<p>128 comments</p></article>"), "comments"),
        (lambda page: page[: len(page) // 3] + b"</p></article>", "wall"),
        (
            lambda page: b"<html><body><p>Please subscribe to read on, it costs little.</p></body></html>",
            "notice",
        ),
        (lambda page: b"", "empty"),
        (lambda page: FetchError("down", Fate.failed), "down"),
    ],
)
async def test_what_is_no_edit(store: Store, change: object, why: str) -> None:
    """Lines around the article, a wall before it, a server that is down: the article stays as it was read."""
    fetch = site(1)
    await turn(store, fetch)
    before = store.by_url(f"{SITE}/1")
    fetch.pages[f"{SITE}/1"] = change(body(1))  # type: ignore[operator]
    await turn(store, fetch, 1.1)
    assert store.by_url(f"{SITE}/1") == before
    assert state(store).visits == 1


async def test_a_page_that_is_gone_is_withdrawn_when_it_is_gone_twice(store: Store) -> None:
    """404 once may be a mishap, twice it counts; 410 counts at once."""
    fetch = site(1, 2)
    await turn(store, fetch)
    del fetch.pages[f"{SITE}/1"]
    fetch.pages[f"{SITE}/2"] = FetchError("HTTP 410", Fate.withdrawn, status=410)
    await turn(store, fetch, 1.1)
    reads = {n: store.by_url(f"{SITE}/{n}") for n in (1, 2)}
    assert [read.withdrawn for read in reads.values() if read] == [False, True]
    await turn(store, fetch, 2)
    gone = store.by_url(f"{SITE}/1")
    assert gone is not None
    assert gone.withdrawn
    assert store.corrections(gone.article.id)[-1].kind == "withdrawn"
    await turn(store, fetch, 7)
    assert fetch.visits_of(1) == 2


async def test_when_too_many_are_due_those_followed_are_looked_at(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round has room for two pages: nobody's articles wait for their next time, others for a round."""
    monkeypatch.setattr(revisit, "MOST", 2)
    fetch = site(*range(1, 7))
    await turn(store, fetch)

    def followed(reads: list[Read]) -> set[str]:
        return {read.article.id for read in reads if read.article.url.endswith(("/2", "/4", "/6"))}

    first = await turn(store, fetch, 1.1, followed=followed)
    assert (first.visited, [fetch.visits_of(n) for n in (1, 3, 5)]) == (2, [0, 0, 0])
    second = await turn(store, fetch, 1.2, followed=followed)
    assert (second.visited, [fetch.visits_of(n) for n in (2, 4, 6)]) == (1, [1, 1, 1])
    assert state(store, 1).visit_at == NOW + timedelta(hours=6)


async def test_an_edit_the_feed_tells_keeps_what_is_known_of_the_page(store: Store) -> None:
    """The feed's words change and the page answers "not modified": visits and ETag stay."""
    fetch = site(1)
    await turn(store, fetch)
    before = state(store)
    fetch.pages[FEED] = rss(item(1, text="The flood has reached more districts."))
    await turn(store, fetch, 0.5, feeds=[FEED])
    after = state(store)
    assert (after.fate, after.visit_at, after.etag, after.seen) == (
        Fate.unchanged, before.visit_at, before.etag, before.seen,
    )  # fmt: skip


def test_the_plan_of_visits() -> None:
    """The next one that lies ahead."""
    one = ItemState("f", "e", "u", Fate.stored, NOW)
    planned = visits.planned(one, NOW)
    assert planned.visit_at == NOW + timedelta(hours=1)
    assert visits.visited(planned, NOW + timedelta(hours=1.1)).visit_at == NOW + timedelta(hours=6)
    assert visits.planned(one, NOW + timedelta(days=3)) == replace(one, visits=3)


def test_edited() -> None:
    """A sentence changed, gone or added; spaces and what stands around are none."""
    text = "Officials said that 12 people died. The bridge is closed. Rain is expected all week. It was cold."
    old = Article("1", text)

    def is_edit(after: str) -> bool:
        return visits.edited(old, Article("1", after))

    assert is_edit(text.replace("12", "14"))
    assert is_edit(text.replace("The bridge is closed. ", ""))
    assert is_edit(text + " The mayor denied it.")
    assert not is_edit(text.replace(". ", ".\n\n"))
    assert not is_edit(text + " Read more: the ten best bridges.")
    assert not is_edit(text[:40])

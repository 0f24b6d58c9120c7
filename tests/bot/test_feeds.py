"""Feeds by command and at the shell: shown before they are added, lists confirmed by number, with an undo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

import digest
from adapters.message import Button, Buttons, Message, plain
from adapters.port import Place
from bot import feedlists
from bot.app import App
from bot.config import Settings
from bot.verbs.upkeep import _hubs
from digest.fetch import HttpFetch
from digest.gazetteer.build import built
from digest.model import Feed, FeedState, Push, Stage
from digest.news import News
from digest.store import Store
from tests.bot.conftest import analyze
from tests.bot.test_program import at_a_terminal, dateline
from tests.digest.loopback import Site, site

BOSS = Place("console", "c", "u", trusted=True, admin=True)
PAGE = "".join(
    f"<p>Flood report {{n}}, line {k}: the mayor denied that {k} people were missing.</p>" for k in range(6)
)


def feed(here: Site, name: str, *numbers: int) -> None:
    """A feed of that name with these items."""
    for n in numbers:
        here.pages[f"/{name}/{n}"] = (
            f"<html><body><article>{PAGE.format(n=n)}</article></body></html>".encode()
        )
    items = "".join(
        f"<item><title>Flood report {n}</title><link>{here.url(f'/{name}/{n}')}</link></item>"
        for n in numbers
    )
    here.pages[f"/{name}"] = (
        f"<rss version='2.0'><channel><title>The {name}</title>{items}</channel></rss>".encode()
    )


def opml(here: Site, *names: str) -> bytes:
    rows = "".join(f'<outline type="rss" xmlUrl="{here.url("/" + name)}"/>' for name in names)
    return f'<opml version="2.0"><body><outline text="all">{rows}</outline></body></opml>'.encode()


@asynccontextmanager
async def world() -> AsyncIterator[Site]:
    """Three feeds, one of which is known, one that is gone, one that has moved, and a list of them."""
    async with site({}) as here:
        for name in ("herald", "courier", "known"):
            feed(here, name, 1, 2, 3)
        here.pages["/old"] = web.Response(status=301, headers={"Location": here.url("/courier")})
        here.pages["/gone"] = web.Response(status=410)
        here.pages["/all.opml"] = opml(here, "herald", "courier", "known", "old", "gone")
        yield here


@pytest.fixture
async def there() -> AsyncIterator[Site]:
    async with world() as here:
        yield here


@pytest.fixture
async def app(tmp_path: Path, there: Site) -> AsyncIterator[App]:
    with Store(f"sqlite:///{tmp_path}/news.db") as store:
        store.add_feed(Feed(there.url("/known")))
        async with HttpFetch("127.0.0.0/8", delay=0.0, robots=False) as fetch:
            yield App(News(store), fetch, analyze)


def lines(message: Message) -> dict[str, str]:
    """The buttons of a message: label to line."""
    found = [block for block in message.blocks if isinstance(block, Buttons)]
    return {one.label: one.line for block in found for one in block.row if isinstance(one, Button)}


def urls(app: App) -> list[str]:
    return [state.feed.url.rpartition("/")[2] for state in app.news.store.feeds()]


async def test_one_feed_is_shown_added_by_a_button_and_taken_back(app: App, there: Site) -> None:
    """Its last items and what they give; nothing is added before the yes; then the way back."""
    answer = await app.answer(f"feeds add {there.url('/herald')}", BOSS)
    assert "Flood report 1" in plain(answer)
    assert "claims" in plain(answer)
    assert "Nothing is added yet." in plain(answer)
    assert urls(app) == ["known"]
    added = await app.answer(lines(answer)["Add it"], BOSS)
    assert "The herald added." in plain(added)
    assert urls(app) == ["herald", "known"]
    await app.answer(lines(added)["Undo"], BOSS)
    assert urls(app) == ["known"]


@pytest.mark.parametrize(("said", "place"), [("now=yes ", BOSS), ("", replace(BOSS, interactive=False))])
async def test_a_feed_is_added_at_once_when_nobody_is_asked(
    app: App, there: Site, said: str, place: Place
) -> None:
    """The yes said before, or nobody there to say it (a script): added, shown, with the way back."""
    answer = await app.answer(f"feeds add {said}{there.url('/herald')}", place)
    assert "Added. What it has published so far is not shown" in plain(answer)
    assert "Flood report 1" in plain(answer)
    assert urls(app) == ["herald", "known"]
    await app.answer(lines(answer)["Undo"], place)
    assert urls(app) == ["known"]


async def test_a_feed_that_is_read_already_is_not_added_again(app: App, there: Site) -> None:
    """It says so, and has nothing to press."""
    answer = await app.answer(f"feeds add {there.url('/known')}", BOSS)
    assert "It is read already" in plain(answer)
    assert lines(answer) == {}


async def test_a_list_with_a_yes_before_is_added(app: App, there: Site) -> None:
    """The same word as for one feed."""
    answer = await app.answer(f"feeds add now=yes {there.url('/all.opml')}", BOSS)
    assert "2 feeds added." in plain(answer)
    assert urls(app) == ["courier", "herald", "known"]


async def test_a_wall_is_told_before_it_is_added(app: App, there: Site) -> None:
    """A page that only asks for money: the feed's own words are what it would give, and it says so."""
    words = "The bank said on Monday that the lender had failed, and that savers would be paid in full."
    link = there.url("/wall")
    item = f"<item><title>Bank fails</title><link>{link}</link><description>{words}</description></item>"
    there.pages["/paid"] = (
        f"<rss version='2.0'><channel><title>{'P' * 9000}</title>{item}</channel></rss>".encode()
    )
    there.pages["/wall"] = (
        b"<html><body><article><p>Subscribe to read this article.</p></article></body></html>"
    )
    said = plain(await app.answer(f"feeds check {there.url('/paid')}", BOSS))
    assert "(only the feed's summary)" in said
    assert max(map(len, said.splitlines())) < 250


async def test_a_list_is_shown_first_added_by_number_and_taken_back(app: App, there: Site) -> None:
    """Nothing is added by showing; the moved feed is the courier's; the gone one is named and left out."""
    shown = await app.answer(f"feeds add {there.url('/all.opml')}", BOSS)
    words = plain(shown)
    assert "2 feeds to add · 2 known already or named twice · 1 cannot be read and would be left out" in words
    assert "The herald" in words
    assert "Flood report 1" in words
    assert "/gone: HTTP 410" in words
    assert "Nothing is added yet: feeds add list 1" in words
    assert urls(app) == ["known"]
    added = await app.answer(lines(shown)["Add 2 feeds"], BOSS)
    assert "2 feeds added" in plain(added)
    assert urls(app) == ["courier", "herald", "known"]
    again = await app.answer("feeds add list 1", BOSS)
    assert "Nothing to add" in plain(again)
    undone = await app.answer(lines(added)["Undo"], BOSS)
    assert "2 feeds of list 1 are not read any more" in plain(undone)
    assert urls(app) == ["known"]
    await app.answer(lines(undone)["Undo"], BOSS)
    assert urls(app) == ["courier", "herald", "known"]


async def test_an_undo_leaves_what_was_there_before(app: App, there: Site) -> None:
    """A list shown twice: taking it back does not remove what another had added."""
    await app.answer(f"feeds add {there.url('/all.opml')}", BOSS)
    await app.answer(f"feeds add now=yes {there.url('/herald')}", BOSS)
    await app.answer("feeds add list 1", BOSS)
    await app.answer("feeds remove list 1", BOSS)
    assert urls(app) == ["herald", "known"]


async def test_a_list_that_is_not_there_and_one_to_check(app: App, there: Site) -> None:
    """In words, with the remedy."""
    assert "There is no list 7" in plain(await app.answer("feeds add list 7", BOSS))
    assert "There is no list 7" in plain(await app.answer("feeds remove list 7", BOSS))
    said = plain(await app.answer(f"feeds check {there.url('/all.opml')}", BOSS))
    assert "is a list of feeds" in said


@pytest.mark.parametrize(
    ("given", "good", "words"),
    [
        ({}, True, "hubs: off, 2 of 3 feeds name one; to be told of news, set DATELINE_PUBLIC_URL"),
        ({"public_url": "https://n.example.org"}, False, "nothing listens; set DATELINE_HTTP_PORT"),
        (
            {"public_url": "https://n.example.org", "http_port": 80},
            True,
            "hubs: 2 of 3 feeds name one, 1 are pushed",
        ),
        (
            {"public_url": "https://n.example.org", "http_port": 80},
            False,
            "hub https://h/ for https://b/: HTTP 503",
        ),
    ],
)
def test_the_doctor_tells_of_hubs(given: dict[str, object], good: bool, words: str) -> None:
    """Off, half set, working, refused."""
    states = [
        FeedState(Feed(f"https://{name}/"), hub=hub) for name, hub in (("a", "h"), ("b", "h"), ("c", ""))
    ]
    later = datetime.now(UTC) + timedelta(days=1)
    pushes = [
        Push("https://a/", "https://h/", "t", "p1", "s", stage=Stage.active, until=later),
        Push("https://b/", "https://h/", "t", "p2", "s", error="HTTP 503"),
    ]
    found = [(one.good, one.words) for one in _hubs(Settings(**given), states, pushes)]  # type: ignore[arg-type]
    assert any(one == good and words in said for one, said in found), found


def test_only_some_lists_are_remembered(tmp_path: Path) -> None:
    """The latest; numbers are not used twice."""
    with Store(f"sqlite:///{tmp_path}/news.db") as store:
        numbers = [feedlists.keep(store, [Feed("https://a.example/")]) for _ in range(feedlists.MOST + 5)]
        assert numbers == [*range(1, feedlists.MOST + 6)]
        assert len(store.keys("feeds/list/")) == feedlists.MOST


async def test_at_the_shell(tmp_path: Path, there: Site) -> None:
    """A file is shown and adds nothing where nobody can be asked; --yes adds; list NUMBER takes it back."""
    (tmp_path / "all.opml").write_bytes(there.pages["/all.opml"])
    for name in ("herald", "courier", "known"):
        feed(there, name)  # without items: no analyzer has to start
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / built().name).symlink_to(built())

    async def run(*arguments: str) -> str:
        done = await asyncio.to_thread(
            dateline, "feeds", *arguments, cwd=tmp_path, DATELINE_FETCH_ALLOW="127.0.0.0/8",
            DATELINE_DATA_DIR=str(tmp_path / "data"),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    shown = await run("add", "all.opml")
    assert "3 feeds to add · 1 known already or named twice · 1 cannot be read" in " ".join(shown.split())
    assert "3 feeds added" in await run("add", "all.opml", "--yes")
    assert "3 feeds of list 2 are not read any more" in await run("remove", "list", "2")
    assert "3 feeds added" in await run("add", "list", "1")
    await run("remove", "list", "1")
    assert "Added." in await run("add", there.url("/herald"))
    assert "read already" in await run("add", there.url("/herald"), "--yes")
    await run("add", there.url("/courier"), "--yes")
    with digest.open(f"sqlite:///{tmp_path}/data/news.db") as news:
        assert len(news.store.feeds()) == 2


@pytest.mark.parametrize(("answer", "kept"), [("n", 0), ("y", 1), ("", 1)])
async def test_at_a_terminal_one_is_asked(tmp_path: Path, there: Site, answer: str, kept: int) -> None:
    """A real pseudo-terminal: what the feed gives is shown, then a yes is waited for; Enter is one."""
    feed(there, "herald")
    (tmp_path / built().name).symlink_to(built())
    shown = await asyncio.to_thread(
        at_a_terminal, ["feeds", "add", there.url("/herald")], answer, cwd=tmp_path,
        DATELINE_FETCH_ALLOW="127.0.0.0/8", DATELINE_DATA_DIR=str(tmp_path),
    )  # fmt: skip
    assert shown.index("Nothing is added yet.") < shown.index("Add it? [Y/n]")
    assert ("The herald added." in shown) == bool(kept)
    with digest.open(f"sqlite:///{tmp_path}/news.db") as news:
        assert len(news.store.feeds()) == kept

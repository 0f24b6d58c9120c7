"""A real hub on loopback and the bot's own HTTP server: asked, answered, pushed, renewed, ended."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.message import plain
from bot import http, pushes
from bot.app import App
from bot.pushes import Inbox
from bot.views import feeds as show
from digest.fetch import HttpFetch
from digest.model import Analysis, Article, Fate, Feed, FeedState, Push, Stage
from digest.news import News
from digest.store import Store
from digest.watch import websub
from tests.digest.loopback import Site
from tests.emulators.hub import Hub, hub

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
ITEM = (
    "<item><title>Flood report {n}</title><link>{link}</link><guid>g{n}</guid><pubDate>{at}</pubDate></item>"
)
WORDS = "<p>Flood report {n}: line {k} says that the water has reached district {n}{k}, officials said.</p>"


async def analyze(articles: Sequence[Article]) -> list[Analysis]:
    return [Analysis() for _ in articles]


@dataclass
class World:
    """A feed with its hub and its pages, the bot on a database, and a clock."""

    app: App
    hub: Hub
    site: Site
    inbox: Inbox
    now: datetime = NOW
    ends: list[str] = field(default_factory=list)

    @property
    def feed(self) -> str:
        return self.site.url("/feed")

    @property
    def store(self) -> Store:
        return self.app.news.store

    def body(self, *numbers: int, named: bool = True) -> bytes:
        """The feed with these items, as it is polled or pushed."""
        for n in numbers:
            text = "".join(WORDS.format(n=n, k=k) for k in range(6))
            self.site.pages[f"/{n}"] = f"<html><body><article>{text}</article></body></html>".encode()
        items = "".join(
            ITEM.format(n=n, link=self.site.url(f"/{n}"), at=f"{self.now:%a, %d %b %Y %H:%M:%S} GMT")
            for n in numbers
        )
        links = f'<atom:link rel="hub" href="{self.hub.url}"/><atom:link rel="self" href="{self.feed}"/>'
        head = f"<title>Herald</title>{links if named else ''}"
        space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
        return (
            f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{head}{items}</channel></rss>'.encode()
        )

    def publish(self, *numbers: int, **more: bool) -> bytes:
        """The feed says so from now on."""
        self.site.pages["/feed"] = self.body(*numbers, **more)
        return self.site.pages["/feed"]

    async def push(self, body: bytes, **headers: str) -> list[int]:
        return await self.hub.publish(self.feed, body, **headers)

    async def read(self) -> None:
        """What waits is read, as the running bot does by itself."""
        while any(self.inbox._bodies.values()):
            await self.inbox._read()

    async def subscribed(self) -> Push:
        """The feed read once, its hub asked, and its question answered."""
        self.publish(1)
        await self.app.round()
        await self.keep()
        return self.one()

    async def keep(self) -> None:
        await self.inbox.keep()
        await self.hub.settled()

    def one(self) -> Push:
        (push,) = self.store.pushes()
        return push

    def state(self) -> FeedState:
        return self.store.feed(self.feed)

    def fates(self, n: int) -> list[Fate]:
        return [step.fate for step in self.store.steps(self.site.url(f"/{n}"))]

    def asked(self) -> int:
        return self.site.paths().count("/feed")


@asynccontextmanager
async def made(folder: Path, allow: str = "127.0.0.0/8") -> AsyncIterator[World]:
    async with hub() as (there, site), HttpFetch(allow, delay=0.0, robots=False) as fetch:
        with Store(f"sqlite:///{folder}/news.db") as store:
            app = App(News(store), fetch, analyze)
            ends: list[str] = []
            inbox = Inbox(app, "http://127.0.0.1", fetch, counted=ends.append)
            world = World(app, there, site, inbox, ends=ends)
            app.now = lambda: world.now
            store.now = app.now
            store.add_feed(Feed(world.feed))
            server = http.application(http.Vitals(), app.now, inbox.routes())
            async with http.serving(server, "127.0.0.1", 0) as port:
                inbox.url = f"http://127.0.0.1:{port}"
                yield world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with made(tmp_path) as one:
        yield one


async def test_subscribed_asked_back_and_pushed(world: World) -> None:
    """A pushed body is read like a polled one: what is new once, what was there from the start not at all."""
    push = await world.subscribed()
    assert (push.stage, push.since, push.until) == (Stage.active, NOW, NOW + timedelta(hours=1))
    assert (world.hub.answers[0][:2], world.fates(1)) == (("subscribe", 200), [Fate.baseline])
    polls = world.asked()
    world.now += timedelta(minutes=5)
    assert await world.push(world.publish(2, 1)) == [202]
    await world.read()
    assert (world.fates(2), world.fates(1), world.asked()) == ([Fate.stored], [Fate.baseline], polls)
    assert (world.one().last, world.one().unread) == (world.now, None)
    await world.push(world.publish(2, 1))
    await world.read()
    world.now += timedelta(hours=7)
    await world.app.round()  # the same items once more, by asking
    assert (world.fates(2), world.asked()) == ([Fate.stored], polls + 1)
    said = plain(show.listed([world.state()], world.store.pushes(), NOW + timedelta(minutes=6)))
    assert "pushed since 05 Nov 08:00 UTC, last 05 Nov 08:05 UTC" in said


async def test_a_hub_may_leave_out_what_it_delivered_and_name_nothing(world: World) -> None:
    """A push with only the new item and no hub in it changes nothing in what is known of the feed."""
    await world.subscribed()
    before = world.state()
    world.publish(3, 2, 1)
    await world.push(world.body(2, named=False))
    await world.push(world.body(3, named=False))
    await world.read()
    after = world.state()
    assert (world.fates(2), world.fates(3)) == ([Fate.stored], [Fate.stored])
    assert (after.hub, after.topic, after.etag, after.body_hash) == (
        before.hub, before.topic, before.etag, before.body_hash,
    )  # fmt: skip
    await world.keep()
    assert len(world.hub.asked) == 1


async def test_polling_slows_down_while_pushes_come_and_recovers_when_they_stop(world: World) -> None:
    """Six times as rarely, at least an hour apart; what polling finds first ends the trust."""
    world.hub.lease = 86400
    await world.subscribed()
    usual = world.state().next_at
    assert usual is not None
    assert usual - NOW < timedelta(hours=1)  # a hub that has brought nothing yet earns nothing
    await world.push(world.publish(2, 1))
    await world.read()
    rare = world.state().next_at
    assert rare is not None
    assert rare - NOW >= timedelta(hours=1)
    world.now = rare
    await world.app.round()
    assert world.state().pushed == NOW  # asking found nothing that was not pushed
    world.publish(3, 2, 1)
    world.now = (world.state().next_at or NOW) + timedelta(minutes=20)
    await world.app.round()
    assert (world.fates(3), world.state().pushed) == ([Fate.stored], None)
    assert (world.state().next_at or NOW) - world.now < timedelta(hours=1)


@pytest.mark.parametrize("header", ["", "sha256=00", "sha256", "md5=0", "sha1=" + "0" * 40])
async def test_a_wrong_signature_is_acknowledged_and_ignored(world: World, header: str) -> None:
    """As the standard asks: 2xx, and nothing is read."""
    await world.subscribed()
    headers = {"X-Hub-Signature": header} if header else {"X-Hub-Signature": "none"}
    assert await world.push(world.publish(2, 1), **headers) == [202]
    assert not any(world.inbox._bodies.values())
    assert (world.one().last, world.ends) == (None, ["ignored"])


@pytest.mark.parametrize("algorithm", ["sha1", "sha384", "sha512"])
async def test_every_algorithm_of_the_standard_is_understood(world: World, algorithm: str) -> None:
    """Whatever the hub signs with."""
    world.hub.algorithm = algorithm
    await world.subscribed()
    await world.push(world.publish(2, 1))
    await world.read()
    assert (world.fates(2), world.ends) == ([Fate.stored], ["taken"])


async def test_hostile_posts_end_in_a_status(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another path, a body too large or compressed: refused; nonsense that is signed costs nothing."""
    push = await world.subscribed()
    monkeypatch.setattr(pushes, "MOST_BODY", 10_000)
    assert await world.push(b"x" * 20_000) == [413]
    bomb = gzip.compress(b"x" * 10**6)
    assert await world.push(bomb, **{"Content-Encoding": "gzip"}) == [415]
    async with aiohttp.ClientSession() as session:
        for method in ("get", "post"):
            async with session.request(method, push.callback + "x") as answer:
                assert answer.status == 404
        query = {"hub.mode": "subscribe", "hub.topic": "https://other.example/", "hub.challenge": "c"}
        async with session.get(push.callback, params=query) as answer:
            assert (answer.status, await answer.text()) == (404, "not asked for")
    world.publish(2, 1)
    assert await world.push(b"\x00<<<not a feed") == [202]
    await world.read()
    assert (world.state().failures, world.fates(2)) == (0, [Fate.stored])  # the feed itself was asked


async def test_what_was_not_read_before_the_end_is_asked_for(world: World) -> None:
    """Killed after the acknowledgement: the next process finds the push unread and asks the feed at once."""
    await world.subscribed()
    await world.push(world.publish(2, 1))
    world.inbox._bodies.clear()  # what was in memory is gone
    polls = world.asked()
    await world.app.round()
    assert (world.fates(2), world.asked(), world.one().unread) == ([Fate.stored], polls + 1, None)


async def test_more_than_can_wait_is_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of pushes holds a few bodies; the rest stays unread, and the feed is asked."""
    await world.subscribed()
    monkeypatch.setattr(pushes, "MOST_WAITING", 1)
    await world.push(world.body(2, 1))
    world.now += timedelta(seconds=5)
    await world.push(world.publish(3, 2, 1))
    world.now -= timedelta(seconds=1)
    await world.read()
    assert (world.fates(2), world.fates(3), world.one().unread) == (
        [Fate.stored],
        [],
        NOW + timedelta(seconds=5),
    )
    world.now += timedelta(seconds=2)
    await world.app.round()
    assert (world.fates(3), world.one().unread) == ([Fate.stored], None)


async def test_renewed_before_the_lease_ends(world: World) -> None:
    """At three quarters of a short lease, with the same callback."""
    first = await world.subscribed()
    world.now += timedelta(minutes=44)
    await world.keep()
    assert len(world.hub.asked) == 1
    world.now += timedelta(minutes=2)
    await world.keep()
    assert [form["hub.mode"] for form in world.hub.asked] == ["subscribe", "subscribe"]
    assert world.hub.asked[0] == world.hub.asked[1]
    assert (world.one().since, world.one().until) == (NOW, world.now + timedelta(hours=1))
    assert world.one().path == first.path


async def test_a_hub_that_fails_is_left_alone_for_longer_and_longer(world: World) -> None:
    """Its words are kept for people; the feed is polled meanwhile."""
    world.hub.says = 503
    await world.subscribed()
    assert "HTTP 503 as the hub says" in world.one().error
    await world.keep()
    assert len(world.hub.asked) == 1
    for minutes in (6, 12, 24):
        world.now += timedelta(minutes=minutes)
        await world.keep()
        await world.keep()
    assert (len(world.hub.asked), world.one().stage) == (4, Stage.asked)
    assert "hub asked to push" in plain(show.listed([world.state()], world.store.pushes(), world.now))
    world.hub.says = 202
    world.now += timedelta(days=1)
    await world.keep()
    assert (world.one().stage, world.one().error, world.one().failures) == (Stage.active, "", 0)


async def test_denied(world: World) -> None:
    """Also by a hub that had said yes before."""
    await world.subscribed()
    world.hub.denies = "no more"
    status, _ = await world.hub.ask_back(world.hub.asked[0])
    assert (status, world.one().stage, world.one().error) == (200, Stage.denied, "the hub denied it: no more")
    assert "not pushed (the hub denied it: no more)" in plain(
        show.listed([world.state()], world.store.pushes(), world.now)
    )
    assert await world.push(world.publish(2, 1)) == [202]
    assert not any(world.inbox._bodies.values())


async def test_what_is_pushed_no_more_is_asked_at_once(world: World) -> None:
    """A denial, or a lease that ran out: nobody waits for the rare poll of a feed that was pushed."""
    await world.subscribed()
    await world.push(world.publish(2, 1))
    await world.read()
    world.hub.denies = "no more"
    await world.hub.ask_back(world.hub.asked[0])
    world.now += timedelta(minutes=1)
    await world.keep()
    assert (world.state().pushed, world.state().next_at) == (None, world.now)


async def test_removed_feeds_are_ended_at_their_hub_and_come_back(world: World) -> None:
    """Unsubscribed, confirmed, gone; an undo subscribes anew."""
    first = await world.subscribed()
    world.store.remove_feed(world.feed)
    await world.keep()
    assert (world.hub.asked[-1]["hub.mode"], world.hub.answers[-1][:2]) == (
        "unsubscribe",
        ("unsubscribe", 200),
    )
    assert world.hub.subscribers == {}
    async with aiohttp.ClientSession() as session, session.post(first.callback, data=b"x") as answer:
        assert answer.status == 410
    world.store.restore_feed(world.feed)
    await world.keep()
    assert world.one().path != first.path
    assert world.one().stage is Stage.active
    world.store.remove_feed(world.feed)
    await world.keep()
    world.now += timedelta(hours=1)
    await world.keep()
    assert world.store.pushes() == []


async def test_a_private_hub_is_not_reached(tmp_path: Path) -> None:
    """A feed cannot make the bot post into its operator's network."""
    async with made(tmp_path) as world:
        world.inbox.fetch = HttpFetch()
        await world.subscribed()
        await world.inbox.fetch.close()
        assert world.hub.asked == []
        assert "is not a public address" in world.one().error


async def test_without_a_public_address_nothing_counts_as_pushed(world: World) -> None:
    """A bot started without one polls everything at its own pace."""
    await world.subscribed()
    await world.push(world.publish(2, 1))
    await world.read()
    assert world.state().pushed
    world.store.forget_pushes()
    assert (world.state().pushed, world.store.pushes()) == (None, [])
    assert not websub.is_active(Push("f", "h", "t", "p", "s"), NOW)

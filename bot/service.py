"""``dateline run``: platforms, feeds, schedule, delivery and health in one process, until told to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import web

from adapters.message import Message
from adapters.port import Gone, Misconfigured, Platform
from digest.errors import SetupError
from digest.fetch import Posts
from digest.model import Digest, Sent, Subscription
from digest.news import News

from . import alone, clock, http, pictures, wiring
from .app import App
from .config import Settings
from .delivery import Desk
from .pushes import Inbox
from .views import news as show

log = structlog.get_logger(__name__)

KEPT = timedelta(days=90)
"""How long histories of items and pages of deliveries are kept; articles stay."""

NO_PLATFORM = (
    "no platform to run: set DATELINE_DISCORD_TOKEN, or DATELINE_SLACK_BOT_TOKEN and DATELINE_SLACK_APP_TOKEN"
    " (dateline doctor tells more); without a token there is dateline console"
)


async def run(settings: Settings) -> None:
    """Run until SIGTERM or Ctrl-C. Raises SetupError for what an operator must mend first."""
    platforms = wiring.platforms()
    if not platforms:
        raise SetupError(NO_PLATFORM)
    with wiring.news(settings) as news, alone.marked(settings.data_dir) as other:
        if other:
            log.warning(
                "another dateline run is at work here, commands are answered twice: stop one", process=other
            )
        async with wiring.bot(settings, news) as app:
            app.platforms = platforms
            await asyncio.to_thread(_warmed, news)
            await asyncio.to_thread(app.refresh_suggestions)
            await _serve(app, settings)


async def _serve(app: App, settings: Settings) -> None:
    vitals = http.Vitals()
    desk = Desk(app.news, app.platforms, _rendered)
    inbox = await _inbox(app, settings)
    if inbox:
        inbox.counted = lambda end: vitals.pushes.labels(end).inc()
    async with AsyncExitStack() as stack:
        if settings.http_port:
            routes = [*_routes(app.platforms), *(inbox.routes() if inbox else ())]
            site = http.application(vitals, app.now, routes, _ready(app.platforms))
            port = await stack.enter_async_context(http.serving(site, settings.http_host, settings.http_port))
            log.info("listening", host=settings.http_host, port=port)
        await stack.enter_async_context(clock.running(_ticks(app, desk, vitals, inbox)))
        reading = [inbox.reading()] if inbox else []
        await _until_told(*(_platform(platform, app) for platform in app.platforms.values()), *reading)


async def _inbox(app: App, settings: Settings) -> Inbox | None:
    """What hubs post to, when they can reach us; when not, nothing counts as pushed any more."""
    if not settings.public_url:
        await asyncio.to_thread(app.news.store.forget_pushes)
        return None
    if not settings.http_port:
        raise SetupError(
            f"DATELINE_PUBLIC_URL={settings.public_url}: hubs would post there and nothing listens; "
            "set DATELINE_HTTP_PORT, too"
        )
    return Inbox(app, settings.public_url, app.fetch) if isinstance(app.fetch, Posts) else None


def _warmed(news: News) -> None:
    """What is slow the first time, done before anybody waits for an answer: the gazetteer and its search."""
    news.places().search("a", 1)


def _rendered(digest: Digest, subscription: Subscription, preview: bool) -> Message:
    return show.digest(digest, pictures.of_digest(digest), preview=preview)


def _routes(platforms: Mapping[str, Platform]) -> Iterator[web.RouteDef]:
    """What platforms want served: those that offer ``http_routes``."""
    for platform in platforms.values():
        yield from getattr(platform, "http_routes", tuple)()


def _ready(platforms: Mapping[str, Platform]) -> dict[str, Callable[[], bool]]:
    """Whether each platform that can tell is connected."""
    return {name: found.ready.is_set for name, found in platforms.items() if hasattr(found, "ready")}


def _ticks(app: App, desk: Desk, vitals: http.Vitals, inbox: Inbox | None) -> tuple[clock.Tick, ...]:
    async def feeds() -> None:
        began = time.monotonic()
        done = await app.round()
        vitals.round.set(time.monotonic() - began)
        for fate, count in done.fates.items():
            vitals.items.labels(fate.value).inc(count)
        for url, error in done.errors:
            log.warning("a feed cannot be read", feed=url, why=error)

    async def hubs() -> None:
        if inbox:
            await inbox.keep()

    async def deliver() -> None:
        vitals.beat = app.now()
        for one in await desk.tick(app.now()):
            if one.sent in {Sent.sent, Sent.gone, Sent.unsure}:
                vitals.deliveries.labels(one.sent.value).inc()

    async def forget() -> None:
        await asyncio.to_thread(app.news.store.forget, app.now() - KEPT)
        await asyncio.to_thread(app.news.store.vacuum)

    async def suggestions() -> None:
        await asyncio.to_thread(app.refresh_suggestions)

    return (
        clock.Tick("feeds", 60, feeds),
        clock.Tick("hubs", 5, hubs),
        clock.Tick("delivery", 15, deliver),
        clock.Tick("suggestions", 300, suggestions, at_start=False),
        clock.Tick("forget", 86_400, forget, at_start=False),
    )


async def _platform(platform: Platform, app: App) -> None:
    """One platform, for as long as it runs; what it refuses is an operator's to mend."""
    try:
        await platform.run(app)
    except (Misconfigured, Gone) as error:
        raise SetupError(f"{platform.name}: {error}") from None


async def _until_told(*work: Coroutine[Any, Any, None]) -> None:
    """Run all of ``work`` until one fails or the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.create_task(each) for each in work]
    told = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([*tasks, told], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {told}:
            task.result()
    finally:
        for task in (*tasks, told):
            task.cancel()
        await asyncio.gather(*tasks, told, return_exceptions=True)
        log.info("stopped")

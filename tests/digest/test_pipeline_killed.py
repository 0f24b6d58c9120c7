"""A round killed with -9 at any point is finished by the next one: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from digest.fetch import HttpFetch
from digest.model import Analysis, Article, Fate, Feed
from digest.pipeline import update
from digest.store import Store
from tests.digest.loopback import Site, site

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
FEEDS, ITEMS = 6, 4
ROOT = Path(__file__).parents[2]
ROUND = "import sys; from tests.digest.test_pipeline_killed import main; main(sys.argv[1])"


async def analyze(articles: Sequence[Article]) -> list[Analysis]:
    return [Analysis() for _ in articles]


async def one_round(database: str, at: datetime) -> int:
    """A round over all feeds, each written by itself; how many articles were new."""
    from digest.pipeline import rounds

    rounds.MOST_OUTCOMES = 1
    with Store(database) as store:
        async with HttpFetch("127.0.0.0/8", delay=0.0, robots=False, each=2) as fetch:
            done = await update(
                fetch=fetch, store=store, analyze=analyze, now=at, baseline=None, concurrency=2,
                feeds=[state.feed.url for state in store.feeds()],
            )  # fmt: skip
    return done.new


def main(database: str) -> None:
    """What the killed process runs."""
    asyncio.run(one_round(database, NOW))


def feed_body(here: Site, n: int) -> bytes:
    items = "".join(
        f"<item><title>Report {n} {k}</title><guid>{n}-{k}</guid>"
        f"<link>{here.url(f'/page/{n}/{k}')}</link></item>"
        for k in range(ITEMS)
    )
    return f"<rss version='2.0'><channel><title>Feed {n}</title>{items}</channel></rss>".encode()


def page_body(path: str) -> bytes:
    words = "".join(
        f"<p>Report {path}: line {k} says that the water has reached {path} {k}.</p>" for k in range(6)
    )
    return f"<html><body><article>{words}</article></body></html>".encode()


@pytest.mark.parametrize("deadly", [5, 14])
async def test_killed_at_a_page(deadly: int, tmp_path: Path) -> None:
    """The process dies when it asks for the given page; the next round stores every item exactly once."""
    database = f"sqlite:///{tmp_path}/news.db"
    asked = 0
    process: asyncio.subprocess.Process | None = None

    async def answer(request: web.Request) -> web.Response:
        nonlocal asked
        kind, n, *_ = request.path.strip("/").split("/")
        if kind == "feed":
            body = feed_body(here, int(n))
            known = request.headers.get("If-None-Match") == f'"{n}"'
            return web.Response(
                status=304 if known else 200, body=b"" if known else body, headers={"ETag": f'"{n}"'}
            )
        asked += 1
        if asked == deadly and process is not None and process.returncode is None:
            process.kill()
            await process.wait()
        return web.Response(body=page_body(request.path), content_type="text/html")

    async with site({"*": answer}) as here:
        with Store(database) as store:
            for n in range(FEEDS):
                store.add_feed(Feed(here.url(f"/feed/{n}")))
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", ROUND, database, cwd=ROOT)
        await process.wait()
        assert process.returncode == -9
        with Store(database) as store:
            before = store.size()
        new = await one_round(database, NOW + timedelta(hours=1))
    with Store(database) as store:
        assert (before + new, store.size()) == (FEEDS * ITEMS, FEEDS * ITEMS)
        for n in range(FEEDS):
            for k in range(ITEMS):
                steps = store.steps(here.url(f"/page/{n}/{k}"))
                assert len(steps) == 1
                assert steps[0].fate in {Fate.stored, Fate.copy}
        assert all(state.etag for state in store.feeds())

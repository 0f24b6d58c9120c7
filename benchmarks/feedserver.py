"""Many feeds on loopback, served by a process of its own: ``python -m benchmarks.feedserver``.

Prints its port, and serves until its standard input closes. ``/round``: every feed publishes one more item.
Feeds have 25 items, an ETag, and a page for each item; a third of them are Atom.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from datetime import UTC, datetime, timedelta

from aiohttp import web

ITEMS = 25
START = datetime(2025, 11, 1, tzinfo=UTC)
SENTENCE = (
    "Officials in district {n} said on {day} that road {k} would stay closed until the water was gone. "
)


class World:
    """What all the feeds say at the moment."""

    def __init__(self) -> None:
        self.port = b""
        self.turn = 0
        self.made: dict[tuple[int, int], bytes] = {}

    def feed(self, n: int) -> bytes:
        key = (n, self.turn)
        if key not in self.made:
            body = (atom if n % 3 == 0 else rss)(n, range(self.turn + ITEMS - 1, self.turn - 1, -1))
            self.made[key] = body.replace(b"PORT", self.port)
        return self.made[key]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        kind, _, rest = request.path.strip("/").partition("/")
        if kind == "round":
            self.turn += 1
            self.made.clear()
            return web.Response(text=str(self.turn))
        if kind == "feed":
            body = self.feed(int(rest))
            etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
            if request.headers.get("If-None-Match") == etag:
                return web.Response(status=304)
            return web.Response(body=body, headers={"ETag": etag}, content_type="application/xml")
        if kind == "page":
            n, k = map(int, rest.split("/"))
            return web.Response(body=page(n, k), content_type="text/html")
        return web.Response(status=404)


def _words(n: int, k: int, sentences: int) -> str:
    return "".join(SENTENCE.format(n=n, day=f"day {k}", k=f"{n}-{k}-{s}") for s in range(sentences))


def _at(k: int) -> datetime:
    return START + timedelta(minutes=20 * k)


def rss(n: int, ks: range) -> bytes:
    items = "".join(
        f"<item><title>District {n}: report {k}</title><link>http://127.0.0.1:PORT/page/{n}/{k}</link>"
        f"<guid isPermaLink='false'>{n}-{k}</guid><pubDate>{_at(k):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description><![CDATA[<p>{_words(n, k, 3)}</p>]]></description></item>"
        for k in ks
    )
    head = f"<title>Feed {n}</title><link>http://127.0.0.1:PORT/</link><description>d</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def atom(n: int, ks: range) -> bytes:
    entries = "".join(
        f"<entry><title>District {n}: report {k}</title><id>{n}-{k}</id>"
        f'<link href="http://127.0.0.1:PORT/page/{n}/{k}"/><updated>{_at(k):%FT%TZ}</updated>'
        f"<summary>{_words(n, k, 3)}</summary></entry>"
        for k in ks
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed {n}</title>{entries}</feed>'.encode()


def page(n: int, k: int) -> bytes:
    body = "".join(f"<p>{_words(n, k * 100 + p, 3)}</p>" for p in range(12))
    menu = "".join(f'<li><a href="/s/{i}">Section {i}</a></li>' for i in range(60))
    return (
        f"<html><head><title>District {n}: report {k}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>District {n}: report {k}</h1>{body}</article><footer>{menu}</footer></body></html>"
    ).encode()


async def main() -> None:
    """Serve until the standard input closes."""
    world = World()
    runner = web.ServerRunner(web.Server(world.answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.port = str(runner.addresses[0][1]).encode()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())

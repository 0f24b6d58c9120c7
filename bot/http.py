"""The bot's own HTTP server: health, metrics, and the routes a platform asks for (Slack's) and hubs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from digest.errors import SetupError

STALE = 300.0
"""Seconds without a tick of the clock after which the bot calls itself unwell."""


@dataclass
class Vitals:
    """What health and metrics tell. ``beat`` is the last tick of the clock."""

    beat: datetime | None = None
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        here = self.registry
        self.deliveries = Counter("dateline_deliveries", "Digests by how they ended", ["sent"], registry=here)
        self.items = Counter("dateline_items", "Feed items by their fate", ["fate"], registry=here)
        self.feeds = Gauge("dateline_feeds", "Feeds by how the last read went", ["state"], registry=here)
        self.pushes = Counter(
            "dateline_pushes", "Posts of hubs: taken, or ignored for their signature", ["end"], registry=here
        )
        self.round = Gauge("dateline_round_seconds", "Length of the last feed round", registry=here)


def application(
    vitals: Vitals,
    now: Callable[[], datetime],
    routes: Iterable[web.RouteDef] = (),
    ready: Mapping[str, Callable[[], bool]] | None = None,
) -> web.Application:
    """/health (200 or 503, JSON), /metrics (Prometheus), and the platforms' routes."""

    async def health(_: web.Request) -> web.Response:
        age = (now() - vitals.beat).total_seconds() if vitals.beat else None
        parts = {name: is_ready() for name, is_ready in (ready or {}).items()}
        good = age is not None and age < STALE and all(parts.values())
        body = {"ok": good, "seconds_since_tick": age, "platforms": parts}
        return web.json_response(body, status=200 if good else 503, dumps=json.dumps)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(vitals.registry), content_type="text/plain", charset="utf-8")

    app = web.Application(client_max_size=1 << 20)
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics), *routes])
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the block ends; yields the port. Raises SetupError when the address is taken."""
    # bodies stay as they were sent: what would be unpacked here, a small request could make large
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise SetupError(
                f"cannot listen on {host}:{port} ({error.strerror}); "
                "set DATELINE_HTTP_HOST and DATELINE_HTTP_PORT"
            ) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()

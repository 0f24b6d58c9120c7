"""Health tells whether the bot works; metrics are Prometheus'; a taken address is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot import http
from digest.errors import SetupError

NOW = datetime(2025, 11, 5, 12, tzinfo=UTC)


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("age", "connected", "status"), [(None, True, 503), (20, True, 200), (20, False, 503), (900, True, 503)]
)
async def test_health(age: float | None, connected: bool, status: int) -> None:
    """Well means: the clock has ticked lately and every platform is connected."""
    vitals = http.Vitals(beat=None if age is None else NOW - timedelta(seconds=age))
    site = http.application(vitals, lambda: NOW, ready={"discord": lambda: connected})
    async with http.serving(site, "127.0.0.1", 0) as port:
        assert (await get(port, "/health"))[0] == status


async def test_metrics() -> None:
    """What has been counted is there by name."""
    vitals = http.Vitals(beat=NOW)
    vitals.deliveries.labels("sent").inc(3)
    async with http.serving(http.application(vitals, lambda: NOW), "127.0.0.1", 0) as port:
        assert 'dateline_deliveries_total{sent="sent"} 3.0' in (await get(port, "/metrics"))[1]


async def test_a_taken_address_is_told() -> None:
    """The setting to change is named."""
    site = http.application(http.Vitals(), lambda: NOW)
    async with http.serving(site, "127.0.0.1", 0) as port:
        other = http.application(http.Vitals(), lambda: NOW)
        with pytest.raises(SetupError, match="DATELINE_HTTP_PORT"):
            async with http.serving(other, "127.0.0.1", port):
                pass

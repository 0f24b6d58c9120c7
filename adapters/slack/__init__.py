"""Slack, over Socket Mode or HTTP.

``connect()`` is all the bot needs; ``manifest`` makes what an operator pastes into Slack's app page.
"""

from __future__ import annotations

from .doctor import check
from .manifest import manifest
from .platform import Slack
from .settings import Mode, Settings, load


def connect() -> Slack | None:
    """The platform, or None when nothing of Slack's is set. Raises Misconfigured."""
    settings = load()
    return Slack(settings) if settings else None


def offline() -> Slack:
    """The platform without a token: pages and payloads only."""
    return Slack(Settings.model_construct())


async def doctor() -> list[str]:
    """What is found, a line each; one that begins with "!" wants mending. Raises Misconfigured."""
    settings = load()
    return await check(settings) if settings else []


__all__ = ["Mode", "Settings", "Slack", "connect", "doctor", "manifest", "offline"]

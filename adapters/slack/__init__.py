"""Slack, over Socket Mode or HTTP.

``connect()`` is all the bot needs; ``manifest`` makes what an operator pastes into Slack's app page.
"""

from __future__ import annotations

from .manifest import manifest
from .platform import Slack
from .settings import Misconfigured, Mode, Settings, load


def connect() -> Slack | None:
    """The platform, or None when nothing of Slack's is set. Raises Misconfigured."""
    settings = load()
    return Slack(settings) if settings else None


__all__ = ["Misconfigured", "Mode", "Settings", "Slack", "connect", "manifest"]

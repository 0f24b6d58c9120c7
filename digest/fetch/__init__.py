"""Getting bytes: the Fetch port, its aiohttp form, and the double that plays recorded pages.

port        Page, Fetch, Posts: what the pipeline knows
guard       which addresses may be reached, checked when a socket is made
bodies      decompression with a cap
politeness  how many requests a host sees, and how far apart
robots      may this page be read?
http        HttpFetch: all of it, on aiohttp
recorded    RecordedFetch: a folder instead of a network
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .port import Fetch, Page, Posts
from .recorded import RecordedFetch

if TYPE_CHECKING:
    from .http import HttpFetch, Limits

__all__ = ["Fetch", "HttpFetch", "Limits", "Page", "Posts", "RecordedFetch"]


def __getattr__(name: str) -> Any:
    """HttpFetch and Limits, when they are asked for: whoever only reads files needs no aiohttp."""
    if name in {"HttpFetch", "Limits"}:
        from . import http

        return getattr(http, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

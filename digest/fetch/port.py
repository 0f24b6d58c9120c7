"""What the pipeline knows of fetching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

Kind = Literal["feed", "page"]
"""What is asked for: a page obeys robots.txt, a feed is published to be polled."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back from an address.

    ``url`` is where the body was in the end. ``moved`` is the address the asked one was *permanently*
    moved to, "" when it was not. ``status`` is 200 or 304; every other end is a FetchError. ``headers``
    have lower-case names. ``body`` is decompressed, empty on 304.
    """

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved: str = ""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


class Fetch(Protocol):
    """Reads addresses. Safe to call from many tasks at once."""

    async def get(self, url: str, *, etag: str = "", modified: str = "", kind: Kind = "feed") -> Page:
        """Read ``url``; with ``etag`` or ``modified`` only when it has changed since (else status 304).

        Raises FetchError with the fate (failed, refused, withdrawn on 404 for a page and on 410), the
        HTTP status where there was one, and the seconds to wait where the server asked for them. Takes
        bounded time and memory whatever the server does.
        """


@runtime_checkable
class Posts(Protocol):
    """Posts forms, as to a WebSub hub."""

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Post ``form`` to ``url``; the status, 2xx only. Raises FetchError as ``Fetch.get`` does."""

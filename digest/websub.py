"""WebSub (https://www.w3.org/TR/websub/): being told of news instead of asking. Pure, but for ``Pushed``.

A feed that names a hub is subscribed to at that hub with a callback address of ours; the hub asks back
whether we meant it (``confirm``), and then posts the feed's body whenever it changes (``signed``). Everything
that must be remembered is derived from one secret key, so nothing of it is stored:

    token(feed, key)    the last part of the callback's path: only who was told it can post there
    secret(feed, key)   what the hub signs its posts with
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from .errors import BadInput
from .fetch.port import Fetch, Kind, Page

LEASE = timedelta(days=7)
RENEW = timedelta(days=1)  # before a lease ends
MOST_CHALLENGE = 1024
_ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")  # the spec's list; sha1 is still what many hubs send


@dataclass(frozen=True, slots=True)
class Request:
    """What to post to a hub: its address and the form's fields."""

    hub: str
    form: Mapping[str, str]


def token(feed: str, key: bytes) -> str:
    """The secret part of the callback's path for a feed: 32 hexadecimal digits."""
    return _mac(key, "callback", feed)[:32]


def secret(feed: str, key: bytes) -> str:
    """What the hub and we sign with, for a feed: 64 hexadecimal digits (the spec allows under 200 bytes)."""
    return _mac(key, "secret", feed)


def subscribe(feed: str, hub: str, callback: str, key: bytes, *, lease: timedelta = LEASE) -> Request:
    """The request that subscribes; ``callback`` is the public address the callback's paths begin with."""
    return Request(
        hub,
        {
            "hub.mode": "subscribe",
            "hub.topic": feed,
            "hub.callback": f"{callback.rstrip('/')}/{token(feed, key)}",
            "hub.lease_seconds": str(int(lease.total_seconds())),
            "hub.secret": secret(feed, key),
        },
    )


def unsubscribe(feed: str, hub: str, callback: str, key: bytes) -> Request:
    """The request that ends it."""
    wanted = ("hub.topic", "hub.callback")
    form = subscribe(feed, hub, callback, key).form
    return Request(hub, {"hub.mode": "unsubscribe", **{name: form[name] for name in wanted}})


def confirm(query: Mapping[str, str], feed: str, *, mode: str = "subscribe") -> tuple[str, timedelta]:
    """The challenge to answer a hub's question with, and the lease it gives.

    BadInput when it asks for something we did not ask for (to be answered with 404), or has denied it.
    """
    if query.get("hub.mode") == "denied":
        raise BadInput(f"{feed}: the hub denied the subscription ({query.get('hub.reason', '')[:200]})")
    if query.get("hub.mode") != mode or query.get("hub.topic") != feed:
        raise BadInput(f"{feed}: a hub asked about a subscription that was not asked for")
    challenge = query.get("hub.challenge", "")
    if not 0 < len(challenge) <= MOST_CHALLENGE:
        raise BadInput(f"{feed}: a hub sent no challenge")
    seconds = query.get("hub.lease_seconds", "")
    known = seconds.isascii() and seconds.isdigit() and len(seconds) < 9
    return challenge, timedelta(seconds=int(seconds)) if known else LEASE


def signed(body: bytes, header: str, feed: str, key: bytes) -> bool:
    """Whether an ``X-Hub-Signature`` header is the hub's for this body. One that is not is to be ignored."""
    algorithm, _, given = header.strip().partition("=")
    if algorithm.lower() not in _ALGORITHMS:
        return False
    wanted = hmac.new(secret(feed, key).encode(), body, algorithm.lower()).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode("utf-8", "replace"))


def _mac(key: bytes, use: str, feed: str) -> str:
    return hmac.new(key, f"{use}\n{feed}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Pushed:
    """A Fetch that has one feed's new body already, and gets its pages from another Fetch.

    ``pipeline.update(fetch=Pushed(fetch, feed, body, type), feeds=[feed], …)`` reads what a hub has posted.
    """

    fetch: Fetch
    feed: str
    body: bytes
    content_type: str = ""

    async def get(self, url: str, *, etag: str = "", modified: str = "", kind: Kind = "feed") -> Page:
        """See ``Fetch.get``."""
        if url == self.feed and kind == "feed":
            return Page(url, 200, {"content-type": self.content_type}, self.body)
        return await self.fetch.get(url, etag=etag, modified=modified, kind=kind)

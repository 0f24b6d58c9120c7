"""What is kept: the state of feeds and items, people's wishes, and what has been sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.articles import Fate, Feed


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed and how reading it goes. ``interval`` in seconds; ``error`` is "" when the last try was good."""

    feed: Feed
    etag: str = ""
    modified: str = ""  # the server's Last-Modified, as it wrote it
    next_at: datetime | None = None  # None: at once
    interval: float = 1800.0
    failures: int = 0  # in a row
    error: str = ""
    last_good: datetime | None = None
    last_try: datetime | None = None
    baselined: bool = False  # what was in it when it was added is known and not shown
    hub: str = ""  # WebSub: the addresses of its hubs, in its order, with spaces between
    body_hash: str = ""
    topic: str = ""  # what the feed calls itself (rel=self): what a hub knows it by
    pushed: datetime | None = None  # its last push; None: none, or polling has found what no push had brought


class Stage(StrEnum):
    """Where a subscription at a hub stands."""

    asked = "asked"  # the hub is to ask back whether it was us
    active = "active"
    denied = "denied"  # by the hub
    leaving = "leaving"  # the end was asked for
    left = "left"  # and confirmed


@dataclass(frozen=True, slots=True)
class Push:
    """A feed's subscription at its WebSub hub.

    ``path`` is the last part of the callback's address, which only the hub was told, ``secret`` what it
    signs with. Its question is answered until ``open_until``. ``failures`` counts what was asked and not
    confirmed, in a row.
    """

    feed: str  # Feed.url
    hub: str
    topic: str
    path: str
    secret: str
    callback: str = ""  # the whole address as the hub was told it
    stage: Stage = Stage.asked
    open_until: datetime | None = None
    since: datetime | None = None  # confirmed
    until: datetime | None = None  # the lease
    last: datetime | None = None  # its last push
    unread: datetime | None = None  # a push that came and has not been read yet
    next_at: datetime | None = None  # when the hub is asked next; None: at once
    failures: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class ItemState:
    """One entry of one feed, and what has become of it. ``digest`` is a hash of the entry as last seen."""

    feed: str
    entry: str
    url: str
    fate: Fate
    seen: datetime
    article: str = ""
    digest: str = ""
    etag: str = ""
    modified: str = ""
    visits: int = 0  # how often its page was looked at again
    visit_at: datetime | None = None  # when it is next; None: not any more
    headline: str = ""  # what its page called itself when it was last read


@dataclass(frozen=True, slots=True)
class Subscription:
    """An interest bound to a channel or a person. ``id`` is 0 until the store has given one.

    ``schedule`` is in words (``digest.schedule``), with zone and quiet hours inside its canonical form or
    in ``zone`` and ``quiet``. ``unchanged`` is what to do when nothing changed: "silent" or "say".
    ``trouble`` is why nothing can be delivered at the moment ("" when it can), since ``trouble_at``.
    """

    platform: str
    channel: str
    interest: str  # in the query language
    schedule: str
    id: int = 0
    title: str = ""
    user: str = ""  # who subscribed: told when something is wrong
    space: str = ""
    direct: bool = False
    zone: str = ""
    quiet: str = ""  # "22:00-07:00"
    least_claims: int = 1
    least_origins: int = 0
    locale: str = "en"
    muted: tuple[str, ...] = ()  # outlets not shown here
    unchanged: str = "silent"
    active: bool = True
    created: datetime | None = None
    trouble: str = ""
    trouble_at: datetime | None = None
    told: bool = False  # the person has been told of the trouble


class Sent(StrEnum):
    """Where a delivery stands."""

    pending = "pending"  # composed and stored, no byte sent
    sending = "sending"  # a page is on its way
    sent = "sent"
    unsure = "unsure"  # a page may or may not be there: looked up before anything else
    gone = "gone"  # the channel cannot be written to
    silent = "silent"  # nothing changed, and so nothing was to be said
    held = "held"  # too little yet: comes with the next one
    dropped = "dropped"  # never began, and a later digest has taken over what it had


@dataclass(frozen=True, slots=True)
class Delivery:
    """One slot of one subscription: its pages as they go out, and how far they went.

    ``pages`` are messages as JSON; ``messages`` the platform's ids of those sent, in order. ``state`` is the
    delivered state of the interest (``digest.delta``) as JSON once this is sent. ``beat`` changes whenever
    its owner touches it: another process may take over only after it has stood still long enough.
    """

    id: int
    subscription: int
    platform: str
    channel: str
    slot: datetime
    sent: Sent
    title: str = ""
    pages: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    state: str = ""
    preview: bool = False
    created: datetime | None = None
    done: datetime | None = None
    next_at: datetime | None = None
    attempts: int = 0
    error: str = ""
    owner: str = ""
    beat: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One message that stands in a channel, for editing it in place: a page of a delivery."""

    delivery: int
    platform: str
    channel: str
    message: str
    number: int  # of the page, from 0
    page: str  # as JSON
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A publisher changed ("corrected") or took back ("withdrawn") an article."""

    article: str
    kind: str
    at: datetime
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """What people of a channel mean by a name; it wins there from then on. None: no place at all."""

    platform: str
    channel: str
    text: str
    geonameid: int | None
    user: str = ""
    at: datetime | None = None

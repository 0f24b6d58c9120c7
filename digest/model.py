"""The values that flow: frozen, plain, made of nothing but each other.

Read from top to bottom and you follow an article:

    Entry -> Article -> Analysis (Claim, Mention) -> Story, Dispute, Origin -> Digest (Delta)

Offsets are Python string indices into ``Article.text``, end exclusive.
Times are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Spans = tuple[tuple[int, int], ...]
"""One or more pieces of a text, ``(start, end)``, in reading order."""


def cut(text: str, spans: Spans) -> str:
    """The words at ``spans``, pieces joined by an ellipsis: the only way shown words are made."""
    return " … ".join(text[start:end] for start, end in spans)


# --- from a feed to readable text -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the operator named it."""

    url: str
    title: str = ""
    outlet: str = ""
    home: str = ""  # where the outlet lives, e.g. "Kyiv, Ukraine": a prior for place resolution
    active: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as read; nothing about it is trusted yet."""

    id: str  # guid, else the link, else a hash of title and date
    url: str
    title: str
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""  # HTML or text
    content: str = ""  # HTML; the feed's full content, if it gives one


@dataclass(frozen=True, slots=True)
class Article:
    """Readable text and who published it when."""

    id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    home: str = ""  # the outlet's home, as in Feed.home
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = "en"
    partial: bool = False  # only a summary could be read (paywall, empty page)


class Fate(StrEnum):
    """How an item ends, or the last stage it has reached. Every item has one; `why` tells it."""

    fetched = "fetched"
    baseline = "baseline"  # already in the feed when it was added: known, not shown
    duplicate = "duplicate"  # the same article under another address or guid
    copy = "copy"  # another outlet's copy of the same words: kept, counted, analyzed once
    unchanged = "unchanged"
    updated = "updated"  # a new version of a known article
    language = "language not supported"
    empty = "no readable text"
    refused = "address refused"  # by the address guard, robots, or a cap
    failed = "fetch failed"
    broken = "not understood"  # fetched, but no parser could read it
    stored = "stored"  # analyzed and in a story
    withdrawn = "withdrawn"  # gone at its publisher


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an item's history: what happened, when, and in words why."""

    at: datetime
    fate: Fate
    detail: str = ""


# --- what an article says --------------------------------------------------------------------------


class Stance(StrEnum):
    """How the source stands to the content. A closed vocabulary; cue rows name one of these."""

    asserts = "asserts"
    denies = "denies"
    concedes = "concedes"
    doubts = "doubts"  # questions, cannot confirm, is skeptical
    supports = "supports"  # backs, confirms what another said
    urges = "urges"  # demands, calls for, warns to
    plans = "plans"  # promises, threatens, announces an intent
    asks = "asks"  # a question put


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a text.

    ``value`` is in ``unit`` (SI or a plain word: "km²", "%", "USD", "" for a count), ``of`` is what it
    counts ("residents", "dead"). ``low`` and ``high`` bound it when the words do ("at least 30": low 30,
    high None; "about 60,000": both None, ``about`` true).
    """

    start: int
    end: int
    text: str
    value: float
    unit: str = ""
    of: str = ""
    low: float | None = None
    high: float | None = None
    about: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text, resolved to the gazetteer or left open.

    ``geonameid`` is None when the evidence does not decide: then nothing is drawn and ``reason`` says so.
    ``kind`` is the literal feature ("city", "region", "country", "river", "sea", "facility", ...),
    or "demonym" ("Ukrainian"), or "organization" (part of an organization's name).
    Only literal places are drawn and looked up.
    """

    start: int
    end: int
    text: str
    geonameid: int | None
    name: str
    lat: float | None
    lon: float | None
    country: str  # ISO 3166-1 alpha-2, "" when none
    admin1: str  # name of the first-level division, "" when none
    kind: str
    confidence: float  # calibrated probability that this reading is right
    reason: str
    runner_up: str

    @property
    def literal(self) -> bool:
        return self.geonameid is not None and self.kind not in {"demonym", "organization"}


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it: a span of the article, and whom it stands for.

    ``actor`` is the resolved name ("Russian Defense Ministry"), ``side`` the party it speaks for
    ("Russia"), "" when it speaks for none (analysts, witnesses).
    """

    spans: Spans
    text: str
    actor: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """The word that attributes."""

    spans: Spans
    text: str
    lemma: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is claimed."""

    spans: Spans
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One attributed statement. ``source`` and ``cue`` are None for the outlet's own report."""

    id: str  # stable for the same words of the same article
    source: Source | None
    cue: Cue | None
    stance: Stance
    content: Content
    sentence: tuple[int, int]  # what a link points to
    quotes: Spans = ()  # verbatim pieces inside the content
    via: tuple[str, ...] = ()  # chain of carriers: ("Reuters",)
    places: tuple[int, ...] = ()  # indices into Analysis.places
    figures: tuple[Figure, ...] = ()
    targets: tuple[str, ...] = ()  # ids of the claims it answers
    when: datetime | None = None  # the day the cue's time words name
    probability: float = 1.0  # the judge's, that source, cue and content are right
    salience: float = 0.0
    why: str = ""  # the salience in words, for --explain


@dataclass(frozen=True, slots=True)
class Met:
    """Claims of one article that meet."""

    claims: tuple[str, ...]
    kind: str  # "denies" | "concedes" | "differs"
    reason: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that one article says, found without looking at any other article."""

    claims: tuple[Claim, ...] = ()
    places: tuple[Mention, ...] = ()
    disputes: tuple[Met, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()  # weighted words and names, for stories
    actors: tuple[str, ...] = ()  # every actor named, whether or not it speaks
    minhash: bytes = b""  # sketch of the sentences, for copies
    outcome: str = "analyzed"  # or what kept it from being: "empty", "too long: cut at ...", ...


# --- what articles say together ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """An article with its analysis: what stories, disputes and digests are made from."""

    article: Article
    analysis: Analysis
    story: int | None = None
    origin: str = ""  # id of the origin whose words it carries; its own id when they are its own
    withdrawn: bool = False  # gone at its publisher since it was read


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """A claim in its article: enough to show and link it."""

    article: str
    claim: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two claims that meet, across articles or within one. There is no verdict."""

    kind: str  # "denies" | "concedes" | "differs"
    a: ClaimRef  # the one that answers (denies, concedes) or the later figure
    b: ClaimRef  # what it answers
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one event, with what has become of it."""

    id: int
    headline: str
    url: str
    first: datetime
    last: datetime
    articles: tuple[str, ...]
    state: str = "open"  # "open" | "quiet" | "merged"
    into: int | None = None  # the story it was merged into


@dataclass(frozen=True, slots=True)
class Origin:
    """Where words first came from: a wire, a ministry, or an outlet itself."""

    id: str
    name: str
    kind: str  # "wire" | "statement" | "outlet"
    articles: tuple[str, ...]


# --- what people want, and what they get -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """A named interest people can follow: a row of seeds/topics.toml or made in the chat."""

    name: str  # what is typed: "pokrovsk"
    title: str
    query: str  # in the query language
    aliases: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two delivered states of an interest.

    ``kind``: "new" | "denied" | "conceded" | "figure" | "corrected" | "withdrawn" | "quiet"; and, kept for
    adding up but not worth a word to a reader: "gone" | "open" (see ``digest.delta``).
    ``before`` and ``after`` are the words shown for it, "" where there are none.
    """

    kind: str
    key: str  # what changed: claim key, or story key for "quiet"
    before: str = ""
    after: str = ""


Delta = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim as a digest shows it: the values, the article it is cut from, and what is new about it."""

    claim: Claim
    article: Article
    outlets: tuple[str, ...]
    origins: int = 1
    change: str = ""  # a Change.kind, "" when unchanged since the last digest here


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A proposition and who stands how to it; lines adjacent, in time order."""

    kind: str
    lines: tuple[ShownClaim, ...]
    reason: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """One quantity as different sources put it."""

    of: str
    unit: str
    values: tuple[tuple[Figure, ShownClaim], ...]


@dataclass(frozen=True, slots=True)
class ShownStory:
    """One story of a digest, in the order it is shown."""

    story: Story
    disputes: tuple[ShownDispute, ...]
    sides: tuple[tuple[str, tuple[ShownClaim, ...]], ...]  # side or "" -> its claims
    figures: tuple[ShownFigures, ...]
    places: tuple[tuple[Mention, int], ...]  # place and how often it is named
    outlets: tuple[str, ...]
    origins: tuple[Origin, ...]
    more: int = 0  # claims left out by the budget
    disputed: tuple[int, ...] = ()  # geonameids of the places its disputes are about


@dataclass(frozen=True, slots=True)
class Digest:
    """What one interest comes to at one moment."""

    title: str
    query: str
    at: datetime
    since: datetime | None
    stories: tuple[ShownStory, ...]
    delta: Delta = ()
    unchanged: int = 0
    articles: int = 0
    outlets: int = 0
    origins: int = 0
    quiet: tuple[str, ...] = field(default=())  # headlines of stories gone quiet since the last one
    known: tuple[tuple[str, str, str], ...] = ()  # what its readers know now: (facet, key, words), see delta


# --- what is kept: feeds, people's wishes, and what has been sent ------------------------------------------


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
    hub: str = ""  # WebSub
    body_hash: str = ""


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

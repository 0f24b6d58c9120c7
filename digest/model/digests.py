"""What people want, and what they get: topics, changes, and a digest as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from digest.model.analysis import Claim, Figure, Mention
from digest.model.articles import Article
from digest.model.stories import Origin, Story


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

    ``kind``: "new" | "denied" | "conceded" | "figure" | "corrected" | "withdrawn" | "merged" | "split" |
    "quiet"; and, kept for adding up but not worth a word to a reader: "gone" | "open" | "headline" (see
    ``digest.delta``). ``before`` and ``after`` are the words shown for it, "" where there are none.
    """

    kind: str
    key: str  # what changed: claim key, or story key for "merged", "split" and "quiet"
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
class ShownChange:
    """A change as a digest tells it, beyond the mark on a claim's line: what it was, and what it is now.

    ``kind``: "corrected" | "figure" | "withdrawn" (words of claims, exact as they stood), "merged" | "split"
    | "quiet" (headlines). ``about`` is who says it, or what a figure counts. ``claim`` is None when it stands
    no more; ``at``: when a quiet story was last heard of.
    """

    kind: str
    before: str
    after: str = ""
    about: str = ""
    article: Article | None = None
    claim: Claim | None = None
    at: datetime | None = None


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
    told: tuple[ShownChange, ...] = ()  # what was corrected, taken back, merged, split, or has gone quiet


@dataclass(frozen=True, slots=True)
class Card:
    """The state of a place, actor or topic as of ``digest.at``.

    ``day`` and ``week`` are reports in the last day and week, ``usual`` the weekly mean of the four weeks
    before. ``latest`` is when it was last named, None: never. ``next_at`` is its next digest in this channel.
    """

    name: str
    digest: Digest
    about: str = ""
    place_id: int | None = None
    latest: datetime | None = None
    day: int = 0
    week: int = 0
    usual: float = 0.0
    next_at: datetime | None = None
    called: str = ""  # the place's own name where ``name`` says more ("Within 100 km of Pokrovsk")


@dataclass(frozen=True, slots=True)
class Sources:
    """The articles that carry one origin's words."""

    origin: Origin
    articles: tuple[Article, ...]

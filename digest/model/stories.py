"""What articles say together: stories, disputes, origins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.analysis import Analysis
from digest.model.articles import Article


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
    parent: int | None = None  # the story it was split from


@dataclass(frozen=True, slots=True)
class Origin:
    """Where words first came from: a wire, a ministry, or an outlet itself."""

    id: str
    name: str
    kind: str  # "wire" | "statement" | "outlet"
    articles: tuple[str, ...]

"""What one article says: claims with source, cue and stance, figures, places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Spans = tuple[tuple[int, int], ...]
"""One or more pieces of a text, ``(start, end)``, in reading order."""


def cut(text: str, spans: Spans) -> str:
    """The words at ``spans``, pieces joined by an ellipsis: the only way shown words are made."""
    return " … ".join(text[start:end] for start, end in spans)


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
    complete: bool = True  # says something by itself; else it is shown with its whole sentence


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

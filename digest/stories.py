"""Which story does this article join? Decided as it arrives, from earlier articles only. Pure.

An inverted index from term to stories of the last ``window`` finds the few stories worth comparing; the best
of them takes the article when the likeness is high enough, otherwise a new story begins.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .model import Read

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """What became of a story: ``kind`` is "opened" | "merged" | "split" | "quiet"."""

    kind: str
    story: int
    at: datetime
    into: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Where an article went: its story, whether it opened it, and the stories that were merged into it."""

    story: int
    is_new: bool
    merged: tuple[int, ...] = ()
    likeness: float = 0.0
    events: tuple[StoryEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """``window``: a story that had nothing for so long takes nothing more. ``least``: likeness to join."""

    window: timedelta = timedelta(days=10)
    quiet: timedelta = timedelta(days=3)
    least: float = 0.2
    candidates: int = 24


@dataclass(slots=True)
class _Story:
    id: int
    last: datetime
    size: int = 0
    sum: dict[str, float] = field(default_factory=dict)
    quiet: bool = False


class StoryIndex:
    """The open stories, by their words."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._stories: dict[int, _Story] = {}
        self._by_term: dict[str, set[int]] = defaultdict(set)
        self._seen: Counter[str] = Counter()
        self._articles = 0
        self._next = 1

    def join(self, read: Read) -> Joined:
        """Put an article into the story it belongs to, or begin one."""
        at = read.article.published or EPOCH
        vector = self._vector(read)
        best = max(self._likely(vector, at), default=(0.0, 0))
        is_new = best[0] < self.settings.least
        number = self._next if is_new else best[1]
        self._add(number, vector, at)
        events = (StoryEvent("opened", number, at),) if is_new else ()
        return Joined(number, is_new, (), best[0], events)

    def restore(self, reads: Iterable[Read]) -> None:
        """Take in articles whose story is known: what the store holds of the window, oldest first."""
        for read in reads:
            if read.story is not None:
                self._add(read.story, self._vector(read), read.article.published or EPOCH)

    def gone_quiet(self, now: datetime) -> tuple[StoryEvent, ...]:
        """Stories without an article for ``settings.quiet`` that were not told as quiet before."""
        events = []
        for story in self._stories.values():
            if not story.quiet and now - story.last > self.settings.quiet:
                story.quiet = True
                events.append(StoryEvent("quiet", story.id, now))
        return tuple(events)

    def _vector(self, read: Read) -> dict[str, float]:
        weighed = {term: weight * self._rarity(term) for term, weight in read.analysis.terms}
        norm = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
        return {term: value / norm for term, value in weighed.items()}

    def _rarity(self, term: str) -> float:
        return math.log((1 + self._articles + 1000) / (1 + self._seen[term]))

    def _likely(self, vector: dict[str, float], at: datetime) -> Iterator[tuple[float, int]]:
        overlap: dict[int, float] = defaultdict(float)
        for term, value in sorted(vector.items(), key=lambda item: -item[1])[:40]:
            for number in self._by_term.get(term, ()):
                overlap[number] += value
        for number in sorted(overlap, key=lambda n: (-overlap[n], n))[: self.settings.candidates]:
            story = self._stories[number]
            if abs(at - story.last) <= self.settings.window:
                yield _likeness(vector, story), number

    def _add(self, number: int, vector: dict[str, float], at: datetime) -> None:
        story = self._stories.setdefault(number, _Story(number, at))
        story.last, story.size, story.quiet = max(story.last, at), story.size + 1, False
        for term, value in vector.items():
            story.sum[term] = story.sum.get(term, 0.0) + value
            self._by_term[term].add(number)
            self._seen[term] += 1
        self._articles += 1
        self._next = max(self._next, number + 1)


def _likeness(vector: dict[str, float], story: _Story) -> float:
    """Cosine of an article and the sum of a story's articles."""
    norm = math.sqrt(sum(value * value for value in story.sum.values())) or 1.0
    return sum(value * story.sum.get(term, 0.0) for term, value in vector.items()) / norm


def cluster(reads: Iterable[Read], settings: Settings | None = None) -> Iterator[int]:
    """Story numbers of articles in their order, each decided before the next is seen."""
    index = StoryIndex(settings)
    return (index.join(read).story for read in reads)

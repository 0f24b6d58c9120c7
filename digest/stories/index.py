"""The open stories: joining, merging, splitting, going quiet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from digest.model import Read

from .branches import branch
from .decision import Candidate, features, probability
from .recent import KINDS, Floats, Recent, Vectors, vectors

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400.0
WORD, PERSON = KINDS.index("word"), KINDS.index("person")
FADE = 0.05  # how quickly the latest arrivals outweigh older ones in ``bursts``
VOTES = 0.2  # share of the smaller story that must fit both before the two are merged
LOOK = 400  # articles looked through for candidate stories
BRIEF = 12  # words, as stems: a headline alone
CHECK = 250  # arrivals between two looks at what is out of date
FORGET_LEAST = 500  # expired articles, at least and as a third of all, before the index is made anew


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """What became of a story: ``kind`` is "opened" | "merged" | "split" | "quiet" | "again"."""

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
    likeness: float = 0.0  # probability of the best story, whether or not it was joined
    events: tuple[StoryEvent, ...] = ()
    moved: tuple[str, ...] = ()  # earlier articles that left a story for this one: it was split


@dataclass(frozen=True, slots=True)
class Settings:
    """``window``: a story without an article for so long takes nothing more. ``quiet``: it is told as quiet.

    ``join`` and ``merge`` are the least probabilities to join a story, and to merge a second one into it;
    ``brief`` is that to join for an item of fewer than ``BRIEF`` words, whose likeness to anything is less.
    ``candidates``: stories looked at closely. ``most``: articles held; the oldest leave first.
    """

    window: timedelta = timedelta(days=8)
    quiet: timedelta = timedelta(days=3)
    join: float = 0.7
    brief: float = 0.5
    merge: float = 0.7
    candidates: int = 8
    most: int = 60_000
    split: bool = True


@dataclass(slots=True)
class _Story:
    id: int
    last: float  # seconds since EPOCH
    slots: list[int] = field(default_factory=list)
    quiet: bool = False
    arrived: int = 0  # number of its last article in the order of arrival


Rows = npt.NDArray[np.float64]
Slots = npt.NDArray[np.intp]
Judge = Callable[[Rows], Rows]


class StoryIndex:
    """The stories of the window, by their words. ``judge`` gives probabilities for rows of features."""

    def __init__(self, settings: Settings | None = None, judge: Judge = probability) -> None:
        self.settings = settings or Settings()
        self._judge = judge
        self._recent = Recent()
        self._stories: dict[int, _Story] = {}
        self._story_of: list[int] = []  # slot -> story
        self._at: list[float] = []
        self._persons: list[bool] = []
        self._articles: list[str] = []
        self._words: Floats = np.zeros(0, np.float32)  # likeness of the latest article to all before it
        self._parent: dict[int, int] = {}  # slot -> the slot of its story it was most like when it joined
        self._votes: dict[tuple[int, int], int] = {}  # pairs of stories -> articles that fitted both
        self._arrived = 0
        self._bursts = 0.5
        self._gap = 0.0  # mean of ``behind`` where articles joined of late
        self._last = 0  # the story of the article before
        self._next = 1

    def join(self, read: Read) -> Joined:
        """Put an article into the story it belongs to, or begin one."""
        found = vectors(read)
        at = self._time(read)
        self._forget()
        likely = self.likely(found, at)
        best, second = [*likely, (0.0, 0), (0.0, 0)][:2]
        when = read.article.published or EPOCH
        if best[0] < (self.settings.join if len(found["word"]) >= BRIEF else self.settings.brief):
            number = self._next
            self._add(number, found, at, read.article.id)
            return Joined(number, True, (), best[0], (StoryEvent("opened", number, when),))
        number = best[1]
        merged: tuple[int, ...] = ()
        events: list[StoryEvent] = []
        if second[0] >= self.settings.merge and self._agreed(best[1], second[1]):
            number, merged = self._merge(best[1], second[1])
            reason = f"one article fits both: {best[0]:.2f} and {second[0]:.2f}"
            events.append(StoryEvent("merged", merged[0], when, number, reason))
        if self._stories[number].quiet:
            events.append(StoryEvent("again", number, when))
        words = self._words
        slot = self._add(number, found, at, read.article.id)
        self._parent[slot] = max(self._stories[number].slots[:-1], key=lambda one: (words[one], one))
        moved = self._split(slot, words) if self.settings.split and not merged else ()
        if moved:
            reason = f"{len(moved) + 1} articles speak of something else"
            events.append(StoryEvent("split", number, when, self._story_of[slot], reason))
        return Joined(self._story_of[slot], False, merged, best[0], tuple(events), moved)

    def restore(self, reads: Iterable[Read]) -> None:
        """Take in articles whose story is known: what the store holds of the window, oldest first."""
        for read in reads:
            if read.story is not None:
                self._forget()
                self._add(read.story, vectors(read), self._time(read), read.article.id)

    def begin_at(self, number: int) -> None:
        """Number new stories from here on: one more than the greatest the store has given."""
        self._next = max(self._next, number)

    def gone_quiet(self, now: datetime) -> tuple[StoryEvent, ...]:
        """Stories without an article for ``settings.quiet`` that were not told as quiet before."""
        limit = (now - EPOCH - self.settings.quiet).total_seconds()
        silent = [story for story in self._stories.values() if not story.quiet and story.last < limit]
        for story in silent:
            story.quiet = True
        return tuple(StoryEvent("quiet", story.id, now) for story in silent)

    def likely(self, found: dict[str, dict[str, float]], at: float) -> list[tuple[float, int]]:
        """(probability, story) of the likeliest stories, best first."""
        numbers, candidates = self.candidates(found, at)
        if not numbers:
            return []
        judged = self._judge(features(candidates))
        return sorted(zip(judged.tolist(), numbers, strict=True), key=lambda pair: (-pair[0], pair[1]))

    def candidates(self, found: dict[str, dict[str, float]], at: float) -> tuple[list[int], list[Candidate]]:
        """The stories whose articles share most words with this one, and what is asked of each."""
        likeness = self._recent.likeness(found)
        self._words = likeness[WORD]
        numbers = self._nearest(likeness[WORD], at)
        return numbers, [self._candidate(self._stories[number], likeness, at, found) for number in numbers]

    def _nearest(self, words: Floats, at: float) -> list[int]:
        reach = self.settings.window.total_seconds()
        order = np.argsort(-words, kind="stable") if len(words) <= LOOK else _top(words, LOOK)
        numbers: dict[int, None] = {}
        for slot in order:
            if words[slot] <= 0 or len(numbers) == self.settings.candidates:
                break
            number = self._story_of[slot]
            if abs(at - self._stories[number].last) <= reach:
                numbers.setdefault(number)
        return list(numbers)

    def _candidate(self, story: _Story, likeness: Floats, at: float, found: Vectors) -> Candidate:
        days = min(abs(at - self._at[slot]) for slot in story.slots[-50:]) / DAY
        named = sum(self._persons[slot] for slot in story.slots) / len(story.slots)
        persons, behind = named if found["person"] else 0.0, self._behind(story) - self._gap
        return Candidate(likeness[:, story.slots], days, persons, behind, self._bursts, len(found["word"]))

    def _behind(self, story: _Story) -> float:
        """How many articles have arrived since the story's last, as a logarithm."""
        return math.log1p(self._arrived - story.arrived)

    def _agreed(self, a: int, b: int) -> bool:
        """Whether enough articles fitted both stories: one of five of the smaller one's, at least one."""
        pair = (min(a, b), max(a, b))
        self._votes[pair] = self._votes.get(pair, 0) + 1
        smaller = min(len(self._stories[a].slots), len(self._stories[b].slots))
        return self._votes[pair] >= max(1, smaller * VOTES)

    def _merge(self, a: int, b: int) -> tuple[int, tuple[int, ...]]:
        """The older story takes the younger one in."""
        keep, drop = self._stories[min(a, b)], self._stories.pop(max(a, b))
        keep.slots = sorted(keep.slots + drop.slots)
        keep.last = max(keep.last, drop.last)
        for slot in drop.slots:
            self._story_of[slot] = keep.id
        return keep.id, (drop.id,)

    def _split(self, slot: int, words: Floats) -> tuple[str, ...]:
        """Give the branch of ``slot`` a story of its own, if it is one; the earlier articles that moved."""
        old = self._stories[self._story_of[slot]]
        leaving = branch(slot, old.slots, self._parent, words)
        if not leaving:
            return ()
        new = _Story(self._next, self._at[slot], list(leaving), arrived=self._arrived)
        self._stories[new.id] = new
        self._next += 1
        old.slots = [one for one in old.slots if one not in leaving]
        for one in leaving:
            self._story_of[one] = new.id
        self._last = new.id
        return tuple(self._articles[one] for one in leaving if one != slot)

    def _add(self, number: int, found: dict[str, dict[str, float]], at: float, article: str) -> int:
        slot = self._recent.add(found)
        story = self._stories.setdefault(number, _Story(number, at))
        if story.slots:
            self._gap += (self._behind(story) - self._gap) * FADE
        story.slots.append(slot)
        story.last, story.quiet = max(story.last, at), False
        self._arrived += 1
        story.arrived = self._arrived
        self._bursts += ((number == self._last) - self._bursts) * FADE
        self._last = number
        self._story_of.append(number)
        self._at.append(at)
        self._articles.append(article)
        self._persons.append(bool(found["person"]))
        self._next = max(self._next, number + 1)
        return slot

    def _time(self, read: Read) -> float:
        """When an article appeared, in seconds; one that does not say so appeared with the one before it."""
        published = read.article.published
        return (published - EPOCH).total_seconds() if published else (self._at[-1] if self._at else 0.0)

    def _forget(self) -> None:
        """Now and then, drop articles of stories outside the window, and the oldest beyond ``most``.

        The window ends where the earliest of the latest arrivals stand, a few stray dates aside: where
        articles come in no order, nothing is out of date.
        """
        if self._recent.size % CHECK != CHECK - 1:
            return
        limit = sorted(self._at[-CHECK:])[CHECK // 20] - self.settings.window.total_seconds()
        least = max(0, self._recent.size - self.settings.most)
        kept = [
            s for s, number in enumerate(self._story_of) if s >= least and self._stories[number].last >= limit
        ]
        if self._recent.size - len(kept) < max(FORGET_LEAST, self._recent.size // 3):
            return
        self._recent.keep(kept)
        self._at, self._persons = [self._at[s] for s in kept], [self._persons[s] for s in kept]
        self._story_of, self._articles = [self._story_of[s] for s in kept], [self._articles[s] for s in kept]
        renamed = {old: new for new, old in enumerate(kept)}
        self._parent = {
            renamed[a]: renamed[b] for a, b in self._parent.items() if a in renamed and b in renamed
        }
        slots: dict[int, list[int]] = {}
        for slot, number in enumerate(self._story_of):
            slots.setdefault(number, []).append(slot)
        self._stories = {number: story for number, story in self._stories.items() if number in slots}
        self._votes = {pair: n for pair, n in self._votes.items() if pair[0] in slots and pair[1] in slots}
        for number, story in self._stories.items():
            story.slots = slots[number]


def _top(words: Floats, n: int) -> Slots:
    best: Slots = np.argpartition(-words, n)[:n]
    return best[np.lexsort((best, -words[best]))]


def cluster(reads: Iterable[Read], settings: Settings | None = None) -> Iterator[int]:
    """Story numbers of articles in their order, each decided before the next is seen."""
    index = StoryIndex(settings)
    return (index.join(read).story for read in reads)

"""What each story says, word by word, and how well an article's words fit it.

Likeness to single articles says little of a headline: two of one event may share a word or none. What its
story has said so far, all headlines together, says more. For each word of the article: in how many of the
story's articles it stands, against how usual it is (a smoothed likelihood ratio, as in language models for
retrieval; Zhai and Lafferty 2001), and how near the words are in meaning (``data/nearness.npz``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

import numpy as np

from digest.nearness import table as meanings
from digest.rarity import table as background

from .recent import Floats

FITS = ("cover", "typical", "told", "core", "sense", "beside", "common")
WORDS = 40  # of an article, at most, that its story is known by: the heaviest
CORE = 5  # words a story is best known by
SMOOTH = 1.0  # articles that the background counts for


@dataclass(frozen=True, slots=True)
class Wording:
    """An article's heaviest stems, their shares of its weight (which sum to 1), and their mean meaning."""

    stems: tuple[str, ...]
    shares: Floats
    sense: Floats


@dataclass(slots=True)
class Said:
    """What a story has said: stem -> how many of its articles have it."""

    articles: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, float] = field(
        default_factory=dict
    )  # stem -> sum of its weights, each article of length 1
    square: float = 0.0  # of the length of ``sums``
    sense: Floats = field(default_factory=lambda: np.zeros(_directions(), np.float32))
    core: tuple[tuple[str, float], ...] = ()

    def add(self, article: Wording) -> list[str]:
        """Say what an article says too; the stems that are new."""
        new = [stem for stem in article.stems if stem not in self.counts]
        for stem, weight in zip(article.stems, np.sqrt(article.shares).tolist(), strict=True):
            before = self.sums.get(stem, 0.0)
            self.counts[stem], self.sums[stem] = self.counts.get(stem, 0) + 1, before + weight
            self.square += weight * (2 * before + weight)
        self.articles += 1
        self.sense = self.sense + article.sense
        self.core = ()
        return new


def wording(terms: Mapping[str, float]) -> Wording:
    """From an article's stems and weights."""
    kept = nlargest(WORDS, terms.items(), key=lambda item: (item[1], item[0]))
    squares = np.array([weight * weight for _, weight in kept], np.float32)
    stems = tuple(stem for stem, _ in kept)
    shares = squares / max(float(squares.sum()), 1e-9)
    return Wording(stems, shares, _sense(stems, shares))


def _sense(stems: Sequence[str], shares: Floats) -> Floats:
    rows, vectors = meanings()
    known = [(at, rows[stem]) for at, stem in enumerate(stems) if stem in rows]
    if not known:
        return np.zeros(vectors.shape[1], np.float32)
    at, row = zip(*known, strict=True)
    mean: Floats = np.sqrt(shares[list(at)]) @ vectors[list(row)]
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-6))


def _directions() -> int:
    return int(meanings()[1].shape[1])


class Usage:
    """In how many stories of the window each stem is used: what is on many lips tells little."""

    def __init__(self) -> None:
        self._stories: Counter[str] = Counter()
        self.size = 0

    def rarity(self, term: str) -> float:
        """As ``digest.rarity``, each story of the window counted like an article of the background."""
        articles, counts = background()
        return math.log((articles + self.size + 1) / (counts.get(term, 0) + self._stories.get(term, 0) + 0.5))

    def usual(self, stems: Iterable[str]) -> Floats:
        """The share of articles and stories that have each stem."""
        articles, counts = background()
        return np.array(
            [
                (counts.get(stem, 0) + self._stories.get(stem, 0) + 0.5) / (articles + self.size + 1)
                for stem in stems
            ],
            np.float32,
        )

    def part(self, articles: Sequence[Wording]) -> Said:
        """What these articles say, as if they were a story."""
        said = Said()
        for article in articles:
            said.add(article)
        self.core(said)
        return said

    def open(self) -> Said:
        """A story that has said nothing yet."""
        self.size += 1
        return Said()

    def add(self, said: Said, article: Wording) -> None:
        """Let a story say what an article says."""
        for stem in said.add(article):
            self._stories[stem] += 1

    def close(self, said: Said) -> None:
        """A story is gone, with all it said."""
        self.size -= 1
        for stem in said.counts:
            self._stories[stem] -= 1
            if not self._stories[stem]:
                del self._stories[stem]

    def fit(self, article: Wording, usual: Floats, said: Said) -> tuple[float, ...]:
        """How well the article fits the story, as in ``FITS``; ``usual`` is that of its stems.

        The share of its weight that the story has ever said, and says on the average; the mean log ratio of
        finding its words in the story and anywhere; the share of the story's core that it has; the cosine of
        the meanings; the typical share without that of the most typical word, since one name in common says
        little; how many words are in common.
        """
        n, counts = said.articles, said.counts
        k = np.array([counts.get(stem, 0) for stem in article.stems], np.float32)
        ratio = (k / usual + SMOOTH) / (n + SMOOTH)
        core = self.core(said)
        stems = set(article.stems)
        known = float(np.linalg.norm(said.sense))
        typical = article.shares * k / n
        return (
            float(article.shares @ (k > 0)),
            float(typical.sum()),
            float(article.shares @ np.log(ratio)),
            sum(weight for stem, weight in core if stem in stems),
            float(article.sense @ said.sense) / known if known else 0.0,
            float(typical.sum() - typical.max(initial=0.0)),
            math.log1p(float((k * 4 >= n).sum())),
        )

    def core(self, said: Said) -> tuple[tuple[str, float], ...]:
        """The words a story is best known by, with their share; made when asked for."""
        if said.core:
            return said.core
        weights = ((n * self.rarity(stem), stem) for stem, n in said.counts.items())
        best = nlargest(CORE, weights)
        whole = sum(weight for weight, _ in best) or 1.0
        said.core = tuple((stem, weight / whole) for weight, stem in best)
        return said.core

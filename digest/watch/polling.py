"""When to poll a feed next. Pure.

A feed is asked about twice as often as it publishes, never more often than it allows, less and less while
nothing comes, and with growing distance while it fails.

    good, new items   half the usual gap between its items
    good, nothing     1.5 times the last interval
    failed            the interval doubled with every failure in a row, at most a day
    told to wait      at least as long as Retry-After says
    pushed by a hub   SLOWER times as long, as long as the hub brings what polling would have found
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from ..model import FeedState

LEAST = 5 * 60.0  # seconds between two polls of one feed
USUAL = 30 * 60.0  # before anything is known
MOST = 6 * 3600.0  # of a feed that works: news should not be older than this
SLOWER = 6.0  # times the interval, and
LEAST_PUSHED = 3600.0  # at least this, of a feed whose hub pushes
MOST_FAILING = 24 * 3600.0
MOST_HINT = 24 * 3600.0  # what a feed's own hint is believed up to
JITTER = 0.1  # share of the interval that is random, so that feeds added together drift apart


@dataclass(frozen=True, slots=True)
class Polled:
    """What a good poll found. ``hint`` is the longest the feed or its server asked for, in seconds.

    ``slower``: a hub pushes what is new.
    """

    changed: bool
    published: tuple[datetime, ...] = ()
    hint: float = 0.0
    slower: bool = False


def after_good(state: FeedState, polled: Polled, now: datetime, *, chance: random.Random) -> FeedState:
    """``state`` after a poll that worked: when to come back, and no failures any more."""
    last = state.interval or USUAL
    wanted = (gap(polled.published) or last) / 2 if polled.changed else last * 1.5
    interval = min(max(wanted, LEAST), MOST)
    interval = max(interval, min(polled.hint, MOST_HINT))
    pause = min(max(interval * SLOWER, LEAST_PUSHED), max(MOST, interval)) if polled.slower else interval
    return replace(
        state,
        interval=interval,
        next_at=now + _jittered(pause, chance),
        failures=0,
        error="",
        last_good=now,
        last_try=now,
    )


def after_failure(
    state: FeedState, error: str, now: datetime, *, wait: float | None = None, chance: random.Random
) -> FeedState:
    """``state`` after a poll that failed; ``wait`` is what the server asked for, in seconds."""
    failures = state.failures + 1
    backoff = max(state.interval or USUAL, LEAST) * 2.0 ** min(failures - 1, 10)
    pause = max(_jittered(min(backoff, MOST_FAILING), chance), timedelta(seconds=wait or 0.0))
    return replace(state, failures=failures, error=error[:500], next_at=now + pause, last_try=now)


def gap(published: Iterable[datetime]) -> float | None:
    """The usual time between a feed's items in seconds; None when fewer than three carry a time.

    The median, so that a burst or a night does not decide.
    """
    times = sorted(set(published), reverse=True)[:30]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(times)]
    return median(gaps) if len(gaps) >= 2 else None


def max_age(cache_control: str) -> float:
    """Seconds a Cache-Control header lets an answer be kept; 0 when it does not say."""
    for part in cache_control.lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('" ').isdecimal():
            return float(value.strip('" ')[:9])
    return 0.0


def due(states: Iterable[FeedState], now: datetime) -> list[FeedState]:
    """The active feeds whose time has come, the one waiting longest first."""
    ready = [
        state for state in states if state.feed.active and (state.next_at is None or state.next_at <= now)
    ]
    return sorted(ready, key=lambda state: (state.next_at is not None, state.next_at or now))


def _jittered(seconds: float, chance: random.Random) -> timedelta:
    return timedelta(seconds=seconds * (1 + JITTER * chance.random()))

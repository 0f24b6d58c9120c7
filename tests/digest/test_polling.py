"""When to poll next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Feed, FeedState
from digest.watch import polling

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
NEW = FeedState(Feed("https://herald.example/feed"), interval=0.0)
CHANCE = random.Random(5)
SECONDS = st.floats(0, 1e9)


def every(minutes: float, n: int = 20) -> tuple[datetime, ...]:
    return tuple(NOW - timedelta(minutes=minutes * k) for k in range(n))


def wait(state: FeedState) -> float:
    assert state.next_at is not None
    return (state.next_at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("minutes", "interval"), [(60, 1800.0), (1, polling.LEAST), (60 * 24 * 3, polling.MOST), (20, 600.0)]
)
def test_twice_as_often_as_it_publishes(minutes: float, interval: float) -> None:
    """Half the usual gap between items, between five minutes and six hours."""
    state = polling.after_good(NEW, polling.Polled(True, every(minutes)), NOW, chance=CHANCE)
    assert state.interval == interval
    assert interval <= wait(state) <= interval * (1 + polling.JITTER)


def test_quiet_feeds_are_asked_less_and_less() -> None:
    """Nothing new lengthens the interval until its bound; something new shortens it again."""
    state, seen = NEW, []
    for _ in range(12):
        state = polling.after_good(state, polling.Polled(False), NOW, chance=CHANCE)
        seen.append(state.interval)
    assert seen == sorted(seen)
    assert seen[-1] == polling.MOST
    again = polling.after_good(state, polling.Polled(True, every(30)), NOW, chance=CHANCE)
    assert again.interval == 900.0


def test_a_hint_is_followed_within_reason() -> None:
    """A feed that asks for two hours is left two hours; one that asks for a month is asked tomorrow."""
    for hint, interval in ((7200.0, 7200.0), (1.0, polling.LEAST), (30 * 86400.0, polling.MOST_HINT)):
        state = polling.after_good(NEW, polling.Polled(True, every(5), hint), NOW, chance=CHANCE)
        assert state.interval == interval


def test_failures_double_the_distance_and_a_success_forgets_them() -> None:
    """One, two, four intervals and so on, at most a day; then back to the old interval."""
    state, waits = replace(NEW, interval=600.0), []
    for _ in range(12):
        state = polling.after_failure(state, "HTTP 500", NOW, chance=random.Random(1))
        waits.append(wait(state))
    assert waits[1] == pytest.approx(2 * waits[0], rel=0.11)
    assert waits[-1] <= polling.MOST_FAILING * (1 + polling.JITTER)
    assert (state.failures, state.error, state.interval) == (12, "HTTP 500", 600.0)
    good = polling.after_good(state, polling.Polled(True, every(20)), NOW, chance=CHANCE)
    assert (good.failures, good.error, good.last_good) == (0, "", NOW)


def test_retry_after_is_a_least() -> None:
    """What the server asks for is waited, also when the backoff would be shorter."""
    assert wait(polling.after_failure(NEW, "HTTP 429", NOW, wait=90_000.0, chance=CHANCE)) == 90_000.0
    assert wait(polling.after_failure(NEW, "HTTP 429", NOW, wait=1.0, chance=CHANCE)) >= polling.LEAST


@given(st.booleans(), st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30), SECONDS, SECONDS)
def test_the_interval_is_always_bounded(
    changed: bool, times: list[datetime], hint: float, interval: float
) -> None:
    """Whatever a feed says of its times and wishes, it is polled between every five minutes and every day."""
    polled = polling.Polled(changed, tuple(times), hint)
    state = polling.after_good(replace(NEW, interval=interval), polled, NOW, chance=CHANCE)
    assert polling.LEAST <= state.interval <= polling.MOST_HINT
    failed = polling.after_failure(replace(NEW, interval=interval), "x", NOW, wait=hint, chance=CHANCE)
    assert wait(failed) >= min(polling.LEAST, hint) or failed.next_at is None


def test_due_are_active_feeds_whose_time_has_come() -> None:
    """New ones first, then the one waiting longest; sleeping and inactive ones are left."""
    late = replace(NEW, feed=Feed("a"), next_at=NOW - timedelta(hours=2))
    later = replace(NEW, feed=Feed("b"), next_at=NOW - timedelta(hours=1))
    asleep = replace(NEW, feed=Feed("c"), next_at=NOW + timedelta(seconds=1))
    off = replace(NEW, feed=Feed("d", active=False))
    assert polling.due([later, off, asleep, late, NEW], NOW) == [NEW, late, later]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=600", 600.0),
        ("public, Max-Age=60, foo", 60.0),
        ("no-store", 0.0),
        ("max-age=x", 0.0),
        ("max-age=8¹", 0.0),
        ("", 0.0),
    ],
)
def test_max_age(value: str, seconds: float) -> None:
    """How long an answer may be kept, when the server says so."""
    assert polling.max_age(value) == seconds

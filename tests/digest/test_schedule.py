"""Schedules: what people type, and the slots it comes to, in every zone, against a watched clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import BadInput
from digest.schedule import (
    AtOnce,
    Clock,
    Cron,
    Every,
    Schedule,
    due,
    last_due,
    parse,
    quiet_until,
    split,
    upcoming,
    zone_name,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
YEARS = timedelta(days=731)
NOW = datetime(2025, 3, 28, 10, tzinfo=UTC)  # a Friday; clocks go forward in Europe on Sunday

SAID = {
    "daily 08:00": "daily 08:00",
    "Daily 8am": "daily 08:00",
    "every day at 8 PM in Kyiv": "daily 20:00 Europe/Kyiv",
    "weekdays 9:00 and 17:00": "weekdays 09:00 and 17:00",
    "mon-fri 7.30": "weekdays 07:30",
    "every 4 hours": "every 4 hours",
    "mondays 7am": "mondays 07:00",
    "tue, thu and sat 9 and 13 Berlin": "tuesdays and thursdays and saturdays 09:00 and 13:00 Europe/Berlin",
    "weekends 10am Pokrovsk": "weekends 10:00 Europe/Kyiv",
    "hourly": "hourly",
    "every half hour": "every 30 minutes",
    "every other day at 6pm": "every 2 days 18:00",
    "at once": "at once max 4 per hour",
    "as it breaks, max 2 an hour": "at once max 2 per hour",
    "0 8 * * 1-5": "cron 0 8 * * 1-5",
    "daily noon new york": "daily 12:00 America/New_York",
    "at 5pm Tokyo time": "daily 17:00 Asia/Tokyo",
    "daily 9 UTC+2": "daily 09:00 Etc/GMT-2",
    "daily 08:00 Ukraine": "daily 08:00 Europe/Kyiv",
    "every 2 hours quiet 22-7": "every 2 hours quiet 22:00-07:00",
    "8:30 but not from 23:00 to 6am": "daily 08:30 quiet 23:00-06:00",
}  # fmt: skip
MISTAKES = {
    "dayly 8:00": "did you mean daily",
    "daily 8:99": "a time is 08:00",
    "daily 25:00": "a time is 08:00",
    "daily 13pm": "write 17:00 or 5pm",
    "every 2 minutes": "from 5 minutes",
    "* * * * *": "more often",
    "61 * * * *": "not understood",
    "daily 08:00 Kyvi": "did you mean",
    "daily 8 USA": "several time zones",
    "daily 8:00 max 3 an hour": "belongs to",
    "daily 8:00 quiet 7-7": "never end",
    "": "For example",
}


@pytest.mark.parametrize(("typed", "meant"), SAID.items())
def test_what_people_type(typed: str, meant: str) -> None:
    """Each of these words is understood, and said again in words that mean the same."""
    assert str(parse(typed)) == meant
    assert parse(meant) == parse(typed)


@pytest.mark.parametrize(("typed", "hint"), MISTAKES.items())
def test_a_mistake_is_named_with_what_may_have_been_meant(typed: str, hint: str) -> None:
    """Never a guess, never a library's words."""
    with pytest.raises(BadInput, match=hint):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "interest", "when"),
    [
        ("pokrovsk daily 08:00", "pokrovsk", "daily 08:00"),
        ('"grain deal" -opinion weekdays 9:00 Kyiv', '"grain deal" -opinion', "weekdays 09:00 Europe/Kyiv"),
        ('"daily mail" hourly', '"daily mail"', "hourly"),
        ("black monday", "black monday", "None"),
        ("covid 19 every 4 hours", "covid 19", "every 4 hours"),
        ('place:"New York" 0 8 * * *', 'place:"New York"', "cron 0 8 * * *"),
        ("mondays 7am", "", "mondays 07:00"),
    ],
)
def test_an_interest_ends_where_its_schedule_begins(typed: str, interest: str, when: str) -> None:
    """Quoted words are never cut, and neither is a day that is part of a name."""
    found, timing = split(typed)
    assert (found, str(timing)) == (interest, when)


def test_a_broken_schedule_behind_an_interest_is_not_taken_for_words() -> None:
    """It opens like a schedule: the mistake is shown."""
    with pytest.raises(BadInput, match="a time is"):
        split("pokrovsk daily 8:99")


times = st.integers(0, 1439)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
zones = st.sampled_from([name for name in ZONES if zone_name(name) == name])  # "EST" is said for New York
schedules = st.builds(
    Schedule,
    when=st.one_of(
        st.builds(Clock, st.lists(times, min_size=1, max_size=3, unique=True).map(lambda t: tuple(sorted(t))),
                  st.lists(st.integers(0, 6), min_size=1, unique=True).map(lambda d: tuple(sorted(d)))),
        st.builds(Clock, st.tuples(times), step=st.integers(2, 31)),
        st.builds(Every, st.integers(5, 3000)),
        st.builds(AtOnce, st.integers(1, 30)),
        st.just(Cron("30 6,18 * * 1-5")),
    ),
    zone=zones,
    quiet=st.none() | st.tuples(times, times).filter(lambda q: q[0] != q[1]),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(schedules)
def test_a_schedule_says_itself(one: Schedule) -> None:
    """parse(str(schedule)) is the schedule."""
    assert parse(str(one)) == one


@settings(max_examples=60, deadline=None)
@given(schedules, st.integers(0, 731 * 24), st.lists(st.integers(0, 200), min_size=1, max_size=6))
def test_looking_more_often_changes_nothing(one: Schedule, first: int, steps: list[int]) -> None:
    """The slots of a span are those of its pieces, each once and in order; none is before or after it."""
    moments = [START + timedelta(hours=first)]
    for step in steps:
        moments.append(moments[-1] + timedelta(hours=step))
    pieces = [slot for a, b in pairwise(moments) for slot in due(one, a, b)]
    whole = due(one, moments[0], moments[-1])
    assert pieces == whole == sorted(set(whole))
    assert all(moments[0] < slot <= moments[-1] for slot in whole)
    assert last_due(one, moments[0], moments[-1]) == (whole[-1] if whole else None)
    assert all(quiet_until(one, slot) is None for slot in whole)


# --- every zone, against the clock ------------------------------------------------------------------


def transitions(zone: ZoneInfo) -> list[datetime]:
    """The moments in two years at which the zone's clocks are changed, to the minute."""
    days = [START + timedelta(days=n) for n in range(-2, 734)]
    found = []
    for low, high in pairwise(days):
        if low.astimezone(zone).utcoffset() == high.astimezone(zone).utcoffset():
            continue
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) // 2
            same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
            low, high = (middle, high) if same else (low, middle)
        found.append(high.replace(second=0, microsecond=0))
    return found


def fires(zone: ZoneInfo, at: int, first: date, last: date) -> Iterator[tuple[date, datetime]]:
    """Watch the clock minute by minute: for each date it shows, when it first shows this time, else None."""
    now = datetime.combine(first, time(), UTC) - timedelta(days=1)
    end = datetime.combine(last, time(), UTC) + timedelta(days=1)
    seen: dict[date, datetime | None] = {}
    while now < end:
        local = now.astimezone(zone)
        shown = local.hour * 60 + local.minute
        if seen.setdefault(local.date(), None) is None and shown == at:
            seen[local.date()] = now
        now += timedelta(minutes=1)
    for day, moment in seen.items():
        if first <= day <= last:
            yield day, moment if moment is not None else datetime.min.replace(tzinfo=UTC)


SIGNATURES: dict[tuple[object, ...], str] = {}
for _name in ZONES:
    _zone = ZoneInfo(_name)
    _changes = tuple((t, t.astimezone(_zone).utcoffset()) for t in transitions(_zone))
    SIGNATURES.setdefault((_changes, START.astimezone(_zone).utcoffset()), _name)
CHANGING = sorted(name for (changes, _), name in SIGNATURES.items() if changes)


@pytest.mark.parametrize("name", ZONES)
def test_a_daily_schedule_comes_once_on_each_date(name: str) -> None:
    """In every zone, over two years, at times that are skipped and doubled somewhere: one slot a date."""
    zone = ZoneInfo(name)
    for at in (0, 150, 1410):
        slots = due(Schedule(Clock((at,)), name), START, START + YEARS)
        dates = [slot.astimezone(zone).date() for slot in slots]
        assert dates == sorted(set(dates)), at
        assert len(dates) == (dates[-1] - dates[0]).days + 1, at


@pytest.mark.parametrize("name", CHANGING)
def test_slots_are_when_the_clock_shows_the_time(name: str) -> None:
    """Around a change of each kind of zone the clock is watched by the minute: the first time it shows 02:30
    on a date is the slot; where it is skipped, the slot is on that date all the same."""
    zone = ZoneInfo(name)
    for change in transitions(zone)[:2]:
        day = change.astimezone(zone).date()
        at = (change.astimezone(zone).hour * 60 + 30) % 1440
        slots = due(
            Schedule(Clock((at,)), name),
            change - timedelta(days=3),
            change + timedelta(days=3),
        )
        for shown, moment in fires(zone, at, day - timedelta(days=1), day + timedelta(days=1)):
            mine = [slot for slot in slots if slot.astimezone(zone).date() == shown]
            assert len(mine) == 1, shown
            if moment.year > 1:
                assert mine == [moment]


def test_a_skipped_hour_moves_and_of_a_doubled_one_the_first_counts() -> None:
    """Kyiv, 30 March and 26 October 2025."""
    daily = parse("daily 03:30 Kyiv")
    assert due(daily, datetime(2025, 3, 29, 12, tzinfo=UTC), datetime(2025, 3, 30, 12, tzinfo=UTC)) == [
        datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    ]
    assert due(daily, datetime(2025, 10, 25, 12, tzinfo=UTC), datetime(2025, 10, 26, 12, tzinfo=UTC)) == [
        datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    ]


def test_hourly_goes_through_the_doubled_hour_and_over_the_skipped_one() -> None:
    """Every hour that passes is an hour, whatever the clock says; a cron with * hours does the same."""
    for words in ("hourly Kyiv", "cron 0 * * * * Europe/Kyiv"):
        for day in (datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC)):
            slots = due(parse(words), day, day + timedelta(hours=12))
            assert slots == [day + timedelta(hours=n) for n in range(1, 13)], words


def test_the_next_three_runs() -> None:
    """What /schedule answers."""
    assert upcoming(parse("weekdays 9:00 and 17:00"), NOW, 3) == [
        datetime(2025, 3, 28, 17, tzinfo=UTC), datetime(2025, 3, 31, 9, tzinfo=UTC),
        datetime(2025, 3, 31, 17, tzinfo=UTC),
    ]  # fmt: skip
    assert [slot.year for slot in upcoming(parse("0 8 29 2 *"), NOW, 2)] == [2028, 2032]
    assert upcoming(parse("at once"), NOW, 3) == []


def test_quiet_hours_make_one_of_many() -> None:
    """What falls between 22:00 and 07:00 comes once, at 07:00."""
    night = parse("every 2 hours quiet 22:00-07:00 Kyiv")
    slots = due(night, datetime(2025, 1, 1, 12, tzinfo=UTC), datetime(2025, 1, 2, 12, tzinfo=UTC))
    local = [slot.astimezone(ZoneInfo("Europe/Kyiv")).hour for slot in slots]
    assert local == [16, 18, 20, 7, 8, 10, 12, 14]

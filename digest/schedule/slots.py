"""Schedule -> slots. Local dates and times become moments here, and only here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .values import AtOnce, Clock, Cron, Every, Schedule, Time

DAY = timedelta(days=1)
FARTHEST = timedelta(days=366 * 9)
"""How far ahead the next slot is looked for: 29 February may be eight years away."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def due(schedule: Schedule, after: datetime, until: datetime) -> list[datetime]:
    """The slots in ``(after, until]``, in order, in UTC; quiet hours already moved and made one."""
    if until <= after:
        return []
    slots = {_loud(schedule, slot) for slot in _raw(schedule, after - 2 * DAY, until)}
    return sorted(slot for slot in slots if after < slot <= until)


def last_due(schedule: Schedule, after: datetime, until: datetime) -> datetime | None:
    """The last slot in ``(after, until]``: what is left to do after downtime is one digest, not N."""
    for days in (1, 8, 40, 400, 4000):
        slots = due(schedule, max(after, until - days * DAY), until)
        if slots or after >= until - days * DAY:
            return merge(slots)
    return None


def merge(slots: Sequence[datetime]) -> datetime | None:
    """Slots that were missed become the last of them."""
    return max(slots, default=None)


def upcoming(schedule: Schedule, after: datetime, n: int = 3) -> list[datetime]:
    """The next ``n`` slots; fewer when there are none within nine years (or it is ``at once``)."""
    span = DAY
    while span < FARTHEST:
        slots = due(schedule, after, after + span)
        if len(slots) >= n or (isinstance(schedule.when, AtOnce) and schedule.quiet is None):
            return slots[:n]
        span *= 4
    return due(schedule, after, after + FARTHEST)[:n]


def quiet_until(schedule: Schedule, at: datetime) -> datetime | None:
    """The end of the quiet hours ``at`` lies in, None when it lies in none."""
    loud = _loud(schedule, at)
    return None if loud == at else loud


# --- moments -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name or "UTC")


def moment(day: date, at: Time, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show this time on this date, in UTC.

    Of a doubled hour the first. A skipped time moves on by the length of the gap; where that would be another
    date (Nuuk skips the hour before midnight) it moves back by it instead.
    """
    local = datetime.combine(day, time(at // 60, at % 60), zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).date() == day:
        return found
    back = local.replace(fold=1).astimezone(UTC)
    return back if back.astimezone(zone).date() == day else found


def _raw(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """Slots from before ``after`` to ``until``, quiet hours not yet minded; may give a few more."""
    zone = zone_of(schedule.zone)
    match schedule.when:
        case Clock() as clock:
            return _clock(clock, zone, after, until)
        case Every(minutes):
            return _every(minutes, zone, after, until)
        case Cron(fields):
            return _cron(fields, zone, after, until)
        case AtOnce():
            ends = (schedule.quiet[1],) if schedule.quiet else ()
            return _clock(Clock(ends), zone, after, until)


def _dates(zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[date]:
    first = after.astimezone(zone).date() - DAY
    last = until.astimezone(zone).date() + DAY
    return (first + n * DAY for n in range((last - first).days + 1))


def _clock(clock: Clock, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    for day in _dates(zone, after, until):
        if day.weekday() in clock.days and day.toordinal() % clock.step == 0:
            yield from (moment(day, at, zone) for at in clock.times)


def _every(minutes: int, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Hours that divide the day keep their places on the clock; shorter steps go through doubled hours."""
    if minutes > 60 and 1440 % minutes == 0:
        yield from _clock(Clock(tuple(range(0, 1440, minutes))), zone, after, until)
    elif 1440 % minutes == 0:
        for day in _dates(zone, after, until):
            yield from _steps(moment(day, 0, zone), moment(day + DAY, 0, zone), minutes)
    else:
        step = timedelta(minutes=minutes)
        yield from _steps(EPOCH + (after - EPOCH) // step * step, until + step, minutes)


def _steps(start: datetime, end: datetime, minutes: int) -> Iterator[datetime]:
    count = -((start - end) // timedelta(minutes=minutes))
    return (start + timedelta(minutes=n * minutes) for n in range(count))


def _cron(fields: str, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Walked on a clock without a zone: fixed hours come once a date, ``*`` hours also when doubled."""
    from croniter import croniter

    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (after - DAY, until + DAY))
    flowing = fields.split()[1].startswith("*")
    for local in croniter(fields, start, ret_type=datetime, max_years_between_matches=9):
        if local > end:
            return
        at = moment(local.date(), local.hour * 60 + local.minute, zone)
        if flowing and at.astimezone(zone).replace(tzinfo=None) != local:
            continue
        yield at
        if flowing:
            yield local.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _loud(schedule: Schedule, at: datetime) -> datetime:
    """The same moment, or the end of the quiet hours it lies in."""
    if schedule.quiet is None:
        return at
    start, end = schedule.quiet
    zone = zone_of(schedule.zone)
    local = at.astimezone(zone)
    now = local.hour * 60 + local.minute
    over_midnight = start > end
    if not (start <= now or now < end if over_midnight else start <= now < end):
        return at
    day = local.date() + DAY if over_midnight and now >= start else local.date()
    return max(at, moment(day, end, zone))

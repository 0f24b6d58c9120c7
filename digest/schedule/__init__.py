"""When is something due? Words -> schedule -> slots, all of it pure.

    parse("weekdays 9:00 and 17:00 Kyiv quiet 22:00-07:00") -> Schedule      str(schedule) says it again
    split("pokrovsk daily 08:00") -> ("pokrovsk", Schedule)
    due(schedule, after, until) -> slots in (after, until], UTC
    last_due(schedule, after, until) -> the one slot that is left of them after downtime
    upcoming(schedule, after, 3) -> the next three

A daily time comes once on each date of its zone: a skipped hour moves it by the length of the gap, of a
doubled hour the first one counts. Quiet hours move what falls into them to their end, where it becomes one.
"""

from __future__ import annotations

from .slots import due, last_due, merge, quiet_until, upcoming
from .values import AtOnce, Clock, Cron, Every, Schedule
from .words import parse, split
from .zones import zone_name

__all__ = [
    "AtOnce",
    "Clock",
    "Cron",
    "Every",
    "Schedule",
    "due",
    "last_due",
    "merge",
    "parse",
    "quiet_until",
    "split",
    "upcoming",
    "zone_name",
]

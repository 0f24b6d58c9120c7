"""Schedules as values; ``str`` gives words that ``parse`` reads back to an equal value."""

from __future__ import annotations

from dataclasses import dataclass

DAYS = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays")
ALL_WEEK = tuple(range(7))
WORKING = tuple(range(5))
WEEKEND = (5, 6)

Time = int
"""A time of day in minutes since midnight, 0 to 1439."""


def hhmm(time: Time) -> str:
    """480 -> "08:00"."""
    return f"{time // 60:02}:{time % 60:02}"


@dataclass(frozen=True, slots=True)
class Clock:
    """At these times of these days (0 is Monday); ``step`` 2: every second day."""

    times: tuple[Time, ...]
    days: tuple[int, ...] = ALL_WEEK
    step: int = 1

    def __str__(self) -> str:
        return f"{self._days()} {' and '.join(hhmm(time) for time in self.times)}"

    def _days(self) -> str:
        if self.step > 1:
            return f"every {self.step} days"
        named = {ALL_WEEK: "daily", WORKING: "weekdays", WEEKEND: "weekends"}.get(self.days)
        return named or " and ".join(DAYS[day] for day in self.days)


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, counted from midnight where that comes out even."""

    minutes: int

    def __str__(self) -> str:
        if self.minutes == 60:
            return "hourly"
        hours, rest = divmod(self.minutes, 60)
        return f"every {self.minutes} minutes" if rest else f"every {hours} hours"


@dataclass(frozen=True, slots=True)
class Cron:
    """Five fields as in crontab(5), in local time."""

    fields: str

    def __str__(self) -> str:
        return f"cron {self.fields}"


@dataclass(frozen=True, slots=True)
class AtOnce:
    """As news breaks, at most ``most`` digests an hour."""

    most: int = 4

    def __str__(self) -> str:
        return f"at once max {self.most} per hour"


When = Clock | Every | Cron | AtOnce


@dataclass(frozen=True, slots=True)
class Schedule:
    """When, where, and when not: ``quiet`` is (from, to), over midnight when from > to. No zone is UTC."""

    when: When
    zone: str = ""
    quiet: tuple[Time, Time] | None = None

    def __str__(self) -> str:
        hush = f"quiet {hhmm(self.quiet[0])}-{hhmm(self.quiet[1])}" if self.quiet else ""
        return " ".join(part for part in (str(self.when), self.zone, hush) if part)

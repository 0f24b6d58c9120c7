"""Words people type -> Schedule; forgiving of case, commas, am and pm, "at", "every" and "in"."""

from __future__ import annotations

import re

from rapidfuzz import process

from ..errors import BadInput
from .values import ALL_WEEK, WEEKEND, WORKING, AtOnce, Clock, Cron, Every, Schedule, Time, When
from .zones import zone_name

EXAMPLES = "daily 08:00 · weekdays 9:00 and 17:00 · every 4 hours · mondays 7am · hourly · at once"
MORNING = 8 * 60
LEAST = 5
"""Shortest time between two digests, in minutes."""
MOST = 31
"""Longest number of days for ``every N days``."""

_TIME = r"(?:(?:2[0-3]|[01]?\d)(?:[:.h][0-5]\d)?\s?(?:[ap]\.?m\b\.?)?|noon|midday|midnight|morning|evening)"
_TIME_PARTS = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s?([ap])?")
_NAMED_TIMES = {"noon": 720, "midday": 720, "midnight": 0, "morning": MORNING, "evening": 18 * 60}
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:days?|s?days?|nesdays?|rsdays?|urdays?|rs?|s)?"
_SETS = {"day": ALL_WEEK, "weekday": WORKING, "workday": WORKING, "weekend": WEEKEND}
_QUIET = re.compile(
    r"(?:[,;]? ?(?:but )?(?:quiet|silent|not|except)(?: hours?)?(?: from| between)? )"
    rf"({_TIME}) ?(?:-|–|to|until|till|and) ?({_TIME})(?!\S)"
)
_LIMIT = re.compile(
    r"(?:,? ?(?:max(?:imum)?|limit|at most|up to|no more than) )(\d{1,2})"
    r"(?:(?: ?/ ?| (?:an?|per|each|every) | )?(?:hour|hr|h)\b)?"
)
_AT_ONCE = re.compile(
    r"(?:at once|immediately|instantly|right away|breaking|live|as (?:it|they|news) (?:breaks?|happens?))\b"
)
_EVERY = re.compile(
    r"(?:every|each) (?:(?P<number>\d{1,4}|other|second|half an?|half)[ -]?)?"
    r"(?P<unit>minutes?|mins?|m|hours?|hrs?|h|days?|d)\b"
)
_CRON = re.compile(
    r"(?:cron:? )?((?:[\d*][\d*/,\-]* )(?:[\d*a-z][\w*/,\-#?]* ){3}[\d*a-z][\w*/,\-#?]*)(?: |$)"
)
_DAYS = re.compile(
    rf"(?:(?:every|each|on) )?"
    rf"(daily|days?|weekdays?|workdays?|weekends?|weekly|{_DAY}(?:(?: ?- ?| to | and |, ?| ){_DAY})*)\b"
)
_TIMES = re.compile(
    rf" ?(?:at |@ ?)?({_TIME}(?:(?: ?, ?(?:and )?| and (?:at )?| ?& ?| ?/ ?| ){_TIME})*)(?=[ ,;]|$)"
)


def parse(text: str, *, zone: str = "") -> Schedule:
    """The schedule typed; ``zone`` (words too) is used when the text names none.

    Raises BadInput that says which words are not understood, with examples.
    """
    words = " ".join(text.casefold().split())
    words, quiet = _cut_quiet(words)
    words, most = _cut_limit(words)
    when, rest = _when(words)
    if most is not None and not isinstance(when, AtOnce):
        raise BadInput("a limit per hour belongs to “at once”, for example: at once max 3 per hour")
    if isinstance(when, AtOnce) and most is not None:
        when = AtOnce(most)
    return Schedule(when, _zone(rest, text) or zone_name(zone), quiet)


def _cut_quiet(words: str) -> tuple[str, tuple[Time, Time] | None]:
    found = _QUIET.search(words)
    if found is None:
        return words, None
    start, end = _time(found[1]), _time(found[2])
    if start == end:
        raise BadInput(f"quiet hours from {found[1]} to {found[2]} never end; for example: quiet 22:00-07:00")
    return _without(words, found), (start, end)


def _cut_limit(words: str) -> tuple[str, int | None]:
    found = _LIMIT.search(words)
    if found is None:
        return words, None
    if not 1 <= int(found[1]) <= 30:
        raise BadInput(f"a limit is between 1 and 30 per hour, not {found[1]}")
    return _without(words, found), int(found[1])


def _without(words: str, found: re.Match[str]) -> str:
    return " ".join(f"{words[: found.start()]} {words[found.end() :]}".split())


def _when(words: str) -> tuple[When, str]:
    """What it says first, and the words after it."""
    if found := _AT_ONCE.match(words):
        return AtOnce(), words[found.end() :]
    if found := _CRON.match(words):
        return _cron(found[1]), words[found.end() :]
    if words.split(" ")[0].strip(",") == "hourly":
        return Every(60), words[len("hourly") :]
    if found := _EVERY.match(words):
        return _every(found, words[found.end() :])
    if found := _DAYS.match(words):
        times, rest = _times(words[found.end() :])
        return Clock(times, _days(found[1])), rest
    times, rest = _times(words)
    if rest == words:
        raise _unknown(words)
    return Clock(times), rest


def _every(found: re.Match[str], rest: str) -> tuple[When, str]:
    number = found["number"] or "1"
    count = 2 if number in {"other", "second"} else 1 if number.startswith("half") else int(number)
    if found["unit"].startswith("d"):
        if not 1 <= count <= MOST:
            raise BadInput(f"every {count} days is not possible; from 1 to {MOST} is")
        times, rest = _times(rest)
        return Clock(times, step=count), rest
    minutes = count * (60 if found["unit"].startswith("h") else 1)
    minutes = minutes // 2 if number.startswith("half") else minutes
    if not LEAST <= minutes <= MOST * 1440:
        raise BadInput(f"every {minutes} minutes is not possible; from {LEAST} minutes to {MOST} days is")
    return Every(minutes), rest


def _cron(fields: str) -> Cron:
    from croniter import CroniterError, croniter

    try:
        steps = croniter(fields, 0.0, max_years_between_matches=9)
        first, second = steps.get_next(float), steps.get_next(float)
    except (CroniterError, ValueError) as error:
        raise BadInput(f"cron {fields!r} is not understood: {error}; for example: 0 8 * * 1-5") from None
    if second - first < LEAST * 60:
        raise BadInput(f"cron {fields!r} is more often than every {LEAST} minutes")
    return Cron(fields)


def _days(words: str) -> tuple[int, ...]:
    plain = words.removesuffix("s")
    if plain in {"daily", "day"}:
        return ALL_WEEK
    if plain == "weekly":
        return (0,)
    if plain in _SETS:
        return _SETS[plain]
    days: set[int] = set()
    for piece in re.split(r" and |, ?| (?!to )(?<!to )(?=[a-z])", words):
        ends = [_DAY_NAMES.index(name.strip()[:3]) for name in re.split(r"-| to ", piece)]
        days.update((ends[0] + n) % 7 for n in range((ends[-1] - ends[0]) % 7 + 1))
    return tuple(sorted(days))


def _times(words: str) -> tuple[tuple[Time, ...], str]:
    """Times at the front and the words after them; no time is the morning."""
    found = _TIMES.match(words)
    if found is None:
        return (MORNING,), words
    times = {_time(one) for one in re.findall(_TIME, found[1])}
    return tuple(sorted(times)), words[found.end() :]


def _time(words: str) -> Time:
    if words in _NAMED_TIMES:
        return _NAMED_TIMES[words]
    parts = _TIME_PARTS.match(words)
    if parts is None:
        raise _unknown(words)
    hour, minute = int(parts[1]), int(parts[2] or 0)
    if parts[3]:
        if not 1 <= hour <= 12:
            raise BadInput(f"there is no {words}; write 17:00 or 5pm")
        hour = hour % 12 + (12 if parts[3] == "p" else 0)
    return hour * 60 + minute


def _zone(rest: str, text: str) -> str:
    words = re.sub(r"^[\s,;]*(?:(?:in|zone|tz|time zone|timezone)\b)?:?", "", rest)
    words = re.sub(r"\btime$", "", words).strip(" ,;.")
    if re.match(r"[\d:]", words):
        raise BadInput(f"{words!r} is not understood in {text.strip()!r}; a time is 08:00, 17:30 or 5pm")
    return zone_name(words)


_KEYWORDS = (
    "daily", "hourly", "weekly", "weekdays", "weekends", "every", "at once", "cron",
    "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays",
)  # fmt: skip


def _unknown(words: str) -> BadInput:
    first = words.split(" ")[0] if words else ""
    near = process.extractOne(first, _KEYWORDS, score_cutoff=70) if first else None
    hint = f"did you mean {near[0]}? " if near else ""
    return BadInput(f"the schedule {words!r} is not understood; {hint}For example: {EXAMPLES}")


# --- where an interest ends and its schedule begins -----------------------------------------------------

_OPENS = re.compile(
    rf"(?:daily|hourly|weekly|weekdays|weekends|every|each|cron|at once|immediately|instantly|{_DAY}s\b|"
    rf"(?:{_DAY}|at) (?=\d)|\d{{1,2}}(?:[:.h]\d\d|\s?[ap]\.?m\b)|(?:[\d*][\d*/,-]* ){{2}}\S+ \S+ \S)",
    re.IGNORECASE,
)


def split(words: str, *, zone: str = "") -> tuple[str, Schedule | None]:
    """Cut "pokrovsk daily 08:00" into the interest and its schedule; None when there is none.

    What stands in quotes is never cut. Raises BadInput when words open like a schedule and do not go on so.
    """
    starts = [at for at in _starts(words) if _OPENS.match(words, at)]
    problem: BadInput | None = None
    for at in starts:
        try:
            return words[:at].strip(), parse(words[at:], zone=zone)
        except BadInput as error:
            problem = problem or error
    if problem is not None:
        raise problem
    return words.strip(), None


def _starts(words: str) -> list[int]:
    """Where words begin, outside quotes."""
    return [
        found.start()
        for found in re.finditer(r"\S+", words)
        if words.count('"', 0, found.start()) % 2 == 0 and not found.group().startswith('"')
    ]

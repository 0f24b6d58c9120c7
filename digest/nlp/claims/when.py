"""The day a cue's time words name: "said Wednesday", "earlier this week", "on Nov. 3".

Relative words are read against the publication date, looking back: news tells what has been said. Without a
publication date only full dates are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from digest.nlp.frames.found import Found
from digest.nlp.parse.tree import Tree

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<day>\d{{1,2}})\b(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})\s+{_MONTH.replace('month', 'month2')}(?:\s+(?P<year2>\d{{4}}))?)"
)
_MONTH_ALONE = re.compile(rf"\b(?:in|last|since)\s+{_MONTH}(?:\s+(?P<year>\d{{4}}))?\b(?!\s*\d)")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WEEKDAY = re.compile(rf"\b(?P<last>last\s+)?(?P<day>{'|'.join(DAYS)})\b", re.IGNORECASE)
_AGO = re.compile(
    r"\b(?P<n>\d+|a|an|two|three|four|five|six|seven|ten)\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b",
    re.IGNORECASE,
)
_COUNT = {"a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_UNIT = {"day": 1, "week": 7, "month": 30, "year": 365}
_WORDS: tuple[tuple[str, Callable[[datetime], datetime]], ...] = (
    (r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", lambda day: day),
    (r"\b(?:yesterday|last night|overnight)\b", lambda day: day - timedelta(days=1)),
    (r"\b(?:earlier|later)? ?this week\b", lambda day: day - timedelta(days=day.weekday())),
    (r"\b(?:last|the previous) week\b", lambda day: day - timedelta(days=day.weekday() + 7)),
    (r"\b(?:earlier )?this month\b", lambda day: day.replace(day=1)),
    (r"\blast month\b", lambda day: (day.replace(day=1) - timedelta(days=1)).replace(day=1)),
    (r"\b(?:earlier )?this year\b", lambda day: day.replace(month=1, day=1)),
    (r"\blast year\b", lambda day: day.replace(year=day.year - 1, month=1, day=1)),
)


def when(text: str, published: datetime | None) -> datetime | None:
    """The day (midnight UTC) the time words of ``text`` name, the first of a week or month."""
    if match := _ISO.search(text):
        return _day(*(int(part) for part in match.groups()))
    if match := _DATE.search(text):
        year = match["year"] or match["year2"]
        return _dated(match["month"] or match["month2"], int(match["day"] or match["day2"]), year, published)
    if published is None:
        return None
    today = published.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if match := _WEEKDAY.search(text):
        back = (today.weekday() - DAYS.index(match["day"].casefold())) % 7
        return today - timedelta(days=back or (7 if match["last"] else 0))
    if match := _AGO.search(text):
        count = _COUNT.get(match["n"].casefold()) or int(match["n"])
        return today - timedelta(days=min(count, 3000) * _UNIT[match["unit"].casefold()])
    if match := _MONTH_ALONE.search(text):
        return _dated(match["month"], 1, match["year"], published)
    return next((to(today) for words, to in _WORDS if re.search(words, text, re.IGNORECASE)), None)


def _dated(month: str, day: int, year: str | None, published: datetime | None) -> datetime | None:
    number = MONTHS.index(month.casefold()[:3]) + 1
    if year:
        return _day(int(year), number, day)
    if published is None:
        return None
    found = _day(published.year, number, day)
    return _day(published.year - 1, number, day) if found and found > published + timedelta(days=1) else found


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def said(tree: Tree, found: Found, published: datetime | None) -> datetime | None:
    """When a claim was made: the time words of the cue's sentence that are not part of the content."""
    if found.frame == "floating":
        return None
    held = {t for a, b in found.content for t in range(a, b + 1)}
    a, b = tree.sents[tree.sent[found.anchor]]
    near = [t for t in range(max(a, found.cue[0] - 12), min(b, found.cue[1] + 14)) if t not in held]
    return when(" ".join(tree.word[t] for t in near), published)

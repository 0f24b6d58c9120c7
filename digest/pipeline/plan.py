"""What is to be done with the entries of a feed that has changed. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..article import canonical
from ..model import Entry, Fate, ItemState

REISSUED = 3  # so many entries with new dates and old words, being half of those known, are a reissue


@dataclass(slots=True)
class Plan:
    """Entries to read, entries to read again, and items that have ended without being read."""

    new: list[Entry] = field(default_factory=list)
    changed: list[tuple[Entry, ItemState]] = field(default_factory=list)
    settled: list[tuple[ItemState, str]] = field(default_factory=list)  # with the reason in words
    unchanged: int = 0


def plan(
    feed: str,
    entries: Iterable[Entry],
    known: Mapping[str, ItemState],
    *,
    now: datetime,
    baseline: timedelta | None,
) -> Plan:
    """Sort ``entries`` by what they need. ``known`` are this feed's items by entry id.

    ``baseline``: entries older than this are only noted, because the feed is new here; None: read all.
    """
    made = Plan()
    once = list(_once(entries))
    reissue = _reissued(once, known)
    for entry in once:
        item = known.get(entry.id)
        if item is None or item.fate is Fate.failed:
            _first_seen(made, feed, entry, now, baseline)
        elif item.digest == mark(entry) or (reissue and _words(item.digest) == _words(mark(entry))):
            made.unchanged += 1
        elif item.fate is Fate.baseline:
            made.settled.append((_item(feed, entry, Fate.baseline, now), "edited, still from before"))
        else:
            made.changed.append((entry, item))
    return made


def mark(entry: Entry) -> str:
    """What an entry says, and when it says it was updated: "words|time". Both are compared."""
    words = "\n".join((entry.url, entry.title, entry.summary, entry.content))
    hashed = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()
    return f"{hashed}|{entry.updated.isoformat() if entry.updated else ''}"


def _words(digest: str) -> str:
    return digest.partition("|")[0]


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Each id once, the first one counts, as feeds put what is new first."""
    seen: set[str] = set()
    for entry in entries:
        if entry.id not in seen:
            seen.add(entry.id)
            yield entry


def _reissued(entries: Iterable[Entry], known: Mapping[str, ItemState]) -> bool:
    """Whether the feed has put new dates on old words."""
    items = [(known[entry.id].digest, mark(entry)) for entry in entries if entry.id in known]
    dated = sum(old != new and _words(old) == _words(new) for old, new in items)
    return dated >= REISSUED and dated * 2 >= len(items)


def _first_seen(made: Plan, feed: str, entry: Entry, now: datetime, baseline: timedelta | None) -> None:
    at = entry.published or entry.updated
    if baseline is not None and (at is None or at <= now - baseline):
        made.settled.append((_item(feed, entry, Fate.baseline, now), "in the feed when it was added"))
    else:
        made.new.append(entry)


def _item(feed: str, entry: Entry, fate: Fate, now: datetime) -> ItemState:
    return ItemState(feed, entry.id, canonical(entry.url), fate, now, digest=mark(entry))

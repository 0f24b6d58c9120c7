"""What is due for a subscription, and is it worth saying? Pure: rows in, intents out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import delta, schedule
from digest.model import Change, Delivery, Digest, Sent, Subscription
from digest.schedule import AtOnce, Schedule

OPEN = frozenset({Sent.pending, Sent.sending, Sent.unsure})
HOUR = timedelta(hours=1)
RETRY_GONE = HOUR
"""After a channel was lost, the shortest time to the next try."""
LOOK_BACK = timedelta(hours=36)
"""How far back slots are looked for when the last one lies in the future: the clock has been put back."""

WINDOW = timedelta(days=7)
"""Articles come in at most so long after they were published, for most purposes."""
LONGEST = timedelta(days=60)
"""The most a digest reaches back when nothing arrived for so long."""


@dataclass(frozen=True, slots=True)
class Due:
    """A slot to compose for. ``pressing``: only if the news presses (``at once``)."""

    slot: datetime
    preview: bool = False
    pressing: bool = False


def timing(one: Subscription) -> Schedule:
    """A subscription's schedule with its zone and quiet hours. Raises BadInput."""
    quiet = f" quiet {one.quiet}" if one.quiet and "quiet" not in one.schedule else ""
    return schedule.parse(one.schedule + quiet, zone=one.zone)


def due(
    one: Subscription, last: Delivery | None, now: datetime, *, recent: int = 0, fresh: bool = True
) -> Due | None:
    """What is to be composed for a subscription now, if anything.

    ``last`` is its latest delivery, ``recent`` how many it was sent in the last hour, ``fresh`` whether news
    has come in since it was looked at. One delivery at a time: while one waits, nothing new is claimed, and
    what was due meanwhile becomes one. The first is a preview, at once.
    """
    if last is None:
        return Due(min(one.created or now, now), preview=True)
    if last.sent in OPEN or _resting(one, last, now):
        return None
    when = timing(one)
    after = last.slot if last.slot <= now else now - LOOK_BACK
    slot = schedule.last_due(when, after, now)
    if slot is not None:
        return Due(slot)
    if isinstance(when.when, AtOnce) and fresh and recent < when.when.most:
        return None if schedule.quiet_until(when, now) else Due(now, pressing=True)
    return None


def start(one: Subscription, arrived: Delivery | None, now: datetime) -> datetime:
    """From when on a digest tells: WINDOW before the last one that arrived, so that nothing is missed.

    Articles come in after they were published, and a channel may have been closed for long.
    """
    since = arrived.slot if arrived else one.created or now
    return max(min(now, since) - WINDOW, now - LONGEST)


def _resting(one: Subscription, last: Delivery, now: datetime) -> bool:
    tried = last.done or last.created
    return bool(one.trouble) and tried is not None and timedelta() <= now - tried < RETRY_GONE


def worth(one: Subscription, shown: Digest, chosen: Due) -> Sent | None:
    """What becomes of a composed digest: sent, held, silent; None when nothing is even noted.

    ``held``: too little yet, it comes with the next one. News of a kind other than "new" (a denial, a changed
    figure) is worth a digest however few claims there are.
    """
    told = delta.told(shown.delta)
    if chosen.preview:
        return Sent.pending
    if shown.since is None:  # nothing has ever arrived here (the preview did not): all of it is news
        return Sent.pending if shown.stories or one.unchanged == "say" else Sent.silent
    if chosen.pressing:
        return Sent.pending if pressing(shown, told) else None
    if not told:
        return Sent.pending if one.unchanged == "say" else Sent.silent
    if all(change.kind == "new" for change in told) and (
        len(told) < one.least_claims or shown.origins < one.least_origins
    ):
        return Sent.held
    return Sent.pending


def pressing(shown: Digest, told: tuple[Change, ...]) -> bool:
    """Disputed or corroborated: an answer to what was known, or a new claim of two origins or disputed."""
    if any(change.kind not in {"new", "merged", "split", "quiet"} for change in told):
        return True
    new = [claim for story in shown.stories for _, claims in story.sides for claim in claims if claim.change]
    disputed = any(dispute.change for story in shown.stories for dispute in story.disputes)
    return disputed or any(claim.origins > 1 for claim in new)


def articles(shown: Digest) -> list[str]:
    """The articles a digest shows words of."""
    claims = [claim for story in shown.stories for _, side in story.sides for claim in side]
    claims += [line for story in shown.stories for dispute in story.disputes for line in dispute.lines]
    return sorted({claim.article.id for claim in claims})

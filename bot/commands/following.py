"""Following: what is wanted, when, and what is left out; each with its undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.message import Message
from bot.views import about as show
from bot.views import places as show_place
from digest import schedule as schedules
from digest.errors import BadInput, NotFound
from digest.model import Subscription
from digest.naming import bare
from digest.schedule import Schedule

from . import choice
from .table import About, Ask, command

DAILY = "daily 08:00"
OPENERS = (
    "daily hourly weekly weekdays weekends every "
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays "
    "monday tuesday wednesday thursday friday saturday sunday"
).split()
"""Words a schedule begins with."""
Which = Annotated[str, About("its name, query or number as `following` shows it", rest=True, suggests=True)]


@command(manage=True)
def follow(
    ask: Ask,
    what: Annotated[
        str, About("a topic, place, actor or query; a schedule may come after it", rest=True, suggests=True)
    ],
    schedule: Annotated[
        str | None, About("such as daily 08:00, weekdays 9:00 and 17:00, every 4 hours, at once")
    ] = None,
    zone: Annotated[str | None, About("your time zone or city, such as Europe/Kyiv or new york")] = None,
    quiet: Annotated[str | None, About("hours in which nothing is sent, such as 22:00-07:00")] = None,
    minimum: Annotated[int | None, About("least new claims worth a digest")] = None,
    unchanged: Annotated[str | None, About("when nothing changed", choices=("silent", "say"))] = None,
) -> Message:
    """Get digests of something here, on a schedule; the first comes at once"""
    interest, timing = _timed(what, schedule, quiet, ask.zone_named(zone))
    topic = ask.news.interest(interest, space=ask.place.space, now=ask.now)
    place = ask.place
    wanted = Subscription(
        platform=place.platform, channel=place.channel, interest=topic.name, schedule=str(timing),
        title=topic.title, user=place.user, space=place.space, direct=place.direct, zone=timing.zone,
        least_claims=max(minimum or 1, 0), locale=place.locale, created=ask.now,
        unchanged=unchanged or "silent",
    )  # fmt: skip
    kept = ask.news.follow(wanted, topic)
    ask.app.followed_changed(ask.place.space)
    return show.upcoming(kept, schedules.upcoming(timing, ask.now, 3))


@command(manage=True)
def unfollow(ask: Ask, which: Which) -> Message:
    """Stop a digest here"""
    one = _find(ask, which)
    ask.news.store.remove_subscription(one.id)
    ask.app.followed_changed(ask.place.space)
    undo = f"refollow {one.id}"
    return show.said(f"{one.title or one.interest} is not followed here any more.", ("Undo", undo))


@command(manage=True)
def refollow(
    ask: Ask, which: Annotated[int, About("the number of what was unfollowed", rest=True)]
) -> Message:
    """Take back an unfollow"""
    kept = ask.news.store.restore_subscription(which)
    if kept is None or (kept.platform, kept.channel) != ask.channel:
        raise NotFound(f"Number {which} was never followed here.")
    ask.app.followed_changed(ask.place.space)
    return show.said(
        f"{kept.title or kept.interest} is followed again: {kept.schedule}.", ("Following", "following")
    )


@command()
def following(ask: Ask) -> Message:
    """What is followed here, with the next run of each"""
    return show.following(ask.subscriptions(), "here")


@command(manage=True)
def schedule(
    ask: Ask,
    which: Annotated[
        str | None, About("what is followed; a new schedule may come after it", rest=True, suggests=True)
    ] = None,
    schedule: Annotated[str | None, About("the new schedule, such as weekdays 9:00")] = None,
    zone: Annotated[str | None, About("time zone or city")] = None,
    quiet: Annotated[str | None, About("quiet hours such as 22:00-07:00, or none")] = None,
) -> Message:
    """Show or change when a digest comes; answers with the next three runs"""
    if which is None:
        return show.following(ask.subscriptions(), "here")
    name, said = (which, schedule) if schedule else schedules.split(which)
    one = _find(ask, name)
    timing = schedules.parse(str(said or one.schedule), zone=ask.zone_named(zone) if zone else one.zone)
    changed = replace(one, schedule=str(_quieted(timing, quiet)), zone=timing.zone)
    if changed != one:
        ask.news.store.update_subscription(changed)
    return show.upcoming(changed, schedules.upcoming(timing, ask.now, 3))


@command(manage=True)
def mute(
    ask: Ask, outlet: Annotated[str, About("an outlet not to show here", rest=True, suggests=True)]
) -> Message:
    """Leave an outlet out of everything followed here"""
    known = ask.news.outlet(outlet)
    for one, _ in _followed(ask):
        ask.news.store.update_subscription(replace(one, muted=tuple(dict.fromkeys((*one.muted, known)))))
    return show.said(f"{known} is left out here.", ("Undo", f"unmute {known}"))


@command(manage=True)
def unmute(ask: Ask, outlet: Annotated[str, About("an outlet to show again", rest=True)]) -> Message:
    """Show a muted outlet again"""
    wanted = outlet.casefold()
    rows = [one for one, _ in _followed(ask) if wanted in map(str.casefold, one.muted)]
    if not rows:
        raise NotFound(f"{outlet} is not muted here.")
    for one in rows:
        left = tuple(name for name in one.muted if name.casefold() != wanted)
        ask.news.store.update_subscription(replace(one, muted=left))
    return show.said(f"{outlet} is shown again here.", ("Undo", f"mute {outlet}"))


def _timed(what: str, said: str | None, quiet: str | None, zone: str) -> tuple[str, Schedule]:
    """The interest and its schedule, which may stand behind it in ``what``."""
    interest, timing = (what, said) if said else schedules.split(what)
    if timing and not said:
        _check_typed(interest)
    return interest, _quieted(schedules.parse(str(timing or DAILY), zone=zone), quiet)


def _check_typed(interest: str) -> None:
    """Raise BadInput when the word before a schedule is nearly one of its own: "pokrovsk dayly 08:00"."""
    _, _, last = interest.rpartition(" ")
    near = process.extractOne(last.casefold(), OPENERS, scorer=OSA.distance, score_cutoff=1)
    if near and last != interest and len(last) > 3:
        raise BadInput(
            f"“{last}” is not understood; did you mean “{near[0]}”? A name that ends so goes in quotes, "
            f'such as "{interest}".'
        )


def _quieted(timing: Schedule, quiet: str | None) -> Schedule:
    """The schedule with quiet hours as said; "none" takes them away, None leaves them."""
    if quiet is None:
        return timing
    if quiet.casefold() == "none":
        return replace(timing, quiet=None)
    return replace(timing, quiet=schedules.parse(f"{DAILY} quiet {quiet}").quiet)


@command(manage=True)
def meant(
    ask: Ask,
    name: Annotated[str, About("a name that several places have", rest=True, suggests=True)],
    place: Annotated[
        int | None, About("the number of the place that is meant; 0 when it is none of them")
    ] = None,
    forget: Annotated[bool | None, About("yes: let the news decide again")] = None,
) -> Message:
    """Say which place a name means here; without a number, see which there are"""
    name, naming = bare(name), ask.news.naming
    said, before = naming.said(name, ask.channel)
    if place is not None:
        return Message(choice.kept(ask, name, place), title=f"Which {name}?")
    if not forget:
        return show_place.which(name, naming.options(name, ask.now), before, said=said)
    naming.unmean(name, ask.channel)
    return show_place.forgotten(name, choice.line(name, before) if said else "")


def _followed(ask: Ask) -> list[tuple[Subscription, object]]:
    rows = ask.subscriptions()
    if not rows:
        raise BadInput("Nothing is followed here yet. Try: follow pokrovsk daily 08:00")
    return list(rows)


def _find(ask: Ask, which: str) -> Subscription:
    """What is followed here under this number, name or query. Raises NotFound with what there is."""
    rows = [one for one, _ in _followed(ask)]
    wanted = which.strip().casefold()
    for one in rows:
        if wanted in (str(one.id), one.title.casefold(), one.interest.casefold()):
            return one
    known = ", ".join(f"{one.title or one.interest} ({one.id})" for one in rows)
    raise NotFound(f"{which} is not followed here. Followed: {known}")

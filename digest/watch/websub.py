"""WebSub (https://www.w3.org/TR/websub/): being told of news instead of asking. Pure.

A feed that names a hub is subscribed to at that hub with a callback address of ours; the hub asks back
whether we meant it (``answered``), and then posts the feed's body whenever it changes (``signed``).

    begin       a new subscription: a callback nobody can guess, a secret to sign with
    due         which hubs are to be asked for what now          "Subscriber Sends Subscription Request"
    asked       the request, and the subscription as it stands once it is out
    answered    the hub's question: its challenge, or no         "Hub Verifies Intent of the Subscriber"
    signed      whether a post is the hub's                      "Authenticated Content Distribution"

What a hub does not confirm is asked again, each time after twice as long; what it denies, a day later. Of
several hubs that a feed names the next one is asked at once when one denies, fails or stays silent.
"""

from __future__ import annotations

import hmac
import random
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..errors import BadInput
from ..model import FeedState, Push, Stage

LEASE = timedelta(days=7)  # what we ask for, and what counts when a hub does not say
SHORTEST, LONGEST = timedelta(seconds=10), timedelta(days=30)  # leases believed
RENEW = timedelta(days=1)  # before a lease ends, or a quarter of it if that is less
OPEN = timedelta(days=1)  # how long a hub may take to ask back
AGAIN = timedelta(minutes=5)  # a question answered is answered once more: our answer may have been lost
FIRST_WAIT = timedelta(minutes=5)  # after what was not confirmed; doubled each time
LONGEST_WAIT = timedelta(days=1)
PARTINGS = 3  # times a hub is asked to end a subscription; then its lease ends it
MOST_CHALLENGE = 1024
_ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")  # the standard's list; sha1 is what many hubs send


@dataclass(frozen=True, slots=True)
class Request:
    """What to post to a hub: its address and the form's fields."""

    hub: str
    form: Mapping[str, str]


def begin(state: FeedState, callback: str, hub: str = "") -> Push:
    """A new subscription of a feed at ``hub``, by default the first it names.

    ``callback`` is what callbacks' addresses begin with. Path and secret are 32 and 48 random bytes (the
    standard allows secrets under 200 bytes).
    """
    path = secrets.token_urlsafe(32)
    hub = hub or state.hub.split()[0]
    return Push(state.feed.url, hub, _topic(state), path, secrets.token_urlsafe(48), f"{callback}/{path}")


def _topic(state: FeedState) -> str:
    return state.topic or state.feed.url


def is_active(push: Push, now: datetime) -> bool:
    """Whether the hub is to post now: it has confirmed, and its lease has not ended."""
    return push.stage is Stage.active and push.until is not None and push.until > now


def stale(state: FeedState, push: Push) -> bool:
    """Whether the feed names other hubs, or calls itself otherwise, than when it was subscribed to."""
    return push.hub not in state.hub.split() or push.topic != _topic(state)


def turn(push: Push, state: FeedState, now: datetime) -> str:
    """The hub whose turn it is: the same while it has confirmed or still may, else the next the feed names.

    After the last it is the first one's turn again, but only once the time to ask again has come.
    """
    hubs = state.hub.split()
    at = hubs.index(push.hub) + 1
    said_no = push.stage is Stage.denied or (push.stage is Stage.asked and bool(push.error))
    silent = not is_active(push, now) and push.failures > 0 and _is_time(push, now)
    if silent or (said_no and at < len(hubs)):
        return hubs[at % len(hubs)]
    return push.hub


def due(
    feeds: Iterable[FeedState], pushes: Iterable[Push], callback: str, now: datetime
) -> Iterator[tuple[Push, FeedState | None]]:
    """Subscriptions whose hub is to be asked now, each with its feed; without one, for their end.

    New ones, those to renew, those not confirmed in time, those another hub is asked for, those told another
    callback, and those whose feed was removed, has ended or names no hub any more. ``callback`` is "" when
    nothing can be pushed to us.
    """
    known = {push.feed: push for push in pushes}
    wanted = {state.feed.url: state for state in feeds if _offers(state) and callback}
    for url, state in wanted.items():
        push = known.get(url)
        if push is None or stale(state, push) or push.stage in {Stage.leaving, Stage.left}:
            yield begin(state, callback), state
        elif (hub := turn(push, state, now)) != push.hub:
            yield replace(begin(state, callback, hub), failures=push.failures), state
        elif _is_time(push, now) or push.callback != f"{callback}/{push.path}":
            yield replace(push, callback=f"{callback}/{push.path}"), state
    for url, push in known.items():
        if url not in wanted and (push.stage not in {Stage.leaving, Stage.left} or _is_time(push, now)):
            yield push, None


def _offers(state: FeedState) -> bool:
    return bool(state.feed.active and state.baselined and state.hub.startswith(("http://", "https://")))


def _is_time(push: Push, now: datetime) -> bool:
    return push.next_at is None or push.next_at <= now


def asked(push: Push, mode: str, now: datetime, chance: random.Random) -> Push:
    """The subscription once its hub was asked to "subscribe" or "unsubscribe" it.

    To be kept before the request goes out: hubs ask back while they are being asked.
    """
    wait = min(FIRST_WAIT * 2.0 ** min(push.failures, 12), LONGEST_WAIT) * (1 + chance.random() / 10)
    stage = Stage.leaving if mode == "unsubscribe" else push.stage
    stage = Stage.asked if mode == "subscribe" and stage is not Stage.active else stage
    failures = 1 if stage is Stage.leaving and push.stage is not Stage.leaving else push.failures + 1
    return replace(push, stage=stage, open_until=now + OPEN, next_at=now + wait, failures=failures)


def request(push: Push, mode: str) -> Request:
    """What to post to the hub."""
    form = {"hub.mode": mode, "hub.topic": push.topic, "hub.callback": push.callback}
    if mode == "subscribe":
        form |= {"hub.lease_seconds": str(int(LEASE.total_seconds())), "hub.secret": push.secret}
    return Request(push.hub, form)


def is_over(push: Push, now: datetime) -> bool:
    """Whether a subscription that is to end can be forgotten: ended, denied, or asked for in vain."""
    if push.stage is Stage.left:
        return _is_time(push, now)
    lapsed = push.until is None or push.until <= now
    if push.stage is Stage.leaving:
        return push.failures >= PARTINGS or lapsed
    return lapsed  # never confirmed, denied, or run out: there is nothing to end


def answered(push: Push, query: Mapping[str, str], now: datetime) -> tuple[str, Push]:
    """What to answer a hub's question with, and the subscription afterwards.

    A denial is answered with nothing. BadInput (to be answered with 404) when the hub asks for something we
    did not ask it for, or have not lately.
    """
    mode = query.get("hub.mode", "")
    if query.get("hub.topic") != push.topic:
        raise BadInput(f"{push.feed}: its hub asks about {query.get('hub.topic', '')[:200]!r}")
    if mode == "denied":
        return "", _denied(push, query.get("hub.reason", ""), now)
    expected = {Stage.leaving: "unsubscribe", Stage.left: "unsubscribe", Stage.denied: ""}
    is_open = push.open_until is not None and now <= push.open_until
    if mode != expected.get(push.stage, "subscribe") or not is_open:
        raise BadInput(f"{push.feed}: its hub asks about {mode[:20]!r}, which was not asked for")
    challenge = query.get("hub.challenge", "")
    if not 0 < len(challenge) <= MOST_CHALLENGE:
        raise BadInput(f"{push.feed}: its hub sent no challenge")
    again = min(push.open_until or now, now + AGAIN)
    if mode == "unsubscribe":
        return challenge, replace(push, stage=Stage.left, open_until=again, next_at=now + AGAIN, until=None)
    lease = _lease(query.get("hub.lease_seconds", ""))
    return challenge, replace(
        push, stage=Stage.active, open_until=again, since=push.since or now, until=now + lease,
        next_at=now + lease - min(RENEW, lease / 4), failures=0, error="",
    )  # fmt: skip


def _denied(push: Push, reason: str, now: datetime) -> Push:
    if push.stage in {Stage.leaving, Stage.left}:
        return replace(push, stage=Stage.left, until=None)
    error = "the hub denied it" + (f": {' '.join(reason.split())[:200]}" if reason else "")
    wait = LONGEST_WAIT * min(max(push.failures, 1), 7)
    return replace(
        push, stage=Stage.denied, open_until=None, since=None, until=None, next_at=now + wait, error=error
    )


def _lease(seconds: str) -> timedelta:
    known = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    return min(max(timedelta(seconds=int(seconds)), SHORTEST), LONGEST) if known else LEASE


def signed(body: bytes, header: str, secret: str) -> bool:
    """Whether an ``X-Hub-Signature`` header is the hub's for this body. One that is not is to be ignored."""
    algorithm, _, given = header.strip().partition("=")
    if algorithm.lower() not in _ALGORITHMS:
        return False
    wanted = hmac.new(secret.encode(), body, algorithm.lower()).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode("utf-8", "replace"))


def told(push: Push, now: datetime) -> str:
    """The subscription in words: "pushed", "asked", ... and why not."""
    if is_active(push, now):
        return "pushed"
    if push.stage is Stage.active:
        return "push ran out"
    trouble = f" ({push.error})" if push.error else ""
    return {"asked": "hub asked to push", "denied": "not pushed"}.get(push.stage, "push ended") + trouble

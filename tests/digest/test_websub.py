"""WebSub, decided: which hub is asked when, what its questions are answered with, whose posts count."""

from __future__ import annotations

import hashlib
import hmac
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import BadInput
from digest.model import Feed, FeedState, Push, Stage
from digest.watch import websub

FEED, HUB, CALL = "https://herald.example/feed", "https://hub.example/", "https://bot.example/websub"
NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
STATE = FeedState(Feed(FEED), hub=HUB, baselined=True)
BODY = b"<rss/>"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(push: Push | None = None, mode: str = "subscribe", at: datetime = NOW) -> Push:
    return websub.asked(push or websub.begin(STATE, CALL), mode, at, random.Random(1))


def question(push: Push, mode: str = "subscribe", **more: str) -> dict[str, str]:
    return {
        "hub.mode": mode,
        "hub.topic": push.topic,
        "hub.challenge": "c",
        "hub.lease_seconds": "86400",
    } | more


def confirmed(push: Push | None = None, at: datetime = NOW) -> Push:
    push = push or asked()
    return websub.answered(push, question(push), at)[1]


def due(
    *pushes: Push, states: tuple[FeedState, ...] = (STATE,), at: datetime = NOW, callback: str = CALL
) -> list:
    return list(websub.due(states, pushes, callback, at))


def test_a_feed_with_a_hub_is_subscribed_to_once() -> None:
    """By a callback nobody can guess; not again while the hub may still ask back."""
    ((push, state),) = due()
    form = websub.request(asked(push), "subscribe").form
    assert (state, form["hub.topic"], form["hub.lease_seconds"]) == (STATE, FEED, "604800")
    assert form["hub.callback"] == f"{CALL}/{push.path}"
    assert len(push.path) >= 40
    assert 40 <= len(form["hub.secret"].encode()) < 200
    assert push.secret not in form["hub.callback"]
    assert websub.begin(STATE, CALL).path != push.path
    assert due(asked(push)) == []


def test_the_topic_is_what_the_feed_calls_itself() -> None:
    """rel=self is what the hub knows it by, not the address it was found at."""
    assert (
        websub.begin(replace(STATE, topic="https://herald.example/rss"), CALL).topic
        == "https://herald.example/rss"
    )


@pytest.mark.parametrize(
    "state",
    [
        replace(STATE, hub=""),
        replace(STATE, hub="ftp://hub.example/"),
        replace(STATE, baselined=False),
        replace(STATE, feed=Feed(FEED, active=False)),
    ],
)
def test_not_every_feed_is_subscribed_to(state: FeedState) -> None:
    """Not without a hub, not before it was read, not after its end; nor when nothing can reach us."""
    assert due(states=(state,)) == []
    assert due(callback="") == []


def test_what_is_not_confirmed_is_asked_again_more_and_more_rarely() -> None:
    """Five minutes, ten, twenty, ... at most a day and a bit."""
    push, waits = None, []
    for _ in range(12):
        push = asked(push)
        assert push.next_at is not None
        assert due(push, at=push.next_at - timedelta(seconds=1)) == []
        assert due(push, at=push.next_at) == [(push, STATE)]
        waits.append(push.next_at - NOW)
    assert timedelta(minutes=5) <= waits[0] < timedelta(minutes=6)
    assert waits == sorted(waits)
    assert DAY <= waits[-1] <= 1.1 * DAY


def test_the_hubs_question_is_answered_with_its_challenge() -> None:
    """Only then is it active, for the lease the hub gives, and renewed before that ends."""
    push = asked()
    assert not websub.is_active(push, NOW)
    challenge, active = websub.answered(push, question(push), NOW)
    assert (challenge, active.since, active.until) == ("c", NOW, NOW + DAY)
    assert websub.is_active(active, NOW + 23 * HOUR)
    assert not websub.is_active(active, NOW + DAY)
    assert due(active, at=NOW + 17 * HOUR) == []
    ((renewed, _),) = due(active, at=NOW + 18 * HOUR)
    again = asked(renewed, at=NOW + 18 * HOUR)
    assert websub.is_active(again, NOW + 19 * HOUR)  # renewing interrupts nothing
    assert confirmed(again, NOW + 19 * HOUR).until == NOW + 19 * HOUR + DAY
    assert confirmed(again, NOW + 19 * HOUR).since == NOW


LEASES = [
    ("x", websub.LEASE),
    ("", websub.LEASE),
    ("1", websub.SHORTEST),
    ("999999999", websub.LONGEST),
    ("9" * 400, websub.LEASE),
]


@pytest.mark.parametrize(("said", "lease"), LEASES)
def test_leases_are_believed_within_bounds(said: str, lease: timedelta) -> None:
    """A hub that says nothing or nonsense gets the lease we asked for."""
    push = asked()
    assert websub.answered(push, question(push, **{"hub.lease_seconds": said}), NOW)[1].until == NOW + lease


@pytest.mark.parametrize(
    "change",
    [
        {"hub.topic": "https://other.example/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "publish"},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 2000},
    ],
)
def test_a_question_about_something_else_is_refused(change: dict[str, str]) -> None:
    """Nobody can subscribe us to what we did not ask for, nor end what we want."""
    push = asked()
    for one in (push, confirmed(push)):
        with pytest.raises(BadInput):
            websub.answered(one, question(push) | change, NOW)


def test_a_question_is_answered_for_a_while_only() -> None:
    """Once more within five minutes, our answer may have been lost; later it is nobody's pending request."""
    active = confirmed()
    assert websub.answered(active, question(active), NOW + timedelta(minutes=4))[0] == "c"
    with pytest.raises(BadInput):
        websub.answered(active, question(active), NOW + timedelta(minutes=6))
    late = asked()
    with pytest.raises(BadInput):
        websub.answered(late, question(late), NOW + 2 * DAY)


def test_a_denial_ends_it_and_is_tried_again_a_day_later() -> None:
    """Also of what was active; the reason is kept for people."""
    for push in (asked(), confirmed()):
        challenge, denied = websub.answered(
            push, question(push, "denied", **{"hub.reason": "not\nyours"}), NOW
        )
        assert (challenge, denied.stage, denied.since) == ("", Stage.denied, None)
        assert "not yours" in websub.told(denied, NOW)
        with pytest.raises(BadInput):
            websub.answered(denied, question(denied), NOW)
        assert due(denied, at=NOW + 23 * HOUR) == []
        assert [one for one, _ in due(denied, at=NOW + DAY)] == [denied]


SECOND, THIRD = "https://two.example/", "https://three.example/"
SEVERAL = replace(STATE, hub=f"{HUB} {SECOND} {THIRD}")


def whose(*pushes: Push, at: datetime = NOW) -> list[str]:
    return [push.hub for push, _ in due(*pushes, states=(SEVERAL,), at=at)]


def test_the_next_hub_is_asked_when_one_denies() -> None:
    """At once, by a callback of its own; while one has confirmed or may still, no other is asked."""
    assert whose() == [HUB]
    first = asked(websub.begin(SEVERAL, CALL))
    assert whose(first) == []
    assert whose(confirmed(first), at=NOW + HOUR) == []
    denied = websub.answered(first, {"hub.mode": "denied", "hub.topic": FEED}, NOW)[1]
    ((second, _),) = due(denied, states=(SEVERAL,))
    assert (second.hub, second.path == first.path, second.secret == first.secret) == (SECOND, False, False)
    assert whose(asked(second)) == []


def test_the_next_hub_is_asked_when_one_fails_or_is_silent() -> None:
    """A refusal is known at once, silence only when the time to ask again has come."""
    first = asked(websub.begin(SEVERAL, CALL))
    assert first.next_at is not None
    assert whose(replace(first, error="HTTP 503")) == [SECOND]
    assert whose(first, at=first.next_at) == [SECOND]
    lapsed = asked(confirmed(first, NOW), at=NOW + 20 * HOUR)  # its renewal is not answered
    assert whose(lapsed, at=NOW + 23 * HOUR) == [HUB]
    assert whose(lapsed, at=NOW + DAY) == [SECOND]


def test_after_the_last_hub_the_first_has_its_turn_again_later() -> None:
    """Hubs that all fail are asked more and more rarely, as one alone is."""
    push, waits, now = asked(websub.begin(SEVERAL, CALL)), [], NOW
    for turn in range(1, 10):
        push = replace(push, error="HTTP 503")
        wanted = due(push, states=(SEVERAL,), at=now)
        if not wanted:
            assert turn % 3 == 0
            assert push.next_at is not None
            waits.append(push.next_at - now)
            now = push.next_at
            wanted = due(push, states=(SEVERAL,), at=now)
        assert [one.hub for one, _ in wanted] == [(HUB, SECOND, THIRD)[turn % 3]]
        push = asked(wanted[0][0], at=now)
    assert waits == sorted(waits)
    assert len(waits) == 3


def test_a_hub_named_no_more_is_left() -> None:
    """Nor is one left whose feed names another beside it."""
    active = confirmed(asked(websub.begin(SEVERAL, CALL)))
    assert whose(active, at=NOW + HOUR) == []
    only = replace(SEVERAL, hub=SECOND)
    assert [push.hub for push, _ in due(active, states=(only,), at=NOW + HOUR)] == [SECOND]


def test_what_is_removed_is_ended_at_its_hub_and_then_forgotten() -> None:
    """The end is asked for, confirmed, and the row goes; a hub that never answers is asked three times."""
    active = confirmed()
    assert due(active, states=()) == [(active, None)]
    leaving = asked(active, "unsubscribe")
    form = websub.request(leaving, "unsubscribe").form
    assert set(form) == {"hub.mode", "hub.topic", "hub.callback"}
    assert not websub.is_active(leaving, NOW)
    with pytest.raises(BadInput):
        websub.answered(leaving, question(leaving), NOW)
    challenge, left = websub.answered(leaving, question(leaving, "unsubscribe"), NOW)
    assert (challenge, left.stage, websub.is_over(left, NOW)) == ("c", Stage.left, False)
    assert websub.is_over(left, NOW + HOUR)
    deaf = leaving
    for _ in range(2):
        assert not websub.is_over(deaf, NOW)
        deaf = asked(deaf, "unsubscribe")
    assert websub.is_over(deaf, NOW)
    assert websub.is_over(asked(), NOW)  # never confirmed: nothing to end


def test_another_hub_another_name_or_another_address_of_ours_begin_anew() -> None:
    """A moved hub or topic gets a new callback and secret; a moved bot tells the same callback anew."""
    active = confirmed()
    for state in (
        replace(STATE, hub="https://h2.example/"),
        replace(STATE, topic="https://herald.example/2"),
    ):
        ((push, _),) = due(active, states=(state,))
        assert push.path != active.path
    ((push, _),) = due(active, callback="https://new.example/websub")
    assert push == replace(active, callback=f"https://new.example/websub/{active.path}")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signed_post_is_believed(algorithm: str) -> None:
    """With every algorithm of the standard, and for its own body and secret only."""
    mark = hmac.new(b"ours", BODY, algorithm).hexdigest()
    header = f"{algorithm}={mark}"
    assert websub.signed(BODY, header, "ours")
    assert websub.signed(BODY, header.upper(), "ours")
    assert not websub.signed(BODY + b" ", header, "ours")
    assert not websub.signed(BODY, header, "theirs")
    assert not websub.signed(BODY, header[:-1], "ours")
    assert not websub.signed(BODY, mark, "ours")


@given(st.text(max_size=80))
def test_no_other_header_is_believed(header: str) -> None:
    """Any other text is no signature, and raises nothing."""
    assert not websub.signed(BODY, header, "ours")
    assert not websub.signed(BODY, "md5=" + hashlib.md5(BODY).hexdigest(), "ours")

"""WebSub: asking a hub, answering it, and believing only its posts."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import websub
from digest.errors import BadInput

FEED, HUB, KEY = "https://herald.example/feed", "https://hub.example/", b"our key"
BODY = b"<rss/>"


def test_a_subscription_says_where_to_post_and_how_to_sign() -> None:
    """The callback's path and the secret hang on feed and key, and are not each other."""
    form = websub.subscribe(FEED, HUB, "https://bot.example/websub/", KEY).form
    assert form["hub.callback"] == f"https://bot.example/websub/{websub.token(FEED, KEY)}"
    assert form["hub.topic"] == FEED
    assert form["hub.lease_seconds"] == "604800"
    assert websub.secret(FEED, KEY) not in form["hub.callback"]
    assert websub.token(FEED, KEY) != websub.token(FEED + "x", KEY) != websub.token(FEED, KEY + b"x")
    end = websub.unsubscribe(FEED, HUB, "https://bot.example/websub", KEY).form
    assert (end["hub.mode"], end["hub.callback"]) == ("unsubscribe", form["hub.callback"])
    assert "hub.secret" not in end


def test_the_hubs_question_is_answered_with_its_challenge() -> None:
    """Only for the topic and mode that were asked for; the lease is the one the hub gives."""
    query = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.challenge": "c", "hub.lease_seconds": "60"}
    assert websub.confirm(query, FEED) == ("c", timedelta(seconds=60))
    assert websub.confirm({**query, "hub.lease_seconds": "x"}, FEED)[1] == websub.LEASE


@pytest.mark.parametrize(
    "change",
    [
        {"hub.topic": "https://other.example/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "denied", "hub.reason": "no"},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 2000},
    ],
)
def test_a_question_about_something_else_is_refused(change: dict[str, str]) -> None:
    """Nobody can subscribe us to what we did not ask for."""
    query = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.challenge": "c"}
    with pytest.raises(BadInput):
        websub.confirm(query | change, FEED)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signed_post_is_believed(algorithm: str) -> None:
    """With every algorithm of the standard, and for its own body and feed only."""
    mark = hmac.new(websub.secret(FEED, KEY).encode(), BODY, algorithm).hexdigest()
    header = f"{algorithm}={mark}"
    assert websub.signed(BODY, header, FEED, KEY)
    assert not websub.signed(BODY + b" ", header, FEED, KEY)
    assert not websub.signed(BODY, header, FEED + "x", KEY)
    assert not websub.signed(BODY, header[:-1], FEED, KEY)


@given(st.text(max_size=80))
def test_no_other_header_is_believed(header: str) -> None:
    """Any other text is no signature, and raises nothing."""
    assert not websub.signed(BODY, header, FEED, KEY)
    assert not websub.signed(BODY, "md5=" + hashlib.md5(BODY).hexdigest(), FEED, KEY)

"""The one place that answers: rights, links, mistakes, and what a platform may ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters import console
from adapters.message import plain
from adapters.port import Place
from bot.app import App
from digest.fetch import RecordedFetch

STRANGER = Place("discord", "100", user="7", space="9")
MANAGER = replace(STRANGER, trusted=True)
FERRY = (
    "The harbor master of Split denied on Friday that the ferry had left late because of a strike.",
    "The seamen's union said that its members had stopped work for two hours in the morning.",
    "Passengers complained that nobody had told them anything until noon, and that no water was given out.",
)


async def said(app: App, line: str, place: Place = console.HERE) -> str:
    return plain(await app.answer(line, place))


@pytest.mark.parametrize(
    "line", ["follow pokrovsk", "unfollow pokrovsk", "mute Eastline", "schedule pokrovsk hourly"]
)
async def test_changing_a_channel_needs_the_right_to(app: App, line: str) -> None:
    """Whoever may not manage a channel cannot change what it gets, whatever the platform let through."""
    assert "needs the right to manage it" in await said(app, line, STRANGER)
    assert app.news.store.subscriptions() == []


async def test_anybody_may_follow_in_a_direct_message(app: App) -> None:
    """In a direct message one speaks for oneself."""
    await said(app, "follow pokrovsk", replace(STRANGER, direct=True, space=""))
    assert [one.user for one in app.news.store.subscriptions()] == ["7"]


async def test_feeds_are_for_admins(app: App) -> None:
    """A channel's manager is not yet an admin of the installation."""
    assert "for the people who run this bot" in await said(app, "feeds add https://a.example/feed", MANAGER)


async def test_the_claims_of_a_link_and_its_article_joins_the_store(app: App, tmp_path: Path) -> None:
    """A pasted link is fetched, analyzed, answered, and kept like any other article."""
    link = "https://gazette.example/ferry"
    paragraphs = "".join(f"<p>{words}</p>" for words in FERRY)
    (tmp_path / "page.html").write_text(
        f"<html><body><article><h1>Ferry</h1>{paragraphs}</article></body></html>"
    )
    (tmp_path / "index.toml").write_text(f'[[page]]\nurl = "{link}"\nfile = "page.html"\n')
    app.fetch = RecordedFetch(tmp_path)
    answer = await said(app, f"claims {link}")
    assert "Harbor master of Split denied: “" in answer
    kept = app.news.store.by_url(link)
    assert kept is not None
    assert kept.story is not None
    assert app.news.why(link)


async def test_a_link_that_cannot_be_read_is_told(app: App) -> None:
    """What went wrong, in words."""
    assert "not among the recorded pages" in await said(app, "claims https://nowhere.example/x")


async def test_a_bug_is_not_shown_to_people(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash in a command becomes one plain sentence; the log has the rest."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(app.news, "card", broken)
    answer = await said(app, "lookup pokrovsk")
    assert answer == "Something broke on my side. It is in the log; please try again in a minute."


async def test_one_truth_for_all_platforms(app: App) -> None:
    """The same line at the same moment says the same claims wherever it is asked."""
    answers = {await said(app, "pokrovsk", replace(STRANGER, platform=name)) for name in ("discord", "slack")}
    assert len(answers) == 1


async def test_following_makes_a_topic_command(app: App) -> None:
    """What a guild follows becomes a command there, with its Cyrillic name, and nowhere else."""
    await said(app, "follow pokrovsk daily 08:00", MANAGER)
    (command,) = await app.topics("9")
    assert command.name == "pokrovsk"
    assert command.names["uk"] == "покровськ"
    assert await app.topics("another") == ()


async def test_a_followed_query_can_be_looked_up_by_its_name(app: App) -> None:
    """A query followed in a guild has a short name there."""
    await said(app, 'follow "grain deal" -opinion daily 08:00', MANAGER)
    (command,) = await app.topics("9")
    assert "grain deal" in await said(app, command.name, MANAGER)


async def test_catchup_tells_each_change_once(app: App) -> None:
    """The second time nothing has changed."""
    first = await said(app, "catchup pokrovsk")
    assert "Pokrovsk" in first
    assert await said(app, "catchup pokrovsk") == "Nothing has changed since you last asked."


async def test_home_starts_with_a_guide_then_shows_what_is_followed(app: App) -> None:
    """Nothing followed: how to begin. Then: what, when, and how to change it."""
    assert "Welcome to Dateline" in plain(await app.home(MANAGER))
    await said(app, "follow pokrovsk daily 08:00", MANAGER)
    assert "daily 08:00" in plain(await app.home(MANAGER))


async def test_private_answers_are_private(app: App) -> None:
    """What concerns only the one who asked is shown only to them."""
    assert (await app.answer("status", MANAGER)).private
    assert not (await app.answer("pokrovsk", MANAGER)).private


async def test_why_tells_when_nobody_asked_for_an_article(app: App) -> None:
    """An article that no followed topic matches says so; one that matches does not."""
    link = "https://ledger.example/2025/11/06/marathon-record"
    assert "no topic matched" in await said(app, f"why {link}")
    await said(app, "follow marathon daily 08:00")
    assert "no topic matched" not in await said(app, f"why {link}")

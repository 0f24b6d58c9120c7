"""HTTP mode: signed requests, many workspaces by OAuth; the same listeners behind them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from cryptography.fernet import Fernet, MultiFernet
from slack_bolt.context.async_context import AsyncBoltContext as BoltContext
from slack_sdk.oauth.installation_store import Installation

from adapters.message import Message, Paragraph, text
from adapters.port import Gone, TryLater
from adapters.slack import Slack
from adapters.slack.installs import INSTALL, STATE, STATE_SECONDS, Installs, States
from adapters.slack.workspaces import Authorize
from tests.adapters.slack.conftest import KEY, http_settings, oauth_settings, running, served
from tests.adapters.slack.fakebot import FakeBot, Memory
from tests.emulators.slack import SlackEmulator

PAGE = Message((Paragraph(text("words")),))


@pytest.fixture
async def posted(slack: SlackEmulator, bot: FakeBot) -> AsyncIterator[Slack]:
    """One workspace in HTTP mode, at work."""
    platform = Slack(http_settings(slack))
    async with running(platform, bot), served(platform) as url:
        slack.request_url = f"{url}/slack/events"
        yield platform


@dataclass
class Many:
    """The app for many workspaces, at work."""

    platform: Slack
    url: str
    bot: FakeBot


@pytest.fixture
async def many(slack: SlackEmulator, bot: FakeBot) -> AsyncIterator[Many]:
    slack.world.teams["T1"].token = ""
    slack.add_team("T2", "C21")
    platform = Slack(oauth_settings(slack))
    async with running(platform, bot), served(platform) as url:
        slack.request_url = f"{url}/slack/events"
        yield Many(platform, url, bot)


async def test_commands_by_signed_requests(slack: SlackEmulator, posted: Slack, bot: FakeBot) -> None:
    """A signed command is acknowledged by the response and answered through its address."""
    done = await slack.command("lookup pokrovsk")
    assert done.ack.ok
    assert (await slack.answer(done.via)).kind == "ephemeral"
    assert bot.heard[0][0] == "lookup pokrovsk"


async def test_dialogs_and_home_by_signed_requests(slack: SlackEmulator, posted: Slack, bot: FakeBot) -> None:
    """Suggestions come in the response's body; Home is published."""
    await slack.command("")
    options = await slack.suggest(await slack.seen("view"), "field:lookup:what", "ky")
    assert [option["value"] for option in options] == ["ky", "kyiv"]
    await slack.open_home()
    assert "U1 follows" in (await slack.seen("home")).words()


async def test_forged_and_old_requests_are_refused(slack: SlackEmulator, posted: Slack, bot: FakeBot) -> None:
    """A wrong signature, or one older than five minutes, gets 401 and reaches nobody."""
    body = "command=%2Fdateline&text=feeds+remove&team_id=T1&channel_id=C1&user_id=U1"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for signed in (slack.signature(body + "x"), slack.signature(body, at=1_600_000_000), {}):
        async with slack.client.post(slack.request_url, data=body, headers={**headers, **signed}) as response:
            assert response.status == 401
    assert bot.heard == []


async def test_the_address_is_verified(slack: SlackEmulator, posted: Slack) -> None:
    """Slack's url_verification gets its challenge back."""
    body = json.dumps({"type": "url_verification", "challenge": "c-123", "token": "t"})
    headers = {"Content-Type": "application/json", **slack.signature(body)}
    async with slack.client.post(slack.request_url, data=body, headers=headers) as response:
        assert (await response.json())["challenge"] == "c-123"


async def test_not_started_is_said(slack: SlackEmulator) -> None:
    """Before the bot runs its address answers 503, after which Slack tries again."""
    async with (
        served(Slack(http_settings(slack))) as url,
        slack.client.post(f"{url}/slack/events") as response,
    ):
        assert response.status == 503


async def test_an_installation(slack: SlackEmulator, many: Many) -> None:
    """Through the browser: two workspaces, each with its own token, encrypted where it is kept."""
    for team in ("T1", "T2"):
        status, page = await slack.install(many.url, team)
        assert status == 200
        assert f"app.slack.com/client/{team}" in page
    for team, channel in (("T1", "C1"), ("T2", "C21")):
        await many.platform.send(f"{team}/{channel}", PAGE, key=team)
    used = [call.token for call in slack.calls("chat.postMessage")]
    assert used == [slack.world.teams["T1"].token, slack.world.teams["T2"].token]
    kept = [value for key, value in many.bot.memory.kept.items() if key.startswith(INSTALL)]
    assert len(kept) == 2
    assert not any("xoxb" in value for value in kept)
    assert "xoxb" in MultiFernet([Fernet(KEY)]).decrypt(kept[0]).decode()


async def test_events_of_many_cost_no_auth_test(slack: SlackEmulator, many: Many, bot: FakeBot) -> None:
    """After installing, events are let in without asking Slack who they are from, after a restart too."""
    await slack.install(many.url, "T1")
    before = len(slack.calls("auth.test"))
    fresh = Slack(oauth_settings(slack))
    async with running(fresh, bot), served(fresh) as url:
        slack.request_url = f"{url}/slack/events"
        for number in range(5):
            await slack.answer((await slack.command(f"lookup {number}")).via)
    assert len(slack.calls("auth.test")) == before
    assert (bot.heard[0][1].channel, bot.heard[0][1].user) == ("T1/C1", "T1/U1")
    assert not bot.heard[0][1].admin  # an administrator of one workspace does not change the installation


async def test_a_person_of_many_is_reached(slack: SlackEmulator, many: Many, bot: FakeBot) -> None:
    """Whoever asked can be written to directly by what the bot knows them by; their Home is their own."""
    await slack.install(many.url, "T1")
    await slack.answer((await slack.command("lookup a")).via)
    assert await many.platform.send(bot.heard[0][1].user, PAGE, key="told")
    assert slack.posts(slack.world.direct("T1", "U1").id)
    await slack.open_home()
    assert (await slack.seen("home")).user == "U1"


async def test_uninstalled_is_forgotten(slack: SlackEmulator, many: Many, bot: FakeBot) -> None:
    """Removing the app in one workspace forgets its token only; its channels are Gone."""
    for team in ("T1", "T2"):
        await slack.install(many.url, team)
    await slack.uninstall("T1")
    keys = await bot.memory.keys(INSTALL)
    assert keys == [f"{INSTALL}T2"]
    with pytest.raises(Gone, match="removed"):
        await many.platform.send("T1/C1", PAGE, key="k")
    assert await many.platform.find("T1/C1", "k") is None
    assert await many.platform.send("T2/C21", PAGE, key="k")


async def test_installed_again(slack: SlackEmulator, many: Many) -> None:
    """A workspace that comes back gets its new token used at once."""
    await slack.install(many.url, "T1")
    await slack.uninstall("T1")
    await slack.install(many.url, "T1")
    assert await many.platform.send("T1/C1", PAGE, key="k")


async def test_a_workspace_without_the_app_is_told(slack: SlackEmulator, many: Many, bot: FakeBot) -> None:
    """A command from a workspace we have no token for is not passed on."""
    await slack.command("lookup a", team="T2", channel="C21")
    assert bot.heard == []


@pytest.mark.parametrize(("cookie", "state", "status"), [(False, "", 400), (True, "forged", 400)])
async def test_the_state_ties_browser_and_redirect(
    slack: SlackEmulator, many: Many, bot: FakeBot, cookie: bool, state: str, status: int
) -> None:
    """Without the cookie, or with a forged state, nothing is installed."""
    got, _ = await slack.install(many.url, "T1", cookie=cookie, state=state)
    assert got == status
    assert await bot.memory.keys(INSTALL) == []


async def test_an_organization_is_one_installation() -> None:
    """Installed in a whole organization, the app is found for each workspace in it."""
    installs = Installs(Memory(), MultiFernet([Fernet(KEY)]))
    await installs.async_save(
        Installation(user_id="U1", enterprise_id="E1", bot_token="xoxb-e", is_enterprise_install=True)
    )
    context = BoltContext({"is_enterprise_install": True})
    found = await Authorize(installs)(context=context, enterprise_id="E1", team_id="T7", user_id="U1")
    assert found is not None
    assert found.bot_token == "xoxb-e"
    context = BoltContext({"is_enterprise_install": False})
    assert await Authorize(installs)(context=context, enterprise_id=None, team_id="T7", user_id="U1") is None


async def test_a_state_is_good_once_and_not_for_long() -> None:
    """A state is consumed by its first use, and lapses; lapsed ones are swept away."""
    now = [1000.0]
    states = States(Memory(), clock=lambda: now[0])
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    lapsed = await states.async_issue()
    now[0] += STATE_SECONDS
    assert not await states.async_consume(lapsed)
    await states.async_issue()
    now[0] += STATE_SECONDS
    await states.async_issue()
    assert len(await states.memory.keys(STATE)) == 1


async def test_no_secret_reaches_a_log(
    slack: SlackEmulator, many: Many, caplog: pytest.LogCaptureFixture
) -> None:
    """With everything logged at DEBUG: no token, no secret, no key, and no address answers can be sent to."""
    caplog.set_level("DEBUG")
    await slack.install(many.url, "T1")
    done = await slack.command("lookup a --share")
    await slack.press(await slack.answer(done.via), "Timeline")
    await many.platform.send("T1/C1", PAGE, key="k")
    await slack.uninstall("T1")
    token = next(iter(slack.revoked))
    assert len(caplog.records) >= 3
    for secret in (token, slack.client_secret, slack.signing_secret, KEY, done.via):
        assert secret not in caplog.text


async def test_keys_rotate(slack: SlackEmulator, many: Many, bot: FakeBot) -> None:
    """A new key in front keeps old installations readable; without the old key they are as if gone."""
    await slack.install(many.url, "T1")
    new = Fernet.generate_key().decode()
    assert await Installs(bot.memory, MultiFernet([Fernet(new), Fernet(KEY)])).find("T1")
    assert await Installs(bot.memory, MultiFernet([Fernet(new)])).find("T1") is None


async def test_delivery_waits_for_the_start(slack: SlackEmulator) -> None:
    """Before the installations can be read, a send is put off, not lost."""
    platform = Slack(oauth_settings(slack))
    with pytest.raises(TryLater):
        await platform.send("T1/C1", PAGE, key="k")

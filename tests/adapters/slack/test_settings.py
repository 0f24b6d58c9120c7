"""Settings, the manifest, and what the doctor says."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.port import Command, Misconfigured
from adapters.slack import Mode, Slack, connect, doctor, manifest, offline
from adapters.slack.doctor import check
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import load
from tests.adapters.slack.conftest import KEY, http_settings, oauth_settings, running, socket_settings
from tests.adapters.slack.fakebot import COMMANDS, FakeBot, digest
from tests.emulators.slack import Fault, SlackEmulator, limits

MANY = {
    "client_id": "1.2",
    "client_secret": "s",
    "signing_secret": "s",
    "token_key": KEY,
    "url": "https://x.org",
}


async def test_nothing_set_is_no_platform() -> None:
    """Without a setting of Slack's there is no Slack, and no complaint; payloads are shown all the same."""
    assert connect() is None
    assert await doctor() == []
    assert offline().payload(digest()).body["blocks"]


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ({"bot_token": "xoxb-1", "app_token": "xapp-1"}, Mode.socket),
        ({"bot_token": "xoxb-1", "signing_secret": "s"}, Mode.http),
        (MANY, Mode.oauth),
    ],
)
def test_what_the_settings_come_to(given: dict[str, str], mode: Mode) -> None:
    """Which tokens are set says how events come in."""
    settings = load(**given)
    assert settings is not None
    assert settings.mode is mode


@pytest.mark.parametrize(
    ("given", "named", "remedy"),
    [
        ({"bot_token": "xoxb-1"}, "APP_TOKEN", "SIGNING_SECRET for HTTP"),
        ({"app_token": "xapp-1"}, "BOT_TOKEN", "set it too"),
        ({"bot_token": "xapp-1", "app_token": "xapp-1"}, "BOT_TOKEN", "xoxb-"),
        ({"bot_token": "xoxb-1", "app_token": "xoxb-1"}, "APP_TOKEN", "xapp-"),
        ({**MANY, "bot_token": "xoxb-1"}, "BOT_TOKEN", "remove it"),
        ({**MANY, "app_token": "xapp-1"}, "APP_TOKEN", "Socket Mode"),
        ({**MANY, "signing_secret": ""}, "SIGNING_SECRET", "anybody"),
        ({**MANY, "token_key": ""}, "TOKEN_KEY", "encrypted"),
        ({**MANY, "token_key": "short"}, "TOKEN_KEY", "generate_key"),
        ({**MANY, "client_secret": ""}, "CLIENT_SECRET", "set it too"),
        ({**MANY, "url": ""}, "URL", "https"),
        ({"client_secret": "s"}, "CLIENT_ID", "set it too"),
    ],
)
def test_a_wrong_combination_names_itself(given: dict[str, str], named: str, remedy: str) -> None:
    """One line with the setting and what to do, never the token."""
    with pytest.raises(Misconfigured) as told:
        load(**given)
    said = str(told.value)
    assert said.startswith(f"DATELINE_SLACK_{named}: ")
    assert remedy in said
    assert "\n" not in said
    assert "xoxb-1" not in said.replace("xoxb- ", "")


def test_where_settings_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is above .env, which is above dateline.toml."""
    Path("dateline.toml").write_text(
        'zone = "UTC"\nslack_bot_token = "xoxb-toml"\nslack_app_token = "xapp-toml"\n'
        'slack_command = "/News"\nslack_admins = ["U1"]\n'
    )
    Path(".env").write_text(
        "DATELINE_SLACK_BOT_TOKEN=xoxb-dotenv\nDATELINE_SLACK_MANAGE=admins, U5\nOTHER=1\n"
    )
    monkeypatch.setenv("DATELINE_SLACK_APP_TOKEN", "xapp-env")
    settings = load()
    assert settings is not None
    assert settings.bot_token.get_secret_value() == "xoxb-dotenv"
    assert settings.app_token.get_secret_value() == "xapp-env"
    assert (settings.command, settings.manage, settings.admins) == ("news", ("admins", "U5"), ("U1",))


def test_a_broken_file_is_told() -> None:
    """A file that is no TOML is one line."""
    Path("dateline.toml").write_text("slack_bot_token = ")
    with pytest.raises(Misconfigured, match=r"dateline\.toml"):
        load()


def test_a_bad_value_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value of the wrong kind is named; a secret is never shown, not even in a repr."""
    monkeypatch.setenv("DATELINE_SLACK_HISTORY_PER_MINUTE", "often")
    with pytest.raises(Misconfigured, match="DATELINE_SLACK_HISTORY_PER_MINUTE"):
        load(bot_token="xoxb-1", app_token="xapp-1")
    monkeypatch.delenv("DATELINE_SLACK_HISTORY_PER_MINUTE")
    assert "xoxb-secret" not in repr(load(bot_token=SecretStr("xoxb-secret"), app_token="xapp-1"))


# --- manifest ---------------------------------------------------------------------------------------------

TOPICS = (
    Command("pokrovsk", "The state of Pokrovsk"),
    Command("grain deal", ""),
    Command("help", "a command too"),
)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_manifest_validates(mode: Mode) -> None:
    """For every mode, against Slack's own schema where the shared folder has it; JSON all through."""
    made = json.loads(json.dumps(manifest(COMMANDS, TOPICS, mode, "https://news.example.org")))
    if (check := limits.shared("manifest_check")) is not None:
        assert check.check(made) == []
    assert made["settings"]["socket_mode_enabled"] is (mode is Mode.socket)
    assert [c["command"] for c in made["features"]["slash_commands"]][:3] == [
        "/dateline",
        "/pokrovsk",
        "/grain-deal",
    ]
    assert all(("url" in c) is (mode is not Mode.socket) for c in made["features"]["slash_commands"])
    assert ("redirect_urls" in made["oauth_config"]) is (mode is Mode.oauth)


def test_the_manifest_check_can_fail() -> None:
    """The schema refuses what Slack would, so passing it says something."""
    check = limits.shared("manifest_check")
    made = manifest(COMMANDS)
    made["features"]["slash_commands"][0]["command"] = "dateline" * 9
    assert check is None or check.check(made) != []


def test_many_topics_are_cut() -> None:
    """A manifest holds so many commands; /dateline knows every topic all the same."""
    made = manifest(COMMANDS, [Command(f"topic {n}", "x") for n in range(80)])
    assert len(made["features"]["slash_commands"]) == 50


def test_http_needs_an_address() -> None:
    """Without a public address there is no manifest for HTTP, and the remedy is said."""
    with pytest.raises(Misconfigured, match="https"):
        manifest(COMMANDS, (), "http")


def test_the_manifest_has_the_word_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where /dateline is taken, the setting names another word, and the manifest goes with it."""
    monkeypatch.setenv("DATELINE_SLACK_COMMAND", "/News")
    assert manifest(COMMANDS)["features"]["slash_commands"][0]["command"] == "/news"


def test_topics_may_be_titles_by_name() -> None:
    """Titles by name are topics too; an address without a mode makes a manifest for both kinds of HTTP."""
    made = manifest(COMMANDS, {"pokrovsk": "Pokrovsk"}, url="https://x.org")
    assert made["features"]["slash_commands"][1]["description"] == "The state of Pokrovsk as of now"
    assert made["oauth_config"]["redirect_urls"] == ["https://x.org/slack/oauth_redirect"]


# --- doctor ------------------------------------------------------------------------------------------------


async def test_the_doctor_is_content(slack: SlackEmulator) -> None:
    """With good tokens and all scopes every line is ok, in each mode."""
    for settings in (socket_settings(slack), http_settings(slack), oauth_settings(slack)):
        assert not any(line.startswith("!") for line in await check(settings))


async def test_the_doctor_names_what_is_missing(slack: SlackEmulator) -> None:
    """A missing scope is named with what it is for; wrong tokens with their setting."""
    slack.world.teams["T1"].scopes = "chat:write,commands"
    said = "\n".join(await check(socket_settings(slack)))
    assert "files:write (to upload the map)" in said
    assert all(scope in said for scope in set(SCOPES) - {"chat:write", "commands"})
    wrong = socket_settings(slack).model_copy(
        update={"bot_token": SecretStr("xoxb-x"), "app_token": SecretStr("xapp-x")}
    )
    found = await check(wrong)
    assert all(line.startswith("!") for line in found)
    said = "\n".join(found)
    assert "DATELINE_SLACK_BOT_TOKEN" in said
    assert "DATELINE_SLACK_APP_TOKEN" in said
    assert "xoxb-x" not in said


async def test_a_rejected_token_ends_the_run(slack: SlackEmulator, bot: FakeBot) -> None:
    """Starting with a token Slack rejects says so instead of trying for ever."""
    settings = socket_settings(slack)
    for name in ("bot_token", "app_token"):
        wrong = settings.model_copy(
            update={name: SecretStr("xapp-wrong" if name == "app_token" else "xoxb-wrong")}
        )
        with pytest.raises(Misconfigured, match=name.upper()):
            async with running(Slack(wrong), bot):
                pass


async def test_waits_for_the_network(slack: SlackEmulator, bot: FakeBot) -> None:
    """Slack being unreachable at the start is waited for, each time longer."""
    slack.faults.append(Fault("auth.test", "drop", times=2))
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with running(Slack(socket_settings(slack), sleep=sleep), bot):
        await slack.connected()
    assert slept[:2] == [5.0, 10.0]


def test_importing_the_bots_side_stays_light() -> None:
    """The port and the message know no chat library."""
    for name in ("adapters.port", "adapters.message"):
        assert "slack_bolt" not in vars(importlib.import_module(name))

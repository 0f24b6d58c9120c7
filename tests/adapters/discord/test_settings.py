from __future__ import annotations

from pathlib import Path

import pytest

from adapters import discord
from adapters.discord.commands import everywhere, focused, read
from adapters.discord.settings import load
from adapters.port import Command, Misconfigured, Option
from tests.emulators.discord.limits import command_problems


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOKEN", "API", "GATEWAY"):
        monkeypatch.delenv(f"DATELINE_DISCORD_{name}", raising=False)


def test_without_a_token_discord_is_not_used() -> None:
    """No setting, no platform; pages and payloads are there all the same."""
    assert discord.connect() is None
    assert discord.offline().name == "discord"


def test_a_token_may_be_pasted_as_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With spaces around it, or "Bot" before it; and it is not shown."""
    monkeypatch.setenv("DATELINE_DISCORD_TOKEN", " Bot abc.def ")
    platform = discord.connect()
    assert platform
    assert platform.settings.discord_token.get_secret_value() == "abc.def"
    assert "abc.def" not in repr(platform.settings)


def test_settings_are_read_from_files(tmp_path: Path) -> None:
    """dateline.toml, and .env before it."""
    (tmp_path / "dateline.toml").write_text(
        'discord_token = "toml"\ndiscord_api = "http://127.0.0.1:1/api/"\n'
    )
    assert load().discord_token.get_secret_value() == "toml"
    assert load().discord_api == "http://127.0.0.1:1/api"
    (tmp_path / ".env").write_text("DATELINE_DISCORD_TOKEN=env\n")
    assert load().discord_token.get_secret_value() == "env"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [("DATELINE_DISCORD_API", "ftp://x", "https://"), ("DATELINE_DISCORD_GATEWAY", "http://x", "wss://")],
)
def test_a_wrong_setting_names_itself_its_value_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    """One line, before anything starts."""
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as wrong:
        discord.connect()
    assert name in str(wrong.value)
    assert value in str(wrong.value)
    assert remedy in str(wrong.value)


async def test_without_a_token_the_invitation_says_what_is_missing() -> None:
    """The setting's name; and the doctor has nothing to complain of."""
    with pytest.raises(Misconfigured, match="DATELINE_DISCORD_TOKEN"):
        await discord.invite()
    assert await discord.doctor() == ["no token set, not used"]


def test_three_words_are_a_group_in_a_group() -> None:
    """`feeds import opml` is a member of a member, out and back."""
    table = (
        Command("feeds import opml", "x", (Option("url", "y", suggests=True),)),
        Command("feeds list", "z"),
    )
    made = everywhere(table)
    assert list(command_problems(made)) == []
    typed = {"name": "url", "type": 3, "value": "u", "focused": True}
    data = {
        "name": "feeds",
        "options": [
            {"name": "import", "type": 2, "options": [{"name": "opml", "type": 1, "options": [typed]}]}
        ],
    }
    assert read(data) == ("feeds import opml", {"url": "u"})
    assert focused(data) == "url"

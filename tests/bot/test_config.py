"""A wrong setting names itself, its value and the remedy, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config
from digest.errors import SetupError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings come from the environment and the folder one stands in: both start empty."""
    monkeypatch.chdir(tmp_path)
    for name in config.Settings.model_fields:
        monkeypatch.delenv(f"DATELINE_{name.upper()}", raising=False)
    return tmp_path


def test_defaults_need_nothing() -> None:
    """Without any setting the database lies in the data folder."""
    found = config.load()
    assert found.database == "sqlite:///data/news.db"
    assert found.zone == "UTC"


def test_environment_wins_over_files(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment, then .env, then dateline.toml."""
    (empty_folder / "dateline.toml").write_text(
        'zone = "Europe/Kyiv"\nanalyzers = 3\ncontact = "a@b.example"\n'
    )
    (empty_folder / ".env").write_text("DATELINE_ANALYZERS=4\nDATELINE_CONTACT=c@d.example\n")
    monkeypatch.setenv("DATELINE_CONTACT", "e@f.example")
    found = config.load()
    assert (found.zone, found.analyzers, found.contact) == ("Europe/Kyiv", 4, "e@f.example")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("ZONE", "Kiev/Ukraine", "IANA name such as Europe/Kyiv"),
        ("DATABASE_URL", "mysql://x", "sqlite:///news.db or postgresql://"),
        ("ANALYZERS", "none", "integer"),
        ("ATTRIBUTION", "magic", "'model' or 'rules'"),
        ("FETCH_ALLOW", "10.0.0.0/99", "network"),
        ("HTTP_PORT", "99999", "65535"),
    ],
)
def test_a_wrong_setting_names_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    """One line: the setting, its value, and what it may be."""
    monkeypatch.setenv(f"DATELINE_{name}", value)
    with pytest.raises(SetupError) as caught:
        config.load()
    words = str(caught.value)
    assert f"DATELINE_{name}=" in words
    assert remedy in words


def test_an_unreadable_file_is_named(empty_folder: Path) -> None:
    """Broken TOML is told with the file's name, not as a traceback."""
    (empty_folder / "dateline.toml").write_text("zone = ")
    with pytest.raises(SetupError, match=r"dateline\.toml"):
        config.load()


def test_networks_by_comma_or_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several networks stand in one variable."""
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", "10.0.0.0/8, 127.0.0.0/8 ::1/128")
    assert [str(each) for each in config.load().fetch_allow] == ["10.0.0.0/8", "127.0.0.0/8", "::1/128"]

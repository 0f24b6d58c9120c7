"""Files and folders as input: each file one article, whatever others are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.verbs.files import Input
from bot.verbs.running import _names
from digest import pipeline
from digest.model import Analysis, Article
from digest.news import News
from digest.store import Store

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
TEXTS = {
    "one": "The mayor denied that anyone was missing. Police said that 12 people had been found.",
    "two": "The ministry said on Monday that 40 houses had burned down near Kharkiv, and that it was over.",
}


async def analyze(articles: Sequence[Article]) -> list[Analysis]:
    return [Analysis() for _ in articles]


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Two folders with a file of the same name."""
    for name, text in TEXTS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text)
    return [tmp_path / name for name in TEXTS]


def test_same_named_files_are_told_apart(folders: list[Path]) -> None:
    """By their folder where the name is taken; a file given alone has its name."""
    assert [one.id for one in Input(folders)] == ["a.txt", "two/a.txt"]
    assert [one.id for one in Input([folders[0].parent])] == ["a.txt", "two/a.txt"]
    assert [one.id for one in Input([folders[1] / "a.txt"])] == ["a.txt"]
    assert [one.id for one in Input([folders[1], folders[1]])] == ["a.txt", "a.txt"]


async def test_a_file_is_the_same_article_in_every_run(folders: list[Path], tmp_path: Path) -> None:
    """The second file alone is a new version of itself, not of the first file of that name."""
    with Store(f"sqlite:///{tmp_path}/news.db") as store:

        async def update(*paths: Path) -> tuple[int, int]:
            given = Input(list(paths), names=_names(News(store)))
            done = await pipeline.take(given, store=store, analyze=analyze, now=NOW)
            return done.new, done.updated

        assert await update(*folders) == (2, 0)
        (folders[1] / "a.txt").write_text(TEXTS["two"] + " Nobody was hurt, the mayor said.")
        assert await update(folders[1] / "a.txt") == (0, 1)
        assert await update(*reversed(folders)) == (0, 0)
        first, second = store.read("a.txt"), store.read("two/a.txt")
        assert first is not None
        assert second is not None
        assert (first.article.text, "Nobody was hurt" in second.article.text) == (TEXTS["one"], True)

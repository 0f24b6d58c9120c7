"""Places as a story, and as the people of a channel, mean them: through the program and in deliveries."""

from __future__ import annotations

import json
from pathlib import Path

from digest.store import Store
from tests.bot.test_program import dateline
from tests.digest.test_meaning import ALONE, CLEAR


def test_update_settles_what_is_ambiguous_alone(tmp_path: Path) -> None:
    """`dateline update FILE`: the second article of a story means what the first one meant, and says so."""
    rows = [
        {"id": one.id, "text": one.text, "title": one.title, "url": one.url, "outlet": one.outlet,
         "published": one.published.isoformat() if one.published else None}
        for one in (CLEAR, ALONE)
    ]  # fmt: skip
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    database = f"sqlite:///{tmp_path}/news.db"
    done = dateline("update", str(file), cwd=tmp_path, DATELINE_DATABASE_URL=database)
    assert done.returncode == 0, done.stderr
    with Store(database) as store:
        first, second = store.by_url(CLEAR.url), store.by_url(ALONE.url)
        assert first
        assert second
        assert first.story == second.story
        places = [place for place in second.analysis.places if place.text == "Pokrovsk"]
        assert {place.geonameid for place in places} == {704422}
        assert all("earlier articles of this story" in place.reason for place in places)

"""Stories as their articles make them, what became of them, and which claims meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from ..model import ClaimRef, Dispute, Story
from ..stories import StoryEvent
from .database import Database, chunks
from .rows import columns, table, value
from .tables import ArticleRow, DisputeRow, StoryEventRow

ARTICLE, EVENT, DISPUTE = table(ArticleRow), table(StoryEventRow), table(DisputeRow)


class Stories(Database):
    """Verbs over what articles say together."""

    def story_event(self, event: StoryEvent) -> None:
        """Keep what became of a story; the articles of a merged one move to the other."""
        with self.writing() as connection:
            connection.execute(EVENT.insert().values(**columns(event)))
            if event.kind == "merged" and event.into is not None:
                moved = update(ARTICLE).where(ARTICLE.c.story == event.story)
                connection.execute(moved.values(story=event.into))

    def move(self, articles: Sequence[str], story: int) -> None:
        """These articles belong to another story from now on: theirs was split."""
        with self.writing() as connection:
            for some in chunks(list(articles)):
                connection.execute(update(ARTICLE).where(ARTICLE.c.id.in_(some)).values(story=story))

    def story_events(self, since: datetime) -> list[StoryEvent]:
        """What became of stories since a moment, oldest first."""
        wanted = select(EVENT).where(EVENT.c.at >= since).order_by(EVENT.c.at, EVENT.c.id)
        with self.reading() as connection:
            return [value(StoryEvent, row) for row in connection.execute(wanted).mappings()]

    def last_story(self) -> int:
        """The greatest number a story was given, 0 before the first; new stories take the next."""
        with self.reading() as connection:
            in_events = connection.execute(select(func.max(EVENT.c.story))).scalar_one()
            in_articles = connection.execute(select(func.max(ARTICLE.c.story))).scalar_one()
        return max(int(in_events or 0), int(in_articles or 0))

    def stories(self, ids: Sequence[int]) -> list[Story]:
        """The stories of these numbers that have articles, in this order."""
        members: dict[int, list[RowMapping]] = defaultdict(list)
        parts = (ARTICLE.c.id, ARTICLE.c.url, ARTICLE.c.title, ARTICLE.c.at, ARTICLE.c.story)
        with self.reading() as connection:
            for some in chunks(ids):
                wanted = select(*parts).where(ARTICLE.c.story.in_(some)).order_by(ARTICLE.c.at, ARTICLE.c.n)
                for row in connection.execute(wanted).mappings():
                    members[row["story"]].append(row)
            states, parents = (
                self._states(connection, list(members)),
                self._parents(connection, list(members)),
            )
        found = (_story(one, members[one], states.get(one, "open")) for one in ids if one in members)
        return [replace(one, parent=parents.get(one.id)) for one in found]

    def merged(self, into: Sequence[int]) -> list[Story]:
        """The stories that became part of these, directly or by way of others; they have no articles."""
        found: dict[int, Story] = {}
        heads = {number: number for number in into}
        while heads:
            with self.reading() as connection:
                rows = [row for some in chunks(sorted(heads)) for row in self._taken_in(connection, some)]
            taken = {row["story"]: heads[row["into"]] for row in rows if row["story"] not in {*found, *into}}
            found |= {
                row["story"]: Story(
                    row["story"], "", "", row["at"], row["at"], (), "merged", taken[row["story"]]
                )
                for row in rows
                if row["story"] in taken
            }
            heads = taken
        return list(found.values())

    def _taken_in(self, connection: Connection, into: Sequence[int]) -> Sequence[RowMapping]:
        wanted = select(EVENT).where(EVENT.c.kind == "merged", EVENT.c.into.in_(into))
        return connection.execute(wanted).mappings().all()

    def story(self, number: int) -> Story | None:
        """One story, None when there is none of this number."""
        return next(iter(self.stories([number])), None)

    def _states(self, connection: Connection, ids: Sequence[int]) -> dict[int, str]:
        """ "quiet" for those whose last event says so."""
        found: dict[int, str] = {}
        for some in chunks(ids):
            wanted = select(EVENT.c.story, EVENT.c.kind).where(EVENT.c.story.in_(some)).order_by(EVENT.c.id)
            for number, kind in connection.execute(wanted):
                found[number] = "quiet" if kind == "quiet" else "open"
        return found

    def _parents(self, connection: Connection, ids: Sequence[int]) -> dict[int, int]:
        """The stories that some of these were split from."""
        found: dict[int, int] = {}
        for some in chunks(ids):
            wanted = select(EVENT.c.story, EVENT.c.into).where(
                EVENT.c.kind == "split", EVENT.c.into.in_(some)
            )
            found |= {new: old for old, new in connection.execute(wanted)}
        return found

    # --- disputes ------------------------------------------------------------------------------------

    def save_disputes(self, disputes: Iterable[Dispute]) -> None:
        """Keep claims that meet; a pair that is known stays as it is."""
        rows = [
            {
                "kind": one.kind, "a_article": one.a.article, "a_claim": one.a.claim,
                "b_article": one.b.article, "b_claim": one.b.claim,
                "reason": one.reason, "confidence": one.confidence,
            }
            for one in disputes
        ]  # fmt: skip
        with self.writing() as connection:
            self._insert_new(connection, DisputeRow, rows)

    def forget_disputes(self, article_id: str) -> None:
        """Leave out every pair an article is part of: its text has changed, and they are found anew."""
        with self.writing() as connection:
            part = (DISPUTE.c.a_article == article_id) | (DISPUTE.c.b_article == article_id)
            connection.execute(delete(DISPUTE).where(part))

    def disputes_for(self, article_ids: Sequence[str]) -> list[Dispute]:
        """Disputes whose two claims both stand in these articles."""
        known, found = set(article_ids), []
        with self.reading() as connection:
            for some in chunks(sorted(known)):
                wanted = select(DISPUTE).where(DISPUTE.c.a_article.in_(some)).order_by(DISPUTE.c.id)
                found += [_dispute(row) for row in connection.execute(wanted).mappings()]
        return [one for one in found if one.b.article in known]


def _story(number: int, members: Sequence[RowMapping], state: str) -> Story:
    latest = members[-1]
    ids = tuple(row["id"] for row in members)
    return Story(number, latest["title"], latest["url"], members[0]["at"], latest["at"], ids, state)


def _dispute(row: RowMapping) -> Dispute:
    a, b = ClaimRef(row["a_article"], row["a_claim"]), ClaimRef(row["b_article"], row["b_claim"])
    return Dispute(row["kind"], a, b, row["reason"], row["confidence"])

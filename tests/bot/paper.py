"""A platform of paper, with the failures of real ones; and a desk over a store with small news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.message import Message, Paragraph, plain, text
from adapters.port import Gone, TryLater, Unsure
from bot.delivery import Desk
from digest.model import Digest, Subscription
from digest.news import News
from digest.store import Store
from tests.digest import values

MORNING = datetime(2025, 11, 5, 8, 0, 5, tzinfo=UTC)


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Paper:
    """What was posted, in order; ``faults`` are met one a send: an exception, or ("lost", it) after it.

    ``lookups`` are met one a find. ``edits`` holds what was edited.
    """

    name: str = "paper"
    posts: list[tuple[str, str, Message]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    lookups: list[Any] = field(default_factory=list)
    edits: list[tuple[str, Message]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    whole: bool = False  # one page whatever is in it, else a page a block

    def pages(self, message: Message) -> Sequence[Message]:
        if self.whole:
            return [message]
        return [replace(message, blocks=(block,)) for block in message.blocks]

    async def send(self, channel: str, page: Message, *, key: str, after: str = "") -> str:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, BaseException):
            raise fault
        self.posts.append((channel, key, page))
        if fault is not None:
            raise fault[1]
        return f"m{len(self.posts)}"

    async def find(self, channel: str, key: str) -> str | None:
        self.asked.append(key)
        if self.lookups:
            raise self.lookups.pop(0)
        found = [number for number, post in enumerate(self.posts, 1) if post[:2] == (channel, key)]
        return f"m{found[0]}" if found else None

    async def edit(self, channel: str, message_id: str, page: Message) -> None:
        self.edits.append((message_id, page))

    def words(self, channel: str = "c1") -> list[str]:
        return [plain(page) for where, _, page in self.posts if where == channel]


def render(shown: Digest, one: Subscription, preview: bool) -> Message:
    """A header, and a block for each new claim."""
    told = [change.after for change in shown.delta if change.kind == "new"]
    first = [words for facet, _, words in shown.known if facet == "claims"] if shown.since is None else []
    head = "preview" if preview else "digest"
    blocks = tuple(Paragraph(text(each)) for each in [head, *(told or first)])
    return Message(blocks, title=shown.title, tone="digest")


@dataclass
class Office:
    """A database, a platform, a clock, and desks that come and go."""

    store: Store
    paper: Paper = field(default_factory=Paper)
    now: datetime = MORNING
    still: float = 0.0  # the monotonic clock
    count: int = 0

    def desk(self, name: str = "one") -> Desk:
        """A process that has just begun."""
        made = Desk(News(self.store), {"paper": self.paper}, render, me=name, clock=lambda: self.still)
        return made

    def follow(self, schedule: str = "daily 08:00", **more: Any) -> Subscription:
        wanted = Subscription("paper", "c1", "outlet:Meridian", schedule, user="u1", created=self.now)
        return self.store.add_subscription(replace(wanted, **more))

    def news(self, *words: str) -> None:
        """Articles that come in now, a claim each."""
        for word in words:
            self.count += 1
            other = f"{word} bravo{self.count} delta{self.count} kilo{self.count} sierra{self.count}"
            at = self.now - timedelta(minutes=1)
            self.store.save_read(values.read(word, other, at=at, story=self.count, text=other))

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        self.still += timedelta(**span).total_seconds()
        return self.now


def offices(folder: Path) -> Iterator[Office]:
    """An office over a new SQLite file."""
    made: list[Office] = []
    with Store(f"sqlite:///{folder}/news.db", now=lambda: made[0].now) as store:
        made.append(Office.__new__(Office))
        made[0].__init__(store)  # type: ignore[misc]  # the store's clock is the office's own
        yield made[0]


__all__ = ["MORNING", "Gone", "Killed", "Office", "Paper", "TryLater", "Unsure", "offices", "render"]

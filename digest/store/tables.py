"""The rows, private to the store. Each table says who writes it; each index the question it answers.

Moments are UTC. Lists are JSON. An article's analysis is compressed JSON (``digest.codec``) in its row, and
its index rows (``MarkRow``) let a query find it without reading it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, LargeBinary, Text, TypeDecorator
from sqlalchemy import Index as _Index
from sqlalchemy import UniqueConstraint as _Unique
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC on every database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# SQLite counts up only an INTEGER key; PostgreSQL gets the room.
Number = BigInteger().with_variant(Integer, "sqlite")


class Row(SQLModel, registry=registry()):
    """What all tables share: their own metadata."""


metadata = Row.metadata


def _moment(**more: Any) -> Any:
    return Field(sa_type=Moment, **more)


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def _number(**more: Any) -> Any:
    return Field(sa_type=Number, **more)


def _json() -> Any:
    return Field(sa_type=JSON)


# --- feeds and items: written by the feed round ---------------------------------------------------


class FeedRow(Row, table=True):
    __tablename__: ClassVar[Any] = "feed"
    url: str = _text(primary_key=True)
    title: str = _text()
    outlet: str = _text()
    home: str = _text()
    active: bool
    etag: str = _text()
    modified: str = _text()
    next_at: datetime | None = _moment()
    interval: float
    failures: int
    error: str = _text()
    last_good: datetime | None = _moment()
    last_try: datetime | None = _moment()
    baselined: bool
    hub: str = _text()
    body_hash: str = _text()
    removed_at: datetime | None = _moment(default=None)  # kept for undo
    topic: str = _text(sa_column_kwargs={"server_default": ""})
    pushed: datetime | None = _moment()


class PushRow(Row, table=True):
    """A feed's subscription at its hub: written by ``hubs``, and by the callback a hub posts to."""

    __tablename__: ClassVar[Any] = "push"
    feed: str = _text(primary_key=True)
    hub: str = _text()
    topic: str = _text()
    path: str = _text(unique=True)  # which one is meant by a request to the callback
    secret: str = _text()
    callback: str = _text()
    stage: str = _text()
    open_until: datetime | None = _moment()
    since: datetime | None = _moment()
    until: datetime | None = _moment()
    last: datetime | None = _moment()
    unread: datetime | None = _moment()
    next_at: datetime | None = _moment()
    failures: int
    error: str = _text()


class ItemRow(Row, table=True):
    __tablename__: ClassVar[Any] = "item"
    feed: str = _text(primary_key=True)
    entry: str = _text(primary_key=True)
    url: str = _text(index=True)  # why URL
    fate: str = _text()
    seen: datetime = _moment()
    article: str = _text()
    digest: str = _text()
    etag: str = _text()
    modified: str = _text()
    visits: int = Field(sa_column_kwargs={"server_default": "0"})
    visit_at: datetime | None = _moment(index=True)  # pages to look at again
    headline: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})


class StepRow(Row, table=True):
    __tablename__: ClassVar[Any] = "step"
    id: int | None = _number(primary_key=True, default=None)
    url: str = _text(index=True)  # why URL
    at: datetime = _moment()
    fate: str = _text()
    detail: str = _text()


# --- articles, stories, disputes: written by the feed round ---------------------------------------


class ArticleRow(Row, table=True):
    __tablename__: ClassVar[Any] = "article"
    __table_args__ = (
        _Index("ix_article_at", "at", "n"),  # the latest first, page by page
        _Index("ix_article_story", "story", "at"),  # the articles of a story
        _Index("ix_article_stored", "stored"),  # what has come in since
    )
    n: int | None = _number(primary_key=True, default=None)
    id: str = _text(unique=True)
    url: str = _text(index=True)  # a pasted link
    title: str = _text()
    outlet: str = _text(index=True)  # the outlets known, for suggestions
    home: str = _text()
    published: datetime | None = _moment()
    modified: datetime | None = _moment()
    authors: list[str] = _json()
    language: str = _text()
    partial: bool
    text: str = _text()
    analysis: bytes = Field(sa_type=LargeBinary)
    story: int | None = _number()
    origin: str = _text()
    withdrawn: bool
    at: datetime = _moment()  # published, but not later than stored
    stored: datetime = _moment()
    version: int


class VersionRow(Row, table=True):
    """What an article said before its publisher changed it."""

    __tablename__: ClassVar[Any] = "version"
    article: str = _text(primary_key=True, foreign_key="article.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    title: str = _text()
    text: str = _text()
    analysis: bytes = Field(sa_type=LargeBinary)
    modified: datetime | None = _moment()
    stored: datetime = _moment()


class MarkRow(Row, table=True):
    """What a query may ask an article for (``marks``): a hash of field and value, and the article."""

    __tablename__: ClassVar[Any] = "mark"
    __table_args__ = {"sqlite_with_rowid": False}
    key: int = Field(sa_type=BigInteger, primary_key=True)
    at: int = Field(sa_type=BigInteger, primary_key=True)  # ArticleRow.at in seconds
    n: int = Field(sa_type=BigInteger, primary_key=True)


class StoryRow(Row, table=True):
    __tablename__: ClassVar[Any] = "story"
    id: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    headline: str = _text()
    url: str = _text()
    first: datetime | None = _moment()
    last: datetime | None = _moment()
    articles: list[str] = _json()
    state: str = _text()
    into: int | None = _number()


class StoryEventRow(Row, table=True):
    __tablename__: ClassVar[Any] = "story_event"
    id: int | None = _number(primary_key=True, default=None)
    story: int = _number(index=True)
    kind: str = _text()
    at: datetime = _moment(index=True)  # what has gone quiet since
    into: int | None = _number()
    reason: str = _text()


class DisputeRow(Row, table=True):
    __tablename__: ClassVar[Any] = "dispute"
    __table_args__ = (_Unique("a_article", "a_claim", "b_article", "b_claim", "kind"),)
    id: int | None = _number(primary_key=True, default=None)
    kind: str = _text()
    a_article: str = _text()
    a_claim: str = _text()
    b_article: str = _text(index=True)  # disputes of an article, from its other end
    b_claim: str = _text()
    reason: str = _text()
    confidence: float


class CorrectionRow(Row, table=True):
    __tablename__: ClassVar[Any] = "correction"
    id: int | None = _number(primary_key=True, default=None)
    article: str = _text(index=True)
    kind: str = _text()
    at: datetime = _moment(index=True)  # posts to edit since the last tick
    before: str = _text()
    after: str = _text()


# --- what people asked for: written by commands ---------------------------------------------------


class TopicRow(Row, table=True):
    __tablename__: ClassVar[Any] = "topic"
    space: str = _text(primary_key=True)
    name: str = _text(primary_key=True)
    title: str = _text()
    query: str = _text()
    aliases: list[str] = _json()
    example: str = _text()
    removed_at: datetime | None = _moment(default=None)


class SubscriptionRow(Row, table=True):
    __tablename__: ClassVar[Any] = "subscription"
    __table_args__ = (_Index("ix_subscription_channel", "platform", "channel"),)
    id: int | None = _number(primary_key=True, default=None)
    platform: str = _text()
    channel: str = _text()
    interest: str = _text()
    schedule: str = _text()
    title: str = _text()
    user: str = _text()
    space: str = _text()
    direct: bool
    zone: str = _text()
    quiet: str = _text()
    least_claims: int
    least_origins: int
    locale: str = _text()
    muted: list[str] = _json()
    unchanged: str = _text()
    active: bool
    created: datetime | None = _moment()
    trouble: str = _text()
    trouble_at: datetime | None = _moment()
    told: bool


class PlaceChoiceRow(Row, table=True):
    __tablename__: ClassVar[Any] = "place_choice"
    platform: str = _text(primary_key=True)
    channel: str = _text(primary_key=True)
    text: str = _text(primary_key=True)
    geonameid: int | None = _number()
    user: str = _text()
    at: datetime | None = _moment()


# --- the outbox: written by delivery --------------------------------------------------------------


class DeliveryRow(Row, table=True):
    __tablename__: ClassVar[Any] = "delivery"
    __table_args__ = (
        _Unique("subscription", "slot"),  # a slot is claimed once
        _Index("ix_delivery_channel", "platform", "channel", "id"),  # status
        _Index("ix_delivery_open", "sent", "next_at"),  # what is to be sent
    )
    id: int | None = _number(primary_key=True, default=None)
    subscription: int = _number(foreign_key="subscription.id")
    platform: str = _text()
    channel: str = _text()
    slot: datetime = _moment()
    sent: str = _text()
    title: str = _text()
    pages: list[str] = _json()
    messages: list[str] = _json()
    state: str = _text()
    preview: bool
    created: datetime | None = _moment()
    done: datetime | None = _moment()
    next_at: datetime | None = _moment()
    attempts: int
    error: str = _text()
    owner: str = _text()
    beat: int


class ShownRow(Row, table=True):
    """Which articles a delivery shows: for editing it when one changes, and for why."""

    __tablename__: ClassVar[Any] = "shown"
    delivery: int = _number(primary_key=True, foreign_key="delivery.id", ondelete="CASCADE")
    article: str = _text(primary_key=True, index=True)


# --- a few small values ---------------------------------------------------------------------------


class MemoryRow(Row, table=True):
    __tablename__: ClassVar[Any] = "memory"
    key: str = _text(primary_key=True)
    value: str = _text()

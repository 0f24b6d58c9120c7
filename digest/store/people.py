"""What people asked for: topics, subscriptions, what they mean by a place; and a few small values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select, update

from ..model import Delivery, PlaceChoice, Subscription, Topic
from .database import Database
from .rows import columns, table, value
from .tables import DeliveryRow, MemoryRow, PlaceChoiceRow, SubscriptionRow, TopicRow

TOPIC, SUBSCRIPTION, CHOICE = table(TopicRow), table(SubscriptionRow), table(PlaceChoiceRow)
DELIVERY, MEMORY = table(DeliveryRow), table(MemoryRow)


class People(Database):
    """Verbs over what people asked for."""

    # --- topics ----------------------------------------------------------------------------------------

    def save_topic(self, space: str, topic: Topic) -> None:
        """Keep a topic made in a guild or workspace, or change it, or take back its removal."""
        row = columns(topic) | {"space": space, "removed_at": None}
        with self.writing() as connection:
            self._upsert(connection, TopicRow, [row])

    def remove_topic(self, space: str, name: str) -> None:
        """Forget a topic made there; ``save_topic`` takes it back."""
        with self.writing() as connection:
            there = update(TOPIC).where(TOPIC.c.space == space, TOPIC.c.name == name)
            connection.execute(there.values(removed_at=self.now()))

    def topics(self, space: str) -> list[Topic]:
        """Topics made in a guild or workspace, by name."""
        wanted = select(TOPIC).where(TOPIC.c.space == space, TOPIC.c.removed_at.is_(None))
        with self.reading() as connection:
            rows = connection.execute(wanted.order_by(TOPIC.c.name)).mappings()
            return [value(Topic, row) for row in rows]

    # --- subscriptions ---------------------------------------------------------------------------------

    def add_subscription(self, wanted: Subscription) -> Subscription:
        """Keep a subscription; the same interest in the same channel is changed, not doubled."""
        there = (
            SUBSCRIPTION.c.platform == wanted.platform,
            SUBSCRIPTION.c.channel == wanted.channel,
            SUBSCRIPTION.c.interest == wanted.interest,
        )
        with self.writing() as connection:
            known = connection.execute(select(SUBSCRIPTION.c.id).where(*there)).scalar()
            if known is not None:
                changed = replace(wanted, id=known, active=True)
                connection.execute(
                    update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == known).values(**columns(changed, "id"))
                )
                return changed
            row = SUBSCRIPTION.insert().values(**columns(wanted, "id")).returning(SUBSCRIPTION.c.id)
            return replace(wanted, id=connection.execute(row).scalar_one())

    def update_subscription(self, changed: Subscription) -> None:
        """Keep a subscription as it is now."""
        with self.writing() as connection:
            there = update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == changed.id)
            connection.execute(there.values(**columns(changed, "id")))

    def remove_subscription(self, number: int) -> None:
        """Stop a subscription; ``restore_subscription`` takes it back."""
        with self.writing() as connection:
            connection.execute(update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == number).values(active=False))

    def restore_subscription(self, number: int) -> Subscription | None:
        """Take back the end of a subscription; None when there never was one."""
        with self.writing() as connection:
            connection.execute(update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == number).values(active=True))
        return self.subscription(number)

    def subscription(self, number: int) -> Subscription | None:
        """One subscription, ended ones too."""
        with self.reading() as connection:
            row = (
                connection.execute(select(SUBSCRIPTION).where(SUBSCRIPTION.c.id == number)).mappings().first()
            )
        return value(Subscription, row) if row else None

    def subscriptions(self, platform: str = "", channel: str = "") -> list[Subscription]:
        """Active subscriptions, of one channel or of all, by number."""
        wanted = select(SUBSCRIPTION).where(SUBSCRIPTION.c.active).order_by(SUBSCRIPTION.c.id)
        if platform:
            wanted = wanted.where(SUBSCRIPTION.c.platform == platform, SUBSCRIPTION.c.channel == channel)
        with self.reading() as connection:
            return [value(Subscription, row) for row in connection.execute(wanted).mappings()]

    def subscriptions_of(self, platform: str, user: str) -> list[Subscription]:
        """Active subscriptions that a person made, here or elsewhere, by number."""
        wanted = select(SUBSCRIPTION).where(
            SUBSCRIPTION.c.active, SUBSCRIPTION.c.platform == platform, SUBSCRIPTION.c.user == user
        )
        with self.reading() as connection:
            rows = connection.execute(wanted.order_by(SUBSCRIPTION.c.id)).mappings()
            return [value(Subscription, row) for row in rows]

    def deliveries(self, platform: str, channel: str, limit: int = 10) -> list[Delivery]:
        """The last deliveries of a channel, the latest first."""
        there = (DELIVERY.c.platform == platform, DELIVERY.c.channel == channel)
        wanted = select(DELIVERY).where(*there).order_by(DELIVERY.c.id.desc()).limit(limit)
        with self.reading() as connection:
            return [value(Delivery, row) for row in connection.execute(wanted).mappings()]

    # --- what is meant by a place ------------------------------------------------------------------------

    def choose_place(self, choice: PlaceChoice) -> None:
        """What people of a channel mean by a name, from now on."""
        with self.writing() as connection:
            self._upsert(connection, PlaceChoiceRow, [columns(choice)])

    def forget_place(self, platform: str, channel: str, text: str) -> None:
        """What people of a channel mean by a name is not said any more."""
        there = (CHOICE.c.platform == platform, CHOICE.c.channel == channel, CHOICE.c.text == text)
        with self.writing() as connection:
            connection.execute(delete(CHOICE).where(*there))

    def place_choices(self, platform: str, channel: str) -> list[PlaceChoice]:
        """What people of a channel mean by names."""
        wanted = select(CHOICE).where(CHOICE.c.platform == platform, CHOICE.c.channel == channel)
        with self.reading() as connection:
            return [value(PlaceChoice, row) for row in connection.execute(wanted).mappings()]

    # --- a few small values ------------------------------------------------------------------------------

    def get(self, key: str) -> str | None:
        """The value kept under a key."""
        with self.reading() as connection:
            found = connection.execute(select(MEMORY.c.value).where(MEMORY.c.key == key)).scalar()
        return None if found is None else str(found)

    def put(self, key: str, value: str | None) -> None:
        """Keep a value under a key; None forgets it."""
        with self.writing() as connection:
            if value is None:
                connection.execute(delete(MEMORY).where(MEMORY.c.key == key))
            else:
                self._upsert(connection, MemoryRow, [{"key": key, "value": value}])

    def keys(self, prefix: str) -> Sequence[str]:
        """The keys that begin so, in order."""
        wanted = select(MEMORY.c.key).where(MEMORY.c.key.startswith(prefix, autoescape=True))
        with self.reading() as connection:
            return [str(key) for (key,) in connection.execute(wanted.order_by(MEMORY.c.key))]

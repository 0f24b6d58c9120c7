"""How a function becomes a command: its signature is the options, its docstring the help."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING

from adapters.message import Message
from adapters.port import Command, Option, Place
from bot.delivery import plan
from digest import schedule
from digest.errors import BadInput
from digest.model import Subscription

if TYPE_CHECKING:
    from bot.app import App
    from digest.news import News

Handler = Callable[..., Message | Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a command is given besides its options: the news, who asks from where, and the time."""

    app: App
    place: Place
    now: datetime

    @property
    def news(self) -> News:
        return self.app.news

    @property
    def channel(self) -> tuple[str, str]:
        """Platform and channel: where an answer is remembered and a subscription bound."""
        return self.place.platform, self.place.channel

    def subscriptions(self) -> list[tuple[Subscription, datetime | None]]:
        """What is followed in this channel, each with its next run."""
        return self._with_next(self.news.store.subscriptions(*self.channel))

    def mine(self) -> list[tuple[Subscription, datetime | None]]:
        """What this person follows, here and in the channels they have subscribed."""
        return self._with_next(self.news.store.subscriptions_of(self.place.platform, self.place.user))

    def followed(self) -> str:
        """Everything followed here as one query. Raises BadInput when there is nothing."""
        interests = [f"({one.interest})" for one in self.news.store.subscriptions(*self.channel)]
        if not interests:
            raise BadInput(
                "Nothing is followed here yet: name something, or try: follow pokrovsk daily 08:00"
            )
        return " OR ".join(interests) if len(interests) > 1 else interests[0][1:-1]

    def zone_named(self, said: str | None) -> str:
        """The IANA zone named, else the reader's, else the operator's. Raises BadInput."""
        return schedule.zone_name(said) if said else self.place.zone or self.app.zone

    def _with_next(self, rows: Sequence[Subscription]) -> list[tuple[Subscription, datetime | None]]:
        return [(one, self._next(one)) for one in rows]

    def _next(self, one: Subscription) -> datetime | None:
        return next(iter(schedule.upcoming(plan.timing(one), self.now, 1)), None)


@dataclass(frozen=True, slots=True)
class About:
    """Said of an option in its annotation: ``Annotated[str, About("a place", rest=True)]``."""

    summary: str
    rest: bool = False
    suggests: bool = False
    choices: tuple[str, ...] = ()


HANDLERS: dict[str, Handler] = {}
COMMANDS: dict[str, Command] = {}


def command(
    *, name: str = "", manage: bool = False, admin: bool = False, private: bool = False, slow: bool = False
) -> Callable[[Handler], Handler]:
    """Put a function into the table. The first line of its docstring is the summary."""

    def put(handler: Handler) -> Handler:
        called = name or handler.__name__
        HANDLERS[called] = handler
        COMMANDS[called] = Command(
            called, _summary(handler), tuple(_options(handler)), manage, admin, private, slow
        )  # fmt: skip
        return handler

    return put


def _summary(handler: Handler) -> str:
    return (inspect.getdoc(handler) or "").split("\n")[0].rstrip(".")


def _options(handler: Handler) -> typing.Iterator[Option]:
    hints: Mapping[str, object] = typing.get_type_hints(handler, include_extras=True, localns={"Ask": Ask})
    _, *parameters = inspect.signature(handler).parameters.values()
    for parameter in parameters:
        kind, about = _annotation(hints[parameter.name])
        required = parameter.default is parameter.empty
        yield Option(
            parameter.name, about.summary, kind, about.choices, required, about.suggests, about.rest
        )  # fmt: skip


def _annotation(hint: object) -> tuple[type, About]:
    kind, about = typing.get_args(hint)[:2]
    options = [each for each in typing.get_args(kind) if each is not NoneType]
    return (options[0] if options else kind), about

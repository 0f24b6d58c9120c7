"""What exists in the emulated Slack: teams, channels, messages, files, views; and a way to wait for more."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

SCOPES = (
    "app_mentions:read,channels:history,channels:join,chat:write,commands,files:write,groups:history,im:history,"
    "im:write,users:read"
)


@dataclass
class Channel:
    id: str
    name: str
    private: bool = False
    archived: bool = False
    member: bool = True  # whether the bot is in it
    team: str = ""
    user: str = ""  # of a direct conversation
    messages: list[Json] = field(default_factory=list)


@dataclass
class Team:
    """A workspace with the app in it, or not (``token`` is "" then)."""

    id: str
    name: str
    token: str
    bot_user: str
    bot_id: str
    scopes: str = SCOPES


@dataclass
class Request:
    """One call of the Web API, or one use of a response_url (method ``response_url``)."""

    method: str
    args: Json
    token: str
    at: float
    outcome: str = ""


@dataclass
class Said:
    """Something people see. ``kind``: post, ephemeral, in_channel, update, replaced, view, home, ack."""

    kind: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    ts: str = ""
    thread: str = ""
    via: str = ""  # the request it answers: id of the response_url
    team: str = ""
    view: Json = field(default_factory=dict)

    def words(self) -> str:
        """All text that is shown, in order."""
        return " ".join(_texts(self.blocks)) if self.blocks else self.text


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [
            text for key, inner in value.items() if key != "text" or not own for text in _texts(inner)
        ]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []


@dataclass
class World:
    """Everything there is. ``changed`` wakes whoever waits."""

    teams: dict[str, Team] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    _waiting: asyncio.Condition = field(default_factory=asyncio.Condition)

    def ts(self) -> str:
        """A timestamp nobody else has, later than all before."""
        return f"{int(time.time())}.{next(self.numbers):06d}"

    def id(self, letter: str) -> str:
        return f"{letter}{next(self.numbers):09d}"

    async def changed(self) -> None:
        async with self._waiting:
            self._waiting.notify_all()

    async def wait(self, look: Callable[[], T | None], within: float = 10.0) -> T:
        """The first true value of ``look``, tried again whenever something changed. Raises TimeoutError."""
        async with asyncio.timeout(within), self._waiting:
            while not (found := look()):
                await self._waiting.wait()
            return found

    def team_of(self, token: str) -> Team | None:
        return next((team for team in self.teams.values() if token and team.token == token), None)

    def direct(self, team: str, user: str) -> Channel:
        """The direct conversation of a person with the bot; made when it is first needed."""
        known = (
            channel for channel in self.channels.values() if channel.user == user and channel.team == team
        )
        if (found := next(known, None)) is None:
            found = Channel(self.id("D"), "directmessage", private=True, team=team, user=user)
            self.channels[found.id] = found
        return found

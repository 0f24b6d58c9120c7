"""Which workspaces there are, and the token for each: one from the settings, or many by OAuth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace (or an organization the app is installed in as a whole) and the bot's access to it."""

    id: str  # T…, or E… for an organization
    token: str
    bot_user: str = ""
    bot_id: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Workspace({self.id}, {self.name!r})"  # never the token


class Workspaces(Protocol):
    """Where tokens come from."""

    many: bool

    async def find(self, space: str) -> Workspace | None:
        """The workspace with this id; None when the app is not installed there."""


@dataclass
class OneWorkspace:
    """The one whose token is in the settings; asked for its name once."""

    client: AsyncWebClient
    many: bool = False
    known: Workspace | None = None

    async def find(self, space: str) -> Workspace | None:
        if self.known is None:
            said = await self.client.auth_test()
            self.known = Workspace(
                id=said["team_id"],
                token=self.client.token or "",
                bot_user=said["user_id"],
                bot_id=said.get("bot_id", ""),
                name=said.get("team", ""),
                scopes=tuple(said.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")),
            )
        return self.known


class Authorize(AsyncAuthorize):
    """Lets an event in when its workspace is known, without asking Slack again."""

    def __init__(self, workspaces: Workspaces) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # bolt's constructor has no annotations
        self.workspaces = workspaces

    async def __call__(
        self, *, context: Any, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any
    ) -> AuthorizeResult | None:
        space = (
            (enterprise_id if context.is_enterprise_install else team_id) or team_id or enterprise_id or ""
        )
        workspace = await self.workspaces.find(space)
        if workspace is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=workspace.bot_user,
            bot_id=workspace.bot_id,
            bot_token=workspace.token,
            user_id=user_id,
        )


def joined(space: str, channel: str, *, many: bool) -> str:
    """The channel as the bot knows it: with its workspace when there are many."""
    return f"{space}{SEPARATOR}{channel}" if many and space else channel


def parted(channel: str) -> tuple[str, str]:
    """Workspace ("" for the only one) and channel."""
    space, _, name = channel.rpartition(SEPARATOR)
    return space, name

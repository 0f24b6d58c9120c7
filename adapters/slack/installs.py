"""Installations of many workspaces, kept by OAuth: encrypted, in the bot's memory.

Values are JSON, encrypted with Fernet (AES-128-CBC and HMAC-SHA256, cryptography.io/en/latest/fernet); a
database that leaks opens no workspace. Keys rotate: the first of the setting encrypts, all decrypt.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from logging import Logger

from cryptography.fernet import InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot as SlackBot
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from ..port import Memory
from .clients import log
from .workspaces import Workspace

INSTALL = "slack:install:"
STATE = "slack:state:"

STATE_SECONDS = 600
"""How long someone may take to press "Allow"."""


@dataclass
class Installs(AsyncInstallationStore):
    """The installation store bolt asks, and where deliveries find a workspace's token.

    One entry a workspace (or organization): the bot's token. People's own tokens are not asked for, so
    none are kept. What was read once is held decrypted in this process only.
    """

    memory: Memory
    cipher: MultiFernet
    many: bool = True
    _held: dict[str, Workspace] = field(default_factory=dict)

    @property
    def logger(self) -> Logger:
        return logging.getLogger("dateline.slack")

    async def find(self, space: str) -> Workspace | None:
        """The workspace with this id; None when the app is not (any more) installed there."""
        if space not in self._held:
            kept = await self.memory.get(INSTALL + space)
            opened = self._open(kept, space) if kept else None
            if opened is None:
                return None
            self._held[space] = opened
        return self._held[space]

    async def async_save(self, installation: Installation) -> None:
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: SlackBot) -> None:
        space = _space(bot.enterprise_id, bot.team_id, bot.is_enterprise_install)
        workspace = Workspace(
            id=space,
            token=bot.bot_token or "",
            bot_user=bot.bot_user_id or "",
            bot_id=bot.bot_id or "",
            name=bot.team_name or bot.enterprise_name or "",
            scopes=tuple(bot.bot_scopes or ()),
        )
        await self.memory.put(INSTALL + space, self._sealed(workspace))
        self._held[space] = workspace
        log.info("installed in workspace %s", space)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> SlackBot | None:
        workspace = await self.find(_space(enterprise_id, team_id, bool(is_enterprise_install)))
        if workspace is None:
            return None
        return SlackBot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=workspace.token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user,
            bot_scopes=workspace.scopes,
            installed_at=0.0,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The app was uninstalled, or its token revoked: forget it at once."""
        space = _space(enterprise_id, team_id, is_enterprise=False)
        self._held.pop(space, None)
        await self.memory.put(INSTALL + space, None)
        log.info("the installation in workspace %s is gone", space)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """A person's own token was revoked; none is kept."""

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    def _sealed(self, workspace: Workspace) -> str:
        value = [
            workspace.id,
            workspace.token,
            workspace.bot_user,
            workspace.bot_id,
            workspace.name,
            workspace.scopes,
        ]
        return self.cipher.encrypt(json.dumps(value).encode()).decode()

    def _open(self, kept: str, space: str) -> Workspace | None:
        try:
            value = json.loads(self.cipher.decrypt(kept))
        except InvalidToken:
            log.error(
                "the installation in workspace %s is encrypted with another key; install it again", space
            )
            return None
        id, token, bot_user, bot_id, name, scopes = value
        return Workspace(id, token, bot_user, bot_id, name, tuple(scopes))


def _space(enterprise: str | None, team: str | None, is_enterprise: bool) -> str:
    return (enterprise if is_enterprise else team) or enterprise or ""


@dataclass
class States(AsyncOAuthStateStore):
    """The one-time words that tie a redirect back to the browser that asked to install."""

    memory: Memory
    clock: Callable[[], float] = time.time

    @property
    def logger(self) -> Logger:
        return logging.getLogger("dateline.slack")

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        await self._sweep()
        state = secrets.token_urlsafe(32)
        await self.memory.put(STATE + state, str(self.clock() + STATE_SECONDS))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether the word was ours and is still good; it is good once."""
        until = await self.memory.get(STATE + (state or ""))
        if until is None:
            return False
        await self.memory.put(STATE + state, None)
        return self.clock() < float(until)

    async def _sweep(self) -> None:
        for key in await self.memory.keys(STATE):
            until = await self.memory.get(key)
            if until is not None and float(until) <= self.clock():
                await self.memory.put(key, None)

"""Register commands, but only when they differ from what was registered last."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from discord.http import HTTPClient, Route

from ..port import Gone, Memory, TryLater, Unsure
from .commands import Registered, fingerprint
from .delivery import translated

log = logging.getLogger(__name__)


class NotRegistered(Exception):
    """Commands could not be registered; ``str()`` says why, ``again`` whether trying later may help."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


async def register(
    http: HTTPClient, memory: Memory, application: int, guild: str, commands: Sequence[Registered]
) -> bool:
    """Put the commands of a guild ("" for the global ones) in place of those before; False: unchanged.

    The payload's hash is remembered by application and guild, so a restart registers nothing; that the
    global ones are still there is looked up (somebody may have cleared them). Raises NotRegistered.
    """
    key = memory_key(application, guild)
    wanted = fingerprint(commands)
    try:
        with translated():
            if await memory.get(key) == wanted and (guild or await _there(http, application, commands)):
                return False
            await http.request(_route("PUT", application, guild), json=list(commands))
    except Gone as error:
        why = "this server has not allowed me to add commands: invite me again with the link of `invite`"
        raise NotRegistered(why, again=False) from error
    except (TryLater, Unsure) as error:
        raise NotRegistered(str(error), again=True) from error
    await memory.put(key, wanted)
    log.info("registered %d commands %s", len(commands), f"in guild {guild}" if guild else "globally")
    return True


def memory_key(application: int, guild: str) -> str:
    return f"discord:commands:{application}:{guild or 'global'}"


async def _there(http: HTTPClient, application: int, commands: Sequence[Registered]) -> bool:
    found: list[Registered] = await http.request(_route("GET", application))
    return {command["name"] for command in found} == {command["name"] for command in commands}


def _route(method: str, application: int, guild: str = "") -> Route:
    if guild:
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
        return Route(method, path, application_id=application, guild_id=int(guild))
    return Route(method, "/applications/{application_id}/commands", application_id=application)

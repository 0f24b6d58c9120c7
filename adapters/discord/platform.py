"""Discord as a platform: one client, and what the bot may ask of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, Literal

import aiohttp
import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route

from ..message import Message
from ..port import Bot, Misconfigured, Payload, TryLater
from . import delivery
from .commands import everywhere, for_guild
from .interactions import Interactions
from .measure import posts
from .payload import payload
from .settings import Settings
from .sync import NotRegistered, memory_key, register

log = logging.getLogger(__name__)

WAITS = (5.0, 15.0, 60.0, 300.0, 900.0)
"""Seconds before trying again what Discord did not take: logging in, registering commands."""

PATIENCE = 30.0
"""Longest wait for a rate limit inside one request; beyond it the delivery tries later."""

NOT_CONNECTED, CLOSED_WITHIN, LONGEST_WAIT = 5.0, 5.0, 60.0

BAD_TOKEN = "DATELINE_DISCORD_TOKEN is refused by Discord: copy the token from the bot's page once more."
UNREACHED = (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError)


class Discord:
    """The platform of the port.

    ``waits``: seconds before each further attempt at something Discord did not take, the last one repeated.
    """

    name = "discord"

    def __init__(self, settings: Settings, *, waits: Sequence[float] = WAITS) -> None:
        self.settings = settings
        self.waits = waits
        self.client: Client | None = None

    async def run(self, bot: Bot) -> None:
        """Stay connected until cancelled. Raises Misconfigured when Discord refuses the token."""
        point_at(self.settings)
        attempt = 0
        while True:
            async with Client(bot, self.waits, own_gateway=bool(self.settings.discord_gateway)) as client:
                self.client = client
                try:
                    await stay(client, self.settings.discord_token.get_secret_value())
                    return
                except discord.LoginFailure as error:
                    raise Misconfigured(BAD_TOKEN) from error
                except UNREACHED as error:
                    log.warning("no connection to Discord: %s", error)
                finally:
                    self.client = None
            await asyncio.sleep(self.waits[min(attempt, len(self.waits) - 1)])
            attempt += 1

    def pages(self, message: Message) -> Sequence[Message]:
        return posts(message)

    def payload(self, page: Message) -> Payload:
        return payload(page)

    async def refresh(self, space: str) -> str:
        """See the port; "" also while not connected: commands are compared on every connection."""
        if self.client is None or not self.client.online or not space:
            return ""
        return await self.client.refresh(space)

    async def send(self, channel: str, page: Message, *, key: str, after: str = "") -> str:
        return await delivery.send(self._online().http, channel, page, key=key)

    async def find(self, channel: str, key: str) -> str | None:
        client = self._online()
        return await delivery.find(client.http, client.me, channel, key)

    async def edit(self, channel: str, message_id: str, page: Message) -> None:
        await delivery.edit(self._online().http, channel, message_id, page)

    def _online(self) -> Client:
        if self.client is None or not self.client.online:
            raise TryLater(NOT_CONNECTED, "not connected to Discord yet")
        return self.client


async def stay(client: Client, token: str) -> None:
    """Stay connected until cancelled.

    discord.py swallows a cancellation that meets it while it reconnects (Shard.reidentify), so it runs in a
    task of its own, which is closed first and cancelled then.
    """
    connection = asyncio.create_task(client.start(token))
    try:
        await asyncio.shield(connection)
    finally:
        await client.close()
        connection.cancel()
        done, _ = await asyncio.wait([connection], timeout=CLOSED_WITHIN)
        for task in done:
            _ = task.cancelled() or task.exception()  # told already, or of no interest any more


def point_at(settings: Settings) -> None:
    """Where the API and the gateway are: discord.py keeps both on classes, so once for the process.

    Also that nobody wants voice, so that its absence is no warning.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    Route.BASE = settings.discord_api
    if settings.discord_gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway)


class Client(discord.AutoShardedClient):
    """discord.py's client with nothing kept that Dateline does not need, and no privileged intent."""

    def __init__(self, bot: Bot, waits: Sequence[float] = WAITS, *, own_gateway: bool = False) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=PATIENCE,
        )
        self.bot = bot
        self.waits = waits
        self.own_gateway = own_gateway
        self.online = False
        self.interactions = Interactions(bot, self, refresh=self.refresh)
        self.registering = asyncio.Lock()
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def me(self) -> int:
        """The bot's own user id."""
        return self.user.id if self.user else 0

    async def setup_hook(self) -> None:
        if self.own_gateway:  # with a known number of shards the library keeps to DEFAULT_GATEWAY
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        self.interactions.owners = owners_of(self.application)
        self.online = True
        self.spawn(self.register_until_done(""))

    async def close(self) -> None:
        self.online = False
        for task in self.tasks:
            task.cancel()
        await super().close()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self.interactions.handle(interaction)

    async def on_ready(self) -> None:
        self.spawn(self.register_all())

    async def on_shard_connect(self, shard_id: int) -> None:
        """Wait a minute at most before coming back: discord.py's own waits grow to a quarter of an hour."""
        if info := self.get_shard(shard_id):
            info._parent._backoff = Backoff()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.spawn(self.register_until_done(str(guild.id)))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self.bot.memory.put(memory_key(self.application_id or 0, str(guild.id)), None)

    async def register_all(self) -> None:
        """Every guild's own commands; nothing goes out where nothing changed."""
        for guild in list(self.guilds):
            await self.register_until_done(str(guild.id))

    async def register_until_done(self, space: str) -> None:
        """Register commands, again and again while it may help, with growing pauses."""
        attempt = 0
        while True:
            try:
                troubles = await self.register(space)
            except NotRegistered as error:
                log.warning("commands of %s are not registered: %s", space or "all guilds", error)
                if not error.again:
                    return
            else:
                for trouble in troubles:
                    log.info("guild %s: %s", space, trouble)
                return
            await asyncio.sleep(self.waits[min(attempt, len(self.waits) - 1)])
            attempt += 1

    async def register(self, space: str) -> list[str]:
        """Register the commands of a guild, "" for the global ones. Returns what Discord has no room for."""
        async with self.registering:
            commands, troubles = everywhere(self.bot.commands), list[str]()
            if space:
                commands, troubles = for_guild(await self.bot.topics(space), self.bot.commands)
            await register(self.http, self.bot.memory, self.application_id or 0, space, commands)
            return troubles

    async def refresh(self, space: str) -> str:
        """As the port's: one attempt now, further ones later; the words say what is missing."""
        try:
            return " ".join(await self.register(space))
        except NotRegistered as error:
            if error.again:
                self.spawn(self.register_until_done(space))
            return f"The new command is not there yet: {error}." + (" I keep trying." if error.again else "")

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` beside everything else, until it is done or the client closes."""
        if self.is_closed():
            work.close()
            return
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class Backoff(ExponentialBackoff[Literal[False]]):
    """discord.py's growing waits, a minute at most."""

    def delay(self) -> float:
        return min(super().delay(), LONGEST_WAIT)


def owners_of(application: discord.AppInfo | None) -> frozenset[int]:
    """Who may change the installation: the application's owner, or the members of the team that owns it."""
    if application is None:
        return frozenset()
    members = application.team.members if application.team else [application.owner]
    return frozenset(member.id for member in members)

"""What the program's verbs ask of Discord without staying connected: the invitation, and what is wrong."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import discord

from ..port import Misconfigured
from .platform import BAD_TOKEN, point_at
from .settings import Settings, load

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
)
"""See the channel, post digests with their map, and look up whether one was posted already."""

SCOPES = ("bot", "applications.commands")
WITHIN = 20.0
UNREACHED = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


async def invite(settings: Settings | None = None) -> str:
    """The link that adds the bot to a server, with the least permissions.

    The application is asked of Discord; out of reach, it is read from the token, which begins with it.
    Raises Misconfigured without a token, or for one that Discord refuses.
    """
    known = settings or load()
    token = known.discord_token.get_secret_value()
    if not token:
        raise Misconfigured("DATELINE_DISCORD_TOKEN is not set: paste the token of the bot's page.")
    try:
        async with _logged_in(known) as client:
            application = client.application_id
    except UNREACHED:
        application = id_in(token)
    if not application:
        raise Misconfigured(BAD_TOKEN)
    return discord.utils.oauth_url(application, permissions=NEEDED, scopes=SCOPES)


def id_in(token: str) -> int | None:
    """The bot's id from its token's first part, None when that is no number in base 64."""
    first = token.split(".", 1)[0]
    try:
        return int(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii"))
    except (ValueError, binascii.Error):
        return None


async def doctor(settings: Settings | None = None, channels: Sequence[str] = ()) -> list[str]:
    """One line for each thing looked at; lines that begin with "!" name something to mend.

    ``channels``: ids of those that get digests; without them every server's channels are looked at.
    """
    known = settings or load()
    if not known.discord_token.get_secret_value():
        return ["no token set, not used"]
    try:
        async with _logged_in(known) as client:
            return [_who(client), *_application(client), *[line async for line in _servers(client, channels)]]
    except Misconfigured as error:
        return [f"! {error}"]
    except UNREACHED as error:
        return [
            f"! {known.discord_api} cannot be reached: {error}. Check the network and DATELINE_DISCORD_API."
        ]


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncIterator[discord.Client]:
    point_at(settings)
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        try:
            async with asyncio.timeout(WITHIN):
                await client.login(settings.discord_token.get_secret_value())
        except discord.LoginFailure as error:
            raise Misconfigured(BAD_TOKEN) from error
        yield client


def _who(client: discord.Client) -> str:
    return f"logged in as {client.user} (application {client.application_id})"


def _application(client: discord.Client) -> list[str]:
    application = client.application
    if application is None:
        return []
    lines = []
    if application.interactions_endpoint_url:
        lines.append(
            "! commands go to an Interactions Endpoint URL and would never reach the bot: "
            "clear it on the application's page, General Information."
        )
    if application.bot_require_code_grant:
        lines.append(
            "! “Requires OAuth2 Code Grant” keeps people from adding the bot: switch it off, page Bot."
        )
    return lines


async def _servers(client: discord.Client, channels: Sequence[str]) -> AsyncIterator[str]:
    guilds = [guild async for guild in client.fetch_guilds(limit=200)]
    if not guilds:
        yield "! in no server yet: open the link of `dateline invite discord`."
    for guild in guilds:
        full = await client.fetch_guild(guild.id)
        me = await full.fetch_member(client.user.id if client.user else 0)
        for channel in await full.fetch_channels():
            if not isinstance(channel, discord.TextChannel):
                continue
            missing = missing_in(channel.permissions_for(me))
            if str(channel.id) in channels and missing:
                yield f"! {full.name} #{channel.name}: a digest is due here, but I lack {', '.join(missing)}."
            elif not channels and missing:
                yield f"{full.name} #{channel.name}: no digest fits here, I lack {', '.join(missing)}."
        yield f"server {full.name}: looked at"


def missing_in(permissions: discord.Permissions) -> list[str]:
    """The needed permissions that are not there, in Discord's own words."""
    return [name.replace("_", " ").title() for name, on in NEEDED if on and not getattr(permissions, name)]

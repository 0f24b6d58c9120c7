"""What Discord knows: guilds, channels, people, messages, commands, interactions. No network here."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

APPLICATION = "100000000000000001"
BOT = "100000000000000001"
OWNER = "200000000000000001"
MEMBER = "200000000000000002"
GUILD = "300000000000000001"
CHANNEL = "400000000000000001"
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.emulated.token"

MANAGE_GUILD = 1 << 5
VIEW, SEND, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 15, 1 << 16
THREADS = 1 << 38
ALL = VIEW | SEND | ATTACH | HISTORY | THREADS
EPHEMERAL, LOADING = 1 << 6, 1 << 7


class Refused(Exception):
    """Discord answers with an error: HTTP status, its own code, words."""

    def __init__(self, status: int, code: int, message: str, errors: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.errors = status, code, message, errors


@dataclass
class Channel:
    """``allowed``: what the bot may do here, as permission bits."""

    id: str
    guild: str = ""  # "" for a direct message
    name: str = "news"
    allowed: int = ALL
    recipient: str = ""  # of a direct message
    messages: list[Json] = field(default_factory=list)  # oldest first


@dataclass
class Guild:
    id: str
    name: str = "Newsroom"
    commands: bool = True  # whether the bot may register commands here


@dataclass
class Interaction:
    """One thing a person did, and how it was answered.

    ``late``: Discord has stopped waiting for the acknowledgement. ``original``: the message that answers it.
    """

    id: str
    token: str
    payload: Json
    at: float
    late: bool = False
    acked: int = 0  # callback type, 0 while there is none
    acked_at: float = 0.0
    original: Json | None = None
    choices: list[Json] | None = None
    modal: Json | None = None
    followups: list[Json] = field(default_factory=list)
    done: bool = False  # an answer is there, not only "thinking"

    @property
    def answer(self) -> Json | None:
        """What the person sees last: the followup if there is one, else the original answer."""
        return self.followups[-1] if self.followups else self.original


@dataclass
class World:
    """Everything, with a clock that tests move: ``ahead`` is added to the seconds that have passed."""

    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)  # guild id, "" for global
    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token
    nonces: dict[tuple[str, str], tuple[float, Json]] = field(default_factory=dict)
    ahead: float = 0.0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def number(self) -> str:
        """A fresh snowflake; later ones are larger."""
        return str((int(datetime.now(UTC).timestamp() * 1000) - 1420070400000 << 22) + next(self._numbers))

    def channel(self, id: str) -> Channel:
        if id not in self.channels:
            raise Refused(404, 10003, "Unknown Channel")
        return self.channels[id]

    def may(self, channel: Channel, permission: int) -> None:
        if not channel.allowed & VIEW:
            raise Refused(403, 50001, "Missing Access")
        if not channel.allowed & permission:
            code = 50013 if channel.guild else 50007
            raise Refused(
                403, code, "Missing Permissions" if channel.guild else "Cannot send messages to this user"
            )

    def message(self, channel: str, id: str) -> Json:
        found = next((m for m in self.channel(channel).messages if m["id"] == id), None)
        if found is None:
            raise Refused(404, 10008, "Unknown Message")
        return found

    def post(self, channel: str, body: Mapping[str, Any], files: Mapping[str, bytes], **more: Any) -> Json:
        """A message of the bot's, put at the end of the channel."""
        message = {
            "id": self.number(), "channel_id": channel, "author": user(BOT, bot=True), "content": "",
            "timestamp": stamp(), "edited_timestamp": None, "tts": False, "mention_everyone": False,
            "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "type": 0,
            "components": [], "flags": 0, "application_id": APPLICATION, **more,
        }  # fmt: skip
        self.write(message, body, files)
        if channel in self.channels:
            self.channels[channel].messages.append(message)
        return message

    def write(self, message: Json, body: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """Put a request's fields into a message, as creating and editing do."""
        kept = {k: body[k] for k in ("content", "embeds") if k in body}
        message |= {k: v if v is not None else "" for k, v in kept.items()}
        message["flags"] = (message["flags"] & ~LOADING) | int(body.get("flags") or 0)
        if "nonce" in body:
            message["nonce"] = body["nonce"]
        if files or "attachments" in body:
            message["attachments"] = [
                attachment(self.number(), name, data, body.get("attachments") or ())
                for name, data in files.items()
            ]
        if "components" in body:
            message["components"] = numbered(body["components"], message["attachments"])


def user(id: str, *, bot: bool = False) -> Json:
    name = "dateline" if bot else {OWNER: "owner", MEMBER: "member"}.get(id, f"user{id[-4:]}")
    return {"id": id, "username": name, "discriminator": "0", "global_name": name, "avatar": None, "bot": bot}


def stamp() -> str:
    return datetime.now(UTC).isoformat()


def attachment(id: str, name: str, data: bytes, described: Sequence[Mapping[str, Any]]) -> Json:
    words = next((a.get("description") for a in described if a.get("filename") == name), None)
    url = f"https://cdn.discordapp.com/attachments/1/{id}/{name}"
    return {
        "id": id, "filename": name, "size": len(data), "url": url, "proxy_url": url,
        "content_type": "image/png",        "description": words, "width": 8, "height": 8,
    }  # fmt: skip


def numbered(components: Sequence[Mapping[str, Any]], attachments: Sequence[Json]) -> list[Json]:
    """Components as Discord gives them back: each with an id, pictures with an address."""
    numbers = itertools.count(1)
    urls = {f"attachment://{a['filename']}": a["url"] for a in attachments}

    def one(component: Mapping[str, Any]) -> Json:
        made = {**component, "id": component.get("id") or next(numbers)}
        if "components" in made:
            made["components"] = [one(child) for child in made["components"]]
        if "items" in made:
            made["items"] = [{**item, "media": media(item["media"]["url"])} for item in made["items"]]
        return made

    def media(url: str) -> Json:
        url = urls.get(url, url)
        return {"url": url, "proxy_url": url, "width": 8, "height": 8}

    return [one(component) for component in components]


def guild_payload(guild: Guild, channels: Sequence[Channel]) -> Json:
    """GUILD_CREATE's data, as much of it as a client with the intent for guilds gets."""
    everyone = {
        "id": guild.id, "name": "@everyone", "permissions": str(ALL), "color": 0, "hoist": False,
        "position": 0, "managed": False, "mentionable": False, "flags": 0, "icon": None,
        "unicode_emoji": None,
    }  # fmt: skip
    return {
        "id": guild.id, "name": guild.name, "icon": None, "owner_id": OWNER, "roles": [everyone],
        "emojis": [], "stickers": [], "features": [], "channels": [channel_payload(c) for c in channels],
        "threads": [],
        "members": [member_payload(BOT)], "member_count": 2, "unavailable": False, "large": False,
        "nsfw_level": 0, "verification_level": 0, "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0, "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        "system_channel_flags": 0,        "afk_timeout": 300, "afk_channel_id": None,
        "system_channel_id": None, "rules_channel_id": None,
        "public_updates_channel_id": None, "vanity_url_code": None, "banner": None, "splash": None,
        "discovery_splash": None, "description": None, "application_id": None, "stage_instances": [],
        "guild_scheduled_events": [], "presences": [], "voice_states": [], "soundboard_sounds": [],
        "premium_progress_bar_enabled": False, "joined_at": stamp(),
    }  # fmt: skip


def channel_payload(channel: Channel) -> Json:
    if not channel.guild:
        return {"id": channel.id, "type": 1, "recipients": [user(channel.recipient)], "last_message_id": None}
    refused = ALL & ~channel.allowed
    overwrites = [{"id": channel.guild, "type": 0, "allow": "0", "deny": str(refused)}] if refused else []
    return {
        "id": channel.id, "type": 0, "name": channel.name, "guild_id": channel.guild, "position": 0,
        "permission_overwrites": overwrites, "nsfw": False, "parent_id": None, "topic": None,
        "rate_limit_per_user": 0, "last_message_id": None, "flags": 0,
    }  # fmt: skip


def member_payload(id: str, permissions: int = 0) -> Json:
    return {
        "user": user(id, bot=id == BOT), "nick": None, "roles": [], "joined_at": stamp(), "deaf": False,
        "mute": False, "flags": 0, "permissions": str(permissions), "avatar": None, "premium_since": None,
    }  # fmt: skip

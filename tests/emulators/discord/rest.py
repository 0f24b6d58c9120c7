"""The REST side: what each request does to the world, and what it is answered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .limits import most
from .world import (
    ALL,
    APPLICATION,
    ATTACH,
    BOT,
    EPHEMERAL,
    HISTORY,
    LOADING,
    OWNER,
    SEND,
    Channel,
    Interaction,
    Json,
    Refused,
    World,
    channel_payload,
    guild_payload,
    member_payload,
    stamp,
    user,
)

DEFER, DEFER_UPDATE, UPDATE, MESSAGE, CHOICES, MODAL = 5, 6, 7, 4, 8, 9


@dataclass(frozen=True)
class Call:
    """One request, parsed."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: Mapping[str, bytes]
    token: str


Answer = tuple[int, Any]


class Rest:
    """``gateway_url`` and ``shards`` are what /gateway/bot says; ``now`` is the clock in seconds."""

    def __init__(self, world: World, token: str, now: Callable[[], float]) -> None:
        self.world = world
        self.token = token
        self.now = now
        self.gateway_url = ""
        self.shards = 1
        self.told: Callable[[str, str, Json], Awaitable[None]] | None = None

    def do(self, call: Call) -> Answer:
        """Carry a request out. Raises Refused."""
        for method, pattern, handler, open_ in ROUTES:
            found = re.fullmatch(pattern, call.path)
            if method == call.method and found:
                if not open_ and call.token != f"Bot {self.token}":
                    raise Refused(401, 0, "401: Unauthorized")
                return handler(self, call, *found.groups())
        raise Refused(404, 0, f"404: Not Found: {call.method} {call.path}")

    # --- who and where -------------------------------------------------------------------------------

    def me(self, call: Call) -> Answer:
        return 200, {
            **user(BOT, bot=True),
            "flags": 0,
            "mfa_enabled": False,
            "verified": True,
            "locale": "en-US",
        }

    def application(self, call: Call) -> Answer:
        return 200, {
            "id": APPLICATION, "name": "Dateline", "icon": None, "description": "", "bot_public": True,
            "bot_require_code_grant": False, "owner": user(OWNER), "verify_key": "", "team": None, "flags": 0,
            "rpc_origins": [], "summary": "", "hook": True, "integration_types_config": {"0": {}, "1": {}},
        }  # fmt: skip

    def gateway(self, call: Call) -> Answer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
        return 200, {"url": self.gateway_url, "shards": self.shards, "session_start_limit": limit}

    def my_guilds(self, call: Call) -> Answer:
        after = int(call.query.get("after") or 0)
        guilds = [g for g in self.world.guilds.values() if int(g.id) > after]
        made = [{"id": g.id, "name": g.name, "icon": None, "owner": False, "permissions": str(ALL),
                 "features": []}
                for g in guilds]  # fmt: skip
        return 200, made[: int(call.query.get("limit") or 200)]

    def guild(self, call: Call, id: str) -> Answer:
        if id not in self.world.guilds:
            raise Refused(404, 10004, "Unknown Guild")
        return 200, guild_payload(self.world.guilds[id], [])

    def guild_channels(self, call: Call, id: str) -> Answer:
        return 200, [channel_payload(c) for c in self.world.channels.values() if c.guild == id]

    def member(self, call: Call, guild: str, id: str) -> Answer:
        return 200, member_payload(id)

    def channel(self, call: Call, id: str) -> Answer:
        channel = self.world.channel(id)
        self.world.may(channel, ALL)
        return 200, channel_payload(channel)

    def open_dm(self, call: Call) -> Answer:
        recipient = str(call.body["recipient_id"])
        if not recipient.startswith("2"):  # people's ids, in this world
            raise Refused(400, 50033, "Invalid Recipient(s)")
        known = (c for c in self.world.channels.values() if not c.guild and c.recipient == recipient)
        channel = next(known, None) or Channel(self.world.number(), recipient=recipient)
        self.world.channels[channel.id] = channel
        return 200, channel_payload(channel)

    # --- commands --------------------------------------------------------------------------------------

    def put_commands(self, call: Call, application: str, guild: str = "") -> Answer:
        if guild and not (guild in self.world.guilds and self.world.guilds[guild].commands):
            raise Refused(403, 50001, "Missing Access")
        known = {c["name"]: c["id"] for c in self.world.commands.get(guild, ())}
        made = [
            {"type": 1, "options": [], **c, "id": known.get(c["name"]) or self.world.number(), "version": "1",
             "application_id": application, **({"guild_id": guild} if guild else {})}
            for c in call.body
        ]  # fmt: skip
        self.world.commands[guild] = made
        return 200, made

    def commands(self, call: Call, application: str, guild: str = "") -> Answer:
        return 200, self.world.commands.get(guild, [])

    # --- messages --------------------------------------------------------------------------------------

    def post(self, call: Call, id: str) -> Answer:
        channel = self.world.channel(id)
        self.world.may(channel, SEND)
        if call.files:
            self.world.may(channel, ATTACH)
        body, key = call.body, (id, str(call.body.get("nonce")))
        if body.get("enforce_nonce") and key in self.world.nonces:
            at, message = self.world.nonces[key]
            if self.now() - at <= most("gateway", "nonce_seconds"):
                return 200, message
        message = self.world.post(id, body, call.files)
        if body.get("nonce") is not None:
            self.world.nonces[key] = (self.now(), message)
        return 200, message

    def history(self, call: Call, id: str) -> Answer:
        channel = self.world.channel(id)
        if not channel.allowed & HISTORY:
            return 200, []
        self.world.may(channel, HISTORY)
        before, after = int(call.query.get("before") or 1 << 62), int(call.query.get("after") or 0)
        seen = [m for m in channel.messages if after < int(m["id"]) < before and not m["flags"] & EPHEMERAL]
        return 200, [{**m, "nonce": None} for m in reversed(seen)][: int(call.query.get("limit") or 50)]

    def message(self, call: Call, channel: str, id: str) -> Answer:
        return 200, self.world.message(channel, id)

    def edit(self, call: Call, channel: str, id: str) -> Answer:
        message = self.world.message(channel, id)
        self.world.may(self.world.channel(channel), SEND)
        self.world.write(message, call.body, call.files)
        message["edited_timestamp"] = stamp()
        return 200, message

    def delete(self, call: Call, channel: str, id: str) -> Answer:
        message = self.world.message(channel, id)
        self.world.channel(channel).messages.remove(message)
        return 204, None

    # --- interactions ----------------------------------------------------------------------------------

    def callback(self, call: Call, id: str, token: str) -> Answer:
        interaction = self.world.interactions.get(token)
        too_late = self.now() - interaction.at > most("interaction", "ack_seconds") if interaction else True
        if interaction is None or interaction.late or too_late:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.acked:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        kind, data = int(call.body["type"]), call.body.get("data") or {}
        interaction.acked, interaction.acked_at = kind, self.now()
        self._begin(interaction, kind, data, call.files)
        if call.query.get("with_response") not in ("1", "true"):
            return 204, None
        return 200, _with_response(interaction, kind)

    def _begin(self, interaction: Interaction, kind: int, data: Json, files: Mapping[str, bytes]) -> None:
        if kind == CHOICES:
            interaction.choices, interaction.done = list(data.get("choices") or []), True
        elif kind == MODAL:
            interaction.modal, interaction.done = data, True
        elif kind == DEFER:
            flags = int(data.get("flags") or 0) | LOADING
            interaction.original = self._reply(interaction, {"flags": flags}, {})
        elif kind == MESSAGE:
            interaction.original, interaction.done = self._reply(interaction, data, files), True
        else:
            source = interaction.payload["message"]
            interaction.original = next(
                (m for c in self.world.channels.values() for m in c.messages if m["id"] == source["id"]),
                source,
            )
            if kind == UPDATE:
                self.world.write(interaction.original, data, files)
                interaction.done = True

    def _reply(self, interaction: Interaction, body: Mapping[str, Any], files: Mapping[str, bytes]) -> Json:
        asked = interaction.payload
        who = (asked.get("member") or {}).get("user") or asked["user"]
        about = {"id": interaction.id, "type": asked["type"], "user": who,
                 "authorizing_integration_owners": asked["authorizing_integration_owners"]}  # fmt: skip
        return self.world.post(
            asked["channel_id"], body, files, webhook_id=APPLICATION, type=20, interaction_metadata=about
        )

    def _open(self, token: str) -> Interaction:
        interaction = self.world.interactions.get(token)
        if interaction is None or not interaction.acked:
            raise Refused(404, 10015, "Unknown Webhook")
        if self.now() - interaction.at > most("interaction", "token_seconds"):
            raise Refused(401, 50027, "Invalid Webhook Token")
        return interaction

    def followup(self, call: Call, application: str, token: str) -> Answer:
        interaction = self._open(token)
        original = interaction.original
        if original and original["flags"] & LOADING:  # the first followup takes the place of "thinking…"
            kept = original["flags"] & EPHEMERAL
            self.world.write(original, call.body, call.files)
            original["flags"] = original["flags"] & ~(EPHEMERAL | LOADING) | kept
            interaction.done = True
            return 200, original
        message = self._reply(interaction, call.body, call.files)
        interaction.followups.append(message)
        interaction.done = True
        return 200, message

    def original(self, call: Call, application: str, token: str) -> Answer:
        return 200, self._original(token)[1]

    def _original(self, token: str) -> tuple[Interaction, Json]:
        interaction = self._open(token)
        if interaction.original is None:
            raise Refused(404, 10008, "Unknown Message")
        return interaction, interaction.original

    def edit_original(self, call: Call, application: str, token: str) -> Answer:
        interaction, message = self._original(token)
        kept = message["flags"] & EPHEMERAL
        self.world.write(message, call.body, call.files)
        message["flags"] = message["flags"] & ~LOADING | kept
        interaction.done = True
        return 200, message

    def delete_original(self, call: Call, application: str, token: str) -> Answer:
        interaction, message = self._original(token)
        interaction.original = None
        for channel in self.world.channels.values():
            channel.messages = [m for m in channel.messages if m is not message]
        return 204, None


def _with_response(interaction: Interaction, kind: int) -> Json:
    about: Json = {"id": interaction.id, "type": interaction.payload["type"]}
    resource: Json = {"type": kind}
    if kind in (DEFER, MESSAGE) and interaction.original:
        flags = interaction.original["flags"]
        about |= {"response_message_id": interaction.original["id"]}
        about |= {"response_message_loading": bool(flags & LOADING)}
        about |= {"response_message_ephemeral": bool(flags & EPHEMERAL)}
        resource |= {"message": interaction.original}
    return {"interaction": about, "resource": resource}


Handler = Callable[..., Answer]
ROUTES: list[tuple[str, str, Handler, bool]] = [
    ("GET", r"/users/@me", Rest.me, False),
    ("GET", r"/oauth2/applications/@me", Rest.application, False),
    ("GET", r"/gateway/bot", Rest.gateway, False),
    ("GET", r"/gateway", Rest.gateway, True),
    ("GET", r"/users/@me/guilds", Rest.my_guilds, False),
    ("POST", r"/users/@me/channels", Rest.open_dm, False),
    ("GET", r"/guilds/(\d+)", Rest.guild, False),
    ("GET", r"/guilds/(\d+)/channels", Rest.guild_channels, False),
    ("GET", r"/guilds/(\d+)/members/(\d+)", Rest.member, False),
    ("PUT", r"/applications/(\d+)/commands", Rest.put_commands, False),
    ("GET", r"/applications/(\d+)/commands", Rest.commands, False),
    ("PUT", r"/applications/(\d+)/guilds/(\d+)/commands", Rest.put_commands, False),
    ("GET", r"/applications/(\d+)/guilds/(\d+)/commands", Rest.commands, False),
    ("GET", r"/channels/(\d+)", Rest.channel, False),
    ("POST", r"/channels/(\d+)/messages", Rest.post, False),
    ("GET", r"/channels/(\d+)/messages", Rest.history, False),
    ("GET", r"/channels/(\d+)/messages/(\d+)", Rest.message, False),
    ("PATCH", r"/channels/(\d+)/messages/(\d+)", Rest.edit, False),
    ("DELETE", r"/channels/(\d+)/messages/(\d+)", Rest.delete, False),
    ("POST", r"/interactions/(\d+)/([^/]+)/callback", Rest.callback, True),
    ("POST", r"/webhooks/(\d+)/([^/]+)", Rest.followup, True),
    ("GET", r"/webhooks/(\d+)/([^/]+)/messages/@original", Rest.original, True),
    ("PATCH", r"/webhooks/(\d+)/([^/]+)/messages/@original", Rest.edit_original, True),
    ("DELETE", r"/webhooks/(\d+)/([^/]+)/messages/@original", Rest.delete_original, True),
]
"""(method, path, handler, works without the bot's token)"""

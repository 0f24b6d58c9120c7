"""What people do in Discord's client: type commands, press buttons, choose, right-click a message."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .limits import walk
from .world import (
    ALL,
    APPLICATION,
    GUILD,
    MANAGE_GUILD,
    MEMBER,
    OWNER,
    Guild,
    Interaction,
    Json,
    member_payload,
    user,
)

if TYPE_CHECKING:
    from .server import Emulator

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
SUBCOMMAND, GROUP = 1, 2
ANSWERED_WITHIN = 10.0


class NotShown(Exception):
    """Discord's client would not offer this."""


class People:
    """Each verb sends the event a real client would cause and returns the Interaction it became.

    ``channel`` "" is the first one; a channel without guild is a direct message. ``owners``: who installed
    the bot, Discord's ``authorizing_integration_owners``; by default the guild.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    # --- commands ----------------------------------------------------------------------------------------

    async def type(self, line: str, **where: Any) -> Interaction:
        """A command as typed: ``/follow pokrovsk daily 08:00``, ``/digest what:pokrovsk since:24h``.

        Words without an option's name go to the first option that has none, as Discord's client does.
        """
        words = shlex.split(line.removeprefix("/"))
        command, names = self._registered(words, where)
        options = _given(command, words[len(names) :])
        return await self.command(" ".join(names), options, **where)

    async def command(
        self, name: str, options: Mapping[str, object] | None = None, **where: Any
    ) -> Interaction:
        """Run a command of the registry. Raises NotShown when this person would not see it."""
        root, names = self._registered(name.split(), where)
        data = _data(root, names, options or {})
        return await self.interact(COMMAND, data, **where)

    async def autocomplete(
        self, name: str, option: str, typed: str, options: Mapping[str, object] | None = None, **where: Any
    ) -> list[Json]:
        """The choices offered while ``option`` is typed."""
        root, names = self._registered(name.split(), where)
        data = _data(root, names, {**(options or {}), option: typed}, focused=option)
        interaction = await self.interact(AUTOCOMPLETE, data, **where)
        await self.answered(interaction)
        return interaction.choices or []

    async def on_message(self, name: str, message: Mapping[str, Any], **where: Any) -> Interaction:
        """Right-click a message, Apps, ``name``. ``message`` needs "content" or whatever it holds."""
        known = self.emulator.world.commands.get("", ())
        command = next((c for c in known if c.get("type") == 3 and c["name"] == name), None)
        if command is None:
            raise NotShown(f"there is no message command {name!r}")
        target = self.emulator.world.number()
        whole = {"id": target, "channel_id": self._channel(where), "author": user(MEMBER), "content": "",
                 "embeds": [], "attachments": [], "components": [], "type": 0, "flags": 0, "mentions": [],
                 "mention_roles": [], "mention_everyone": False, "pinned": False, "tts": False,
                 "timestamp": "2025-11-05T08:00:00+00:00", "edited_timestamp": None, **message}  # fmt: skip
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": target,
            "resolved": {"messages": {target: whole}},
        }
        return await self.interact(COMMAND, data, **where)

    # --- components --------------------------------------------------------------------------------------

    async def press(self, message: Mapping[str, Any], label: str, **where: Any) -> Interaction:
        """Press the button of that label, or custom_id."""
        found = [c for c in walk(message["components"]) if label in (c.get("label"), c.get("custom_id"))]
        if not found or found[0].get("disabled"):
            labels = [c.get("label") for c in walk(message["components"]) if c.get("type") == 2]
            raise NotShown(f"no button {label!r} to press; there are {labels}")
        data = {"component_type": 2, "custom_id": found[0]["custom_id"], "id": found[0]["id"]}
        return await self._click(message, data, where)

    async def choose(self, message: Mapping[str, Any], label: str, **where: Any) -> Interaction:
        """Choose the option of that label, or value, from whichever menu has it."""
        for menu in walk(message["components"]):
            for option in menu.get("options", ()) if menu.get("type") == 3 else ():
                if label in (option["label"], option["value"]):
                    data = {"component_type": 3, "custom_id": menu["custom_id"], "id": menu["id"],
                            "values": [option["value"]]}  # fmt: skip
                    return await self._click(message, data, where)
        raise NotShown(f"no choice {label!r}")

    async def fill_in(self, asked: Interaction, words: str, **where: Any) -> Interaction:
        """Write into the one field of the form that answers ``asked``, and send it."""
        await self.emulator.wait(lambda: asked.modal)
        assert asked.modal
        label = asked.modal["components"][0]
        field = label["component"]
        if len(words) > field.get("max_length", 4000) or not words:
            raise NotShown("the form does not take this")
        filled = {"type": field["type"], "custom_id": field["custom_id"], "id": 2, "value": words}
        data = {"custom_id": asked.modal["custom_id"],
                "components": [{"type": label["type"], "id": 1, "component": filled}]}  # fmt: skip
        placed = {"channel": asked.payload["channel_id"], **where}
        return await self.interact(MODAL_SUBMIT, data, message=asked.payload.get("message"), **placed)

    async def _click(self, message: Mapping[str, Any], data: Json, where: Mapping[str, Any]) -> Interaction:
        placed = {"channel": message["channel_id"], **where}
        return await self.interact(COMPONENT, data, message=dict(message), **placed)

    # --- all of them -------------------------------------------------------------------------------------

    async def interact(
        self,
        kind: int,
        data: Json,
        *,
        user_id: str = OWNER,
        permissions: int = MANAGE_GUILD | ALL,
        channel: str = "",
        locale: str = "en-US",
        message: Json | None = None,
        late: bool = False,
        owners: Mapping[str, str] | None = None,
        context: int | None = None,
    ) -> Interaction:
        """Send an interaction of any kind. ``late``: Discord has given up waiting before we see it."""
        world = self.emulator.world
        channel = self._channel({"channel": channel})
        guild = world.channels[channel].guild if channel in world.channels else ""
        payload: Json = {
            "id": world.number(), "application_id": APPLICATION, "type": kind, "data": data, "version": 1,
            "token": f"interaction-{world.number()}", "channel_id": channel, "locale": locale,
            "channel": {"id": channel, "type": 0 if guild else 1, "name": "news", "permissions": str(ALL)},
            "app_permissions": str(ALL), "entitlements": [], "attachment_size_limit": 10485760,
            "authorizing_integration_owners": dict(owners or ({"0": guild} if guild else {"0": "0"})),
            "context": context if context is not None else (0 if guild else 1),
            **({"message": message} if message else {}),
        }  # fmt: skip
        if guild:
            payload |= {
                "guild_id": guild,
                "guild_locale": "en-US",
                "guild": {"id": guild, "locale": "en-US", "features": []},
            }
            payload |= {"member": member_payload(user_id, permissions)}
        else:
            payload |= {"user": user(user_id)}
        interaction = Interaction(payload["id"], payload["token"], payload, self.emulator.now(), late)
        world.interactions[interaction.token] = interaction
        await self.emulator.gateway.tell(guild, "INTERACTION_CREATE", payload)
        return interaction

    async def answered(self, interaction: Interaction, seconds: float = ANSWERED_WITHIN) -> Json:
        """The message that answers, once it is more than "thinking"; {} for choices and modals."""
        await self.emulator.wait(lambda: interaction.done, seconds)
        return interaction.answer or {}

    # --- guilds ------------------------------------------------------------------------------------------

    async def invite(self, guild: str, *, commands: bool = True) -> None:
        """Add the bot to a guild, with a channel of the same number."""
        from .gateway import guild_payload
        from .world import Channel

        world = self.emulator.world
        world.guilds[guild] = Guild(guild, commands=commands)
        world.channels[guild + "9"] = Channel(guild + "9", guild)
        here = [c for c in world.channels.values() if c.guild == guild]
        joined = guild_payload(world.guilds[guild], here)
        joined.pop("unavailable")  # only guilds that were there before have it
        await self.emulator.gateway.tell(guild, "GUILD_CREATE", joined)

    async def kick(self, guild: str = GUILD) -> None:
        """Remove the bot from a guild, its channels and commands with it."""
        world = self.emulator.world
        world.guilds.pop(guild)
        world.commands.pop(guild, None)
        world.channels = {id: c for id, c in world.channels.items() if c.guild != guild}
        await self.emulator.gateway.tell(guild, "GUILD_DELETE", {"id": guild})

    # --- what the client shows -----------------------------------------------------------------------------

    def _channel(self, where: Mapping[str, Any]) -> str:
        return where.get("channel") or next(iter(self.emulator.world.channels))

    def _registered(self, words: Sequence[str], where: Mapping[str, Any]) -> tuple[Json, list[str]]:
        """The registered command and the words that name it, members included."""
        world = self.emulator.world
        channel = world.channels.get(self._channel(where))
        guild = channel.guild if channel else ""
        shown = [*world.commands.get(guild, ())] if guild else []
        shown += [c for c in world.commands.get("", ()) if guild or 1 in c.get("contexts", [0, 1, 2])]
        root = next((c for c in shown if c.get("type", 1) == 1 and words and c["name"] == words[0]), None)
        if root is None:
            raise NotShown(
                f"there is no command /{' '.join(words[:1])} here; there are {[c['name'] for c in shown]}"
            )
        needs = int(root.get("default_member_permissions") or 0)
        if guild and needs & ~int(where.get("permissions", MANAGE_GUILD | ALL)):
            raise NotShown(f"/{root['name']} is hidden from this person")
        names, level = [words[0]], root
        while any(o["type"] in (SUBCOMMAND, GROUP) for o in level.get("options", ())):
            member = next((o for o in level["options"] if words[len(names) :][:1] == [o["name"]]), None)
            if member is None:
                raise NotShown(f"/{' '.join(names)} needs one of {[o['name'] for o in level['options']]}")
            names.append(member["name"])
            level = member
        return {**root, "_leaf": level}, names


def _given(command: Json, words: Sequence[str]) -> dict[str, object]:
    """Options from typed words: ``name:value``; all others are the first free option's, as in the client."""
    options = [o["name"] for o in command["_leaf"].get("options", ())]
    given: dict[str, object] = {}
    loose: list[str] = []
    for word in words:
        name, colon, value = word.partition(":")
        if colon and name in options:
            given[name] = value
        else:
            loose.append(word)
    free = next((option for option in options if option not in given), None)
    if loose and free is None:
        raise NotShown(f"/{command['name']} has no room for {' '.join(loose)!r}")
    return given | ({str(free): " ".join(loose)} if loose else {})


def _data(root: Json, names: Sequence[str], options: Mapping[str, object], *, focused: str = "") -> Json:
    leaf = root["_leaf"]
    known = {o["name"]: o for o in leaf.get("options", ())}
    if unknown := set(options) - set(known):
        raise NotShown(f"/{' '.join(names)} has no option {sorted(unknown)}; it has {sorted(known)}")
    if not focused and (missing := [n for n, o in known.items() if o.get("required") and n not in options]):
        raise NotShown(f"/{' '.join(names)} needs {missing}")
    given = list(_options(known, options, focused))
    for depth in range(len(names) - 1, 0, -1):
        kind = SUBCOMMAND if depth == len(names) - 1 else GROUP
        given = [{"name": names[depth], "type": kind, "options": given}]
    data = {"id": root["id"], "name": root["name"], "type": 1, "options": given}
    return {**data, **({"guild_id": root["guild_id"]} if "guild_id" in root else {})}


def _options(known: Mapping[str, Json], options: Mapping[str, object], focused: str) -> Iterator[Json]:
    for name, value in options.items():
        option = known[name]
        allowed = [c["value"] for c in option.get("choices", ())]
        if allowed and value not in allowed:
            raise NotShown(f"{name} must be one of {allowed}")
        shown = {3: str, 4: int, 5: _yes}.get(option["type"], str)(value)  # type: ignore[operator]  # a table of casts
        yield {
            "name": name,
            "type": option["type"],
            "value": shown,
            **({"focused": True} if name == focused else {}),
        }


def _yes(value: object) -> bool:
    return value is True or re.fullmatch(r"(?i)true|yes|on|1", str(value)) is not None

"""What people do in Discord: acknowledged first, then answered by the bot from a command line."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import aiohttp
import discord
from discord.http import Route

from ..message import LINE_MOST, Message, Paragraph, text
from ..port import Bot, Choice, Command, Payload, Place, line
from . import forms
from .commands import ARTICLE_COMMAND, CHOICES_MOST, article_option, command_name, focused, read
from .delivery import request
from .measure import leaves
from .payload import BUTTON, EPHEMERAL, GREY, ROW, Component, payload, short, without_number

log = logging.getLogger(__name__)

CHOICE_MOST = 100
KEPT_MOST = 64
"""Answers of several pages kept in memory, so that turning a page neither asks again nor acts again."""

ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION = 40060, 10062

BROKEN = "Something broke on my side; it is in the log. Please try once more."
NO_LINK = "There is no link in this message."
LEFT = "This answer is no longer at hand. Please ask again."


@dataclass(frozen=True, slots=True)
class Said:
    """What a click stands for: a command line and the page of its answer."""

    line: str
    page: int = 0
    turns: bool = False


@dataclass
class Interactions:
    """Turns interactions into command lines and answers into messages.

    ``owners`` are the ids of those who may change the installation. ``refresh`` brings a guild's own commands
    in line and returns what could not be registered; ``told`` is what each guild has been told of that.
    """

    bot: Bot
    client: discord.Client
    owners: frozenset[int] = frozenset()
    busy: set[tuple[object, ...]] = field(default_factory=set)
    refresh: Callable[[str], Awaitable[str]] | None = None
    told: dict[str, str] = field(default_factory=dict)
    kept: OrderedDict[tuple[str, str, str], Message] = field(default_factory=OrderedDict)

    async def handle(self, interaction: discord.Interaction) -> None:
        """Answer one interaction; whatever goes wrong ends here."""
        kinds = {
            discord.InteractionType.application_command: self._command,
            discord.InteractionType.autocomplete: self._autocomplete,
            discord.InteractionType.component: self._component,
            discord.InteractionType.modal_submit: self._form,
        }
        try:
            if interaction.type in kinds:
                await kinds[interaction.type](interaction)
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("interaction %s was not answered: %s", interaction.id, error)

    # --- the kinds -------------------------------------------------------------------------------------

    async def _command(self, interaction: discord.Interaction) -> None:
        data = _data(interaction)
        if data.get("type") == discord.AppCommandType.message.value:
            return await self._article(interaction, data)
        name, given = read(data)
        command = _find(self.bot, name)
        private = bool(command and command.private)
        if await acknowledged(interaction, ephemeral=private):
            place = await self._place(interaction, manage=bool(command and command.manage))
            typed = line(name if command else await self._topic(name, place), given)
            await self._answer(interaction, Said(typed), place, private=private)
            await self._say_what_is_missing(interaction, command, place)

    async def _article(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        if not await acknowledged(interaction, ephemeral=True):
            return
        messages = data.get("resolved", {}).get("messages", {})
        link = next(links(messages.get(str(data.get("target_id")), {})), "")
        if not link:
            return await self._show(interaction, payload(problem(NO_LINK)))
        typed = line(ARTICLE_COMMAND, {article_option(self.bot.commands): link})
        await self._answer(interaction, Said(typed), await self._place(interaction), private=True)

    async def _autocomplete(self, interaction: discord.Interaction) -> None:
        data = _data(interaction)
        name, given = read(data)
        option = focused(data)
        choices = suggestions(
            self.bot, name, option, given.get(option, ""), place_of(interaction, self.owners)
        )
        await interaction.response.autocomplete(choices)

    async def _component(self, interaction: discord.Interaction) -> None:
        """A click on our own message opens an answer for the one who clicked; turning a page, or narrowing
        by a menu, changes the message in place if it is theirs."""
        data = _data(interaction)
        custom_id = str(data["custom_id"])
        if forms.opens(custom_id):
            return await forms.ask(self.client.http, interaction, custom_id)
        chosen = [str(value) for value in data.get("values", ())]
        said = await self._said(chosen[0] if chosen else custom_id)
        in_place = (bool(chosen) or said.turns) and is_theirs(interaction)
        click = (interaction.user.id, interaction.message and interaction.message.id, custom_id, *chosen)
        if click in self.busy:
            await acknowledged(interaction, in_place=True)
            return
        self.busy.add(click)
        try:
            if await acknowledged(interaction, ephemeral=True, in_place=in_place):
                command = _find_in_line(self.bot, said.line)
                place = await self._place(interaction, manage=bool(command and command.manage))
                await self._answer(interaction, said, place, private=True, may_hide=not in_place)
                await self._say_what_is_missing(interaction, command, place)
        finally:
            self.busy.discard(click)

    async def _form(self, interaction: discord.Interaction) -> None:
        """What was written into a form, added to the line of its button."""
        if await acknowledged(interaction, ephemeral=True):
            typed = forms.line(_data(interaction))
            await self._answer(interaction, Said(typed), await self._place(interaction), private=True)

    # --- answering -------------------------------------------------------------------------------------

    async def _answer(
        self,
        interaction: discord.Interaction,
        said: Said,
        place: Place,
        *,
        private: bool,
        may_hide: bool = True,
    ) -> None:
        try:
            message = await self._message(said, place)
            pages = await asyncio.to_thread(leaves, message) or [problem(BROKEN)]
            page = min(said.page, len(pages) - 1)
            if len(pages) > 1:
                self._keep(said.line, place, message)
            extra = await self._flips(said.line, page, len(pages))
            shown = payload(pages[page], extra=extra)
        except Exception:  # the last line of defence: the person must not be left with "thinking…"
            log.exception("while answering %r", said.line)
            message, shown = problem(BROKEN), payload(problem(BROKEN))
        if message.private and not private and may_hide:
            await self._hide(interaction, shown)
        else:
            await self._show(interaction, shown)

    async def _message(self, said: Said, place: Place) -> Message:
        if said.turns:
            if kept := self.kept.get(_kept_key(said.line, place)):
                return kept
            command = _find_in_line(self.bot, said.line)
            if not said.line or (command and (command.manage or command.admin)):
                return problem(LEFT)
        return await self.bot.answer(said.line, place)

    async def _show(self, interaction: discord.Interaction, shown: Payload) -> None:
        """Put the answer in place of what was acknowledged; doing so twice shows it once."""
        await request(self.client.http, _hook(interaction, "PATCH", "/messages/@original"), shown)

    async def _hide(self, interaction: discord.Interaction, shown: Payload) -> None:
        """The answer is for one person, but the channel saw "thinking…": take that back first."""
        await self.client.http.request(_hook(interaction, "DELETE", "/messages/@original"))
        flags = shown.body["flags"] | EPHEMERAL
        await request(self.client.http, _hook(interaction, "POST"), shown, {"flags": flags})

    async def _say_what_is_missing(
        self, interaction: discord.Interaction, command: Command | None, place: Place
    ) -> None:
        """After a change of what is followed: which topic could not become a command, said once."""
        if not (command and command.manage and place.space and self.refresh):
            return
        words = await self.refresh(place.space)
        if words and words != self.told.get(place.space):
            made = payload(problem(words))
            flags = made.body["flags"] | EPHEMERAL
            await request(self.client.http, _hook(interaction, "POST"), made, {"flags": flags})
        self.told[place.space] = words

    # --- pages -----------------------------------------------------------------------------------------

    def _keep(self, typed: str, place: Place, message: Message) -> None:
        self.kept[_kept_key(typed, place)] = message
        self.kept.move_to_end(_kept_key(typed, place))
        while len(self.kept) > KEPT_MOST:
            self.kept.popitem(last=False)

    async def _flips(self, typed: str, page: int, pages: int) -> list[Component]:
        if pages < 2:
            return []
        back, on = await self._turn(typed, page - 1), await self._turn(typed, page + 1)
        where = {
            "type": BUTTON,
            "style": GREY,
            "label": f"{page + 1} / {pages}",
            "custom_id": "-",
            "disabled": True,
        }
        return [
            {
                "type": ROW,
                "components": [
                    {**_grey("‹ Back", back), "disabled": page == 0},
                    where,
                    {**_grey("More ›", on), "disabled": page == pages - 1},
                ],
            }
        ]

    async def _turn(self, typed: str, page: int) -> str:
        """A click's id for a page of a line; a long line is remembered under its hash."""
        if len(own := f"@{page} {typed}") <= LINE_MOST:
            return own
        short_name = hashlib.sha256(typed.encode()).hexdigest()[:16]
        await self.bot.memory.put(_line_key(short_name), typed)
        return f"@{page} #{short_name}"

    async def _said(self, custom_id: str) -> Said:
        typed = without_number(custom_id)
        turn = re.fullmatch(r"@(-?\d+) (.*)", typed, re.DOTALL)
        if not turn:
            return Said(typed)
        page, typed = max(int(turn[1]), 0), turn[2]
        if typed.startswith("#"):
            typed = await self.bot.memory.get(_line_key(typed[1:])) or ""
        return Said(typed, page, turns=True)

    # --- where -----------------------------------------------------------------------------------------

    async def _place(self, interaction: discord.Interaction, *, manage: bool = False) -> Place:
        """Where it was said; what a person changes where the bot cannot post is for their direct messages."""
        place = place_of(interaction, self.owners)
        if not manage or can_post(interaction):
            return place
        try:
            dm = await self.client.create_dm(interaction.user)
        except discord.HTTPException as error:
            log.info("no direct messages to %s: %s", interaction.user.id, error)
            return replace(place, trusted=False)
        return replace(place, channel=str(dm.id), space="", direct=True, trusted=True)

    async def _topic(self, name: str, place: Place) -> str:
        topics = await self.bot.topics(place.space) if place.space else ()
        return next((topic.name for topic in topics if command_name(topic.name) == name), name)


def place_of(interaction: discord.Interaction, owners: frozenset[int]) -> Place:
    """Where something was said, and what the one who said it may do there."""
    direct = interaction.guild_id is None
    return Place(
        platform="discord",
        channel=str(interaction.channel_id or ""),
        user=str(interaction.user.id),
        space=str(interaction.guild_id or ""),
        trusted=direct or interaction.permissions.manage_guild,
        admin=interaction.user.id in owners,
        direct=direct,
        locale=str(interaction.locale),
    )


def can_post(interaction: discord.Interaction) -> bool:
    """Whether a digest could be posted where this was said: not where only the person installed the bot."""
    if interaction.guild_id is None:
        return not interaction.context.private_channel
    return interaction.is_guild_integration()


def is_theirs(interaction: discord.Interaction) -> bool:
    """Whether the message clicked on is shown to this person only, or answers their own command."""
    message = interaction.message
    if message is None:
        return False
    asked = message.interaction_metadata
    return message.flags.ephemeral or (asked is not None and asked.user.id == interaction.user.id)


def suggestions(
    bot: Bot, name: str, option: str, typed: str, place: Place
) -> list[discord.app_commands.Choice[str]]:
    """At most 25 choices: the bot's, or the option's own values that contain what is typed."""
    command = _find(bot, name)
    known = next((o.choices for o in command.options if o.name == option), ()) if command else ()
    own = [Choice(value, value) for value in known if typed.casefold() in value.casefold()]
    found = (
        own if known else [c for c in bot.suggest(name, option, typed, place) if len(c.value) <= CHOICE_MOST]
    )
    return [
        discord.app_commands.Choice(name=short(choice.label, CHOICE_MOST) or choice.value, value=choice.value)
        for choice in found[:CHOICES_MOST]
        if choice.value
    ]


async def acknowledged(
    interaction: discord.Interaction, *, ephemeral: bool = False, in_place: bool = False
) -> bool:
    """Tell Discord within its three seconds that an answer follows; False: too late or done already.

    A lost reply counts as acknowledged: the answer that follows finds out.
    """
    try:
        await interaction.response.defer(ephemeral=ephemeral, thinking=not in_place)
    except discord.InteractionResponded:
        return False
    except discord.HTTPException as error:
        if error.code in (UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED):
            log.info("interaction %s came too late to be answered (%s)", interaction.id, error.code)
            return False
        if error.status < 500:
            raise
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("no answer to the acknowledgement of %s: %s", interaction.id, error)
    return True


_URL = re.compile(r"https?://[^\s<>()\[\]\"'`|]+[^\s<>()\[\]\"'`|.,;:!?]")


def links(message: Mapping[str, Any]) -> Iterator[str]:
    """The addresses in a message: its words, then its embeds, then its components."""
    yield from _URL.findall(str(message.get("content") or ""))
    for embed in message.get("embeds", ()):
        if str(embed.get("url") or "").startswith(("http://", "https://")):
            yield str(embed["url"])
        yield from _URL.findall(str(embed.get("description") or ""))
    for component in message.get("components", ()):
        yield from links(
            {**component, "embeds": (), "content": component.get("content") or component.get("url")}
        )


def problem(words: str) -> Message:
    return Message((Paragraph(text(words)),), title=words, private=True, tone="problem")


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], interaction.data or {})


def _hook(interaction: discord.Interaction, method: str, path: str = "") -> Route:
    hook = "/webhooks/{webhook_id}/{webhook_token}"
    return Route(method, hook + path, webhook_id=interaction.application_id, webhook_token=interaction.token)


def _grey(label: str, custom_id: str) -> Component:
    return {"type": BUTTON, "style": GREY, "label": label, "custom_id": custom_id}


def _find(bot: Bot, name: str) -> Command | None:
    return next((command for command in bot.commands if command.name == name), None)


def _find_in_line(bot: Bot, typed: str) -> Command | None:
    said = " ".join(typed.split())
    fit = [c for c in bot.commands if said == c.name or said.startswith(c.name + " ")]
    return max(fit, key=lambda command: len(command.name), default=None)


def _kept_key(typed: str, place: Place) -> tuple[str, str, str]:
    return typed, place.channel, place.user


def _line_key(short_name: str) -> str:
    return f"discord:line:{short_name}"

"""What people do, passed on to the bot: acknowledge first, ask, answer.

One function for each kind of thing Slack sends. None of them knows what a command means; that is the line's
business.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from ..port import Bot, Command, Gone, Place, TryLater, Unsure
from . import home, modal
from .blocks import LINE, Json, blocks
from .clients import proxy
from .errors import Refused, translated
from .lines import Said, slug, topic_line, typed
from .links import first_link
from .manifest import ASK, CLAIMS
from .people import People, place
from .replies import Asked, Replies, gist, notice
from .settings import Settings
from .workspaces import Workspaces

log = logging.getLogger("dateline.slack")

Ack = Callable[..., Awaitable[Any]]
ANY = re.compile(".*", re.DOTALL)

SEEN_MOST = 2_000
"""Events remembered, so that one that comes twice is answered once."""

MOMENT = 2.0
"""Seconds after which someone who waits is told that an answer is on its way."""

READING = "One moment, I am reading…"

WELCOMED = "slack:welcomed:"


@dataclass
class Listeners:
    """The listeners of one app and what they need."""

    bot: Bot
    settings: Settings
    workspaces: Workspaces
    people: People
    replies: Replies
    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def register(self, app: AsyncApp) -> None:
        """Everything we listen to, then what catches the rest: whatever Slack sends is acknowledged."""
        app.middleware(self.once)
        app.command(ANY)(self.on_command)
        app.action(re.compile(f"^{LINE}:"))(self.on_line)
        app.action(modal.PICK)(self.on_pick)
        app.options(re.compile(f"^{modal.FIELD}:"))(self.on_options)
        app.view(modal.CALLBACK)(self.on_submit)
        app.message_shortcut(CLAIMS)(self.on_claims)
        app.global_shortcut(ASK)(self.on_ask)
        app.event("app_home_opened")(self.on_home)
        app.event("app_mention")(self.on_mention)
        app.event("message")(self.on_message)
        for rest in (app.action(ANY), app.shortcut(ANY), app.view(ANY), app.view_closed(ANY), app.event(ANY)):
            rest(acknowledge)
        app.options(ANY)(no_options)

    async def once(
        self, body: Json, ack: Ack, client: AsyncWebClient, next: Callable[[], Awaitable[Any]]
    ) -> Any:
        """Stops what was seen before: Slack sends again what it thinks was lost."""
        client.proxy = proxy(client.base_url, client.proxy)  # bolt's copy has read the environment again
        key = body.get("event_id") or body.get("trigger_id") or ""
        if key and key in self._seen:
            log.info("came twice, answered once: %s", body.get("type") or body.get("command"))
            return await ack()
        if key:
            self._seen[key] = None
            if len(self._seen) > SEEN_MOST:
                self._seen.popitem(last=False)
        return await next()

    # --- typed -----------------------------------------------------------------------------------------

    async def on_command(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        said = typed(body.get("text", ""))
        word = body["command"].lstrip("/").casefold()
        if word == self.settings.command and not said.line:
            await ack()
            await self._open(client, body["trigger_id"], _origin(body), "")
            return
        await ack()
        asked = await self._asked(
            client,
            space=_space(body),
            channel=body["channel_id"],
            user=body["user_id"],
            direct=_direct(body["channel_id"], body.get("channel_name", "")),
            url=body.get("response_url", ""),
            thread=body.get("thread_ts", ""),
            share=said.share,
        )
        text = said.line if word == self.settings.command else await self._topic(word, said, asked.place)
        await self._answer(asked, text)

    async def _topic(self, word: str, said: Said, where: Place) -> str:
        topics = {slug(topic.name): topic.name for topic in await self.bot.topics(where.space)}
        return topic_line(word, said.line, topics, {command.name for command in self.bot.commands})

    async def on_mention(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        """``@Dateline pokrovsk``: the way to ask in a thread, where slash commands do not work.

        A shared answer outside of a thread begins one, so that the channel stays readable.
        """
        await ack()
        event = body["event"]
        said = typed(re.sub(r"^\s*<@[A-Z0-9]+(\|[^>]*)?>", "", event.get("text", "")))
        thread = event.get("thread_ts") or (event.get("ts", "") if said.share else "")
        await self._event(client, body, said, thread=thread, direct=False)

    async def on_message(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        """A direct message is a line."""
        await ack()
        event = body["event"]
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            await self._event(
                client, body, typed(event.get("text", "")), thread=event.get("thread_ts", ""), direct=True
            )

    async def _event(
        self, client: AsyncWebClient, body: Json, said: Said, *, thread: str, direct: bool
    ) -> None:
        event = body["event"]
        if not event.get("user"):
            return
        asked = await self._asked(
            client,
            space=_space(body),
            channel=event["channel"],
            user=event["user"],
            direct=direct,
            thread=thread,
            share=said.share,
        )
        await self._answer(asked, said.line or "help")

    # --- pressed ---------------------------------------------------------------------------------------

    async def on_line(self, ack: Ack, body: Json, client: AsyncWebClient, action: Json) -> None:
        """A button or a choice: its value is a line. In Home the tab itself is the answer's place."""
        await ack()
        text = action.get("value") or (action.get("selected_option") or {}).get("value", "")
        container = body.get("container", {})
        if container.get("type") == "view":
            await self._pressed_at_home(client, body, text)
            return
        channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
        command = named(self.bot.commands, text)
        asked = await self._asked(
            client,
            space=_space(body),
            channel=channel,
            user=body["user"]["id"],
            direct=_direct(channel, (body.get("channel") or {}).get("name", "")),
            url=body.get("response_url", ""),
            thread=container.get("thread_ts") or (body.get("message") or {}).get("thread_ts", ""),
            replace=bool(container.get("is_ephemeral"))
            and not (command and (command.manage or command.admin)),
        )
        await self._answer(asked, text)

    async def _pressed_at_home(self, client: AsyncWebClient, body: Json, text: str) -> None:
        """What changes something shows its outcome on the tab; what answers opens in a dialog."""
        user = body["user"]["id"]
        where = (await self._asked(client, space=_space(body), channel=user, user=user, direct=True)).place
        command = named(self.bot.commands, text)
        if command is not None and (command.manage or command.admin):
            answer = await self.bot.answer(text, where)
            await self._publish(client, user, where, said=gist(answer))
            return
        opened = await _view(client.views_open, trigger_id=body["trigger_id"], view=modal.shown(_waiting()))
        answer = await self.bot.answer(text, where)
        if opened:
            made = [block for block in blocks(answer) if block["type"] != "image"]
            await _view(client.views_update, view_id=opened["view"]["id"], view=modal.shown(made))

    async def on_pick(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        """Another command was chosen in the dialog: its fields instead."""
        await ack()
        shown = body["view"]
        origin = modal.unpacked(shown.get("private_metadata", ""))
        made = modal.view(self.bot.commands, modal.picked(shown["state"]), origin)
        await _view(client.views_update, view_id=shown["id"], hash=shown.get("hash"), view=made)

    async def on_options(self, ack: Ack, body: Json) -> None:
        """Suggestions while someone types in the dialog; from memory, so they are the acknowledgement."""
        command, option = modal.asked_field(body["action_id"])
        said = body.get("value", "") or ""
        origin = modal.unpacked((body.get("view") or {}).get("private_metadata", ""))
        where = Place("slack", origin.channel, body["user"]["id"], space=origin.space or _space(body))
        await ack(options=modal.suggestions(self.bot.suggest(command, option, said, where), said))

    async def on_submit(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        await ack()
        shown = body["view"]
        text, share = modal.submitted(shown["state"])
        origin = modal.unpacked(shown.get("private_metadata", ""))
        user = body["user"]["id"]
        asked = await self._asked(
            client,
            space=origin.space or _space(body),
            channel=origin.channel or user,
            user=user,
            direct=origin.direct or not origin.channel,
            url=origin.url,
            thread=origin.thread,
            share=share,
        )
        await self._answer(asked, text)

    # --- shortcuts and Home ------------------------------------------------------------------------------

    async def on_claims(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        """ "Claims in this article" on a message: the claims behind its first link."""
        await ack()
        message = body.get("message", {})
        channel = body["channel"]["id"]
        asked = await self._asked(
            client,
            space=_space(body),
            channel=channel,
            user=body["user"]["id"],
            direct=_direct(channel, body["channel"].get("name", "")),
            url=body.get("response_url", ""),
            thread=message.get("thread_ts", ""),
        )
        if link := first_link(message):
            await self._answer(asked, f"claims {link}")
        else:
            await self.replies.say(asked, notice("There is no link in this message."))

    async def on_ask(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await self._open(client, body["trigger_id"], modal.Origin(space=_space(body)), "")

    async def on_home(self, ack: Ack, body: Json, client: AsyncWebClient) -> None:
        await ack()
        event = body["event"]
        if event.get("tab", "home") != "home":
            return
        user = event["user"]
        asked = await self._asked(client, space=_space(body), channel=user, user=user, direct=True)
        await self._publish(client, user, asked.place)

    async def _publish(self, client: AsyncWebClient, user: str, where: Place, said: str = "") -> None:
        key = f"{WELCOMED}{where.space}:{user}"
        first = not said and await self.bot.memory.get(key) is None
        shown = home.view(await self.bot.home(where), command=self.settings.command, first=first, said=said)
        if await _view(client.views_publish, user_id=user, view=shown) and first:
            await self.bot.memory.put(key, "1")

    # --- shared ------------------------------------------------------------------------------------------

    async def _open(self, client: AsyncWebClient, trigger: str, origin: modal.Origin, chosen: str) -> None:
        made = modal.view(self.bot.commands, chosen or "lookup", origin)
        await _view(client.views_open, trigger_id=trigger, view=made)

    async def _answer(self, asked: Asked, text: str) -> None:
        """Ask the bot and say what it says; when that takes more than a moment, say so meanwhile."""
        answer = asyncio.ensure_future(self.bot.answer(text, asked.place))
        try:
            done, _ = await asyncio.wait({answer}, timeout=MOMENT)
            if not done:
                await self.replies.say(replace(asked, replace=False, share=False), notice(READING))
                asked = replace(asked, uses=asked.uses - 1)
            await self.replies.say(asked, await answer)
        finally:
            answer.cancel()

    async def _asked(
        self,
        client: AsyncWebClient,
        *,
        space: str,
        channel: str,
        user: str,
        direct: bool,
        url: str = "",
        thread: str = "",
        share: bool = False,
        replace: bool = False,
    ) -> Asked:
        person = await self.people.find(client, space, user)
        where = place(self.settings, person, space=space, channel=channel, user=user, direct=direct)
        return Asked(where, client, channel, user, url, thread, share, replace)


async def acknowledge(ack: Ack) -> None:
    """For what we do not know or need not answer."""
    await ack()


async def no_options(ack: Ack) -> None:
    await ack(options=[])


async def _view(method: Callable[..., Awaitable[Any]], **given: Any) -> Any:
    """Show a view; None when Slack does not take it (an expired trigger, a view closed meanwhile)."""
    try:
        async with translated():
            return await method(**{name: value for name, value in given.items() if value})
    except (Gone, TryLater, Unsure, Refused) as error:
        log.warning("a view was not shown: %s", error)
        return None


def _waiting() -> list[Json]:
    return blocks(notice("One moment…"))


def named(commands: Sequence[Command], text: str) -> Command | None:
    """The command a line names with its first words."""
    words = text.casefold().split()
    fitting = [command for command in commands if words[: len(command.name.split())] == command.name.split()]
    return max(fitting, key=lambda command: len(command.name), default=None)


def _space(body: Json) -> str:
    """The workspace something came from; an organization's id where the app is installed in all of it."""
    if body.get("is_enterprise_install") in (True, "true"):
        enterprise = body.get("enterprise_id") or (body.get("enterprise") or {}).get("id")
        if enterprise:
            return str(enterprise)
    team = (
        body.get("team_id") or (body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id")
    )
    return str(team or "")


def _direct(channel: str, name: str) -> bool:
    return channel.startswith("D") or name == "directmessage"


def _origin(body: Json) -> modal.Origin:
    channel = body["channel_id"]
    direct = _direct(channel, body.get("channel_name", ""))
    return modal.Origin(
        _space(body), channel, direct, body.get("response_url", ""), body.get("thread_ts", "")
    )

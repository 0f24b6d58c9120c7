"""What people do in Slack: type, press, choose, open, submit. Each comes to the bot as Slack words it."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .methods import Refusal
from .world import Json, Said

if TYPE_CHECKING:
    from .transport import Ack
    from .world import World

TRIGGER_SECONDS = 3.0
"""A trigger_id opens a view for three seconds, once (docs.slack.dev/surfaces/modals)."""


@dataclass
class Done:
    """Something a person did: the bot's ack, and the id under which answers come (``via`` of a Said)."""

    ack: Ack
    via: str = ""
    trigger: str = ""
    payload: Json = field(default_factory=dict)


class Acts:
    """The people."""

    world: World
    url: str

    if TYPE_CHECKING:

        async def deliver(self, kind: str, payload: Json, *, retry: int = 0) -> Ack: ...

    def __init__(self) -> None:
        self.urls: dict[str, Json] = {}
        self.triggers: dict[str, float] = {}

    # --- ids that come with an interaction -------------------------------------------------------------

    def respond_url(self, team: str, channel: str, user: str, ts: str = "") -> tuple[str, str]:
        id = uuid.uuid4().hex
        self.urls[id] = {
            "team": team,
            "channel": channel,
            "user": user,
            "ts": ts,
            "uses": 0,
            "at": time.monotonic(),
        }
        return id, f"{self.url}/respond/{id}"

    def trigger(self) -> str:
        id = f"{next(self.world.numbers)}.{uuid.uuid4().hex}"
        self.triggers[id] = time.monotonic()
        return id

    def use_trigger(self, id: str) -> None:
        at = self.triggers.pop(id, None)
        if at is None:
            raise Refusal("invalid_trigger_id")
        if time.monotonic() - at > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")

    # --- typed -----------------------------------------------------------------------------------------

    async def command(
        self,
        text: str = "",
        *,
        command: str = "/dateline",
        channel: str = "C1",
        user: str = "U1",
        team: str = "T1",
    ) -> Done:
        """Type a slash command."""
        via, url = self.respond_url(team, channel, user)
        trigger = self.trigger()
        there = self.world.channels.get(channel)
        payload = {
            "token": "verification",
            "team_id": team,
            "team_domain": "acme",
            "channel_id": channel,
            "channel_name": there.name if there else "directmessage",
            "user_id": user,
            "user_name": user.lower(),
            "command": command,
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": trigger,
        }
        ack = await self.deliver("slash_commands", payload)
        if ack.payload.get("text"):
            said = Said("ack", channel, user, ack.payload["text"], ack.payload.get("blocks") or [], team=team)
            self.world.said.append(said)
        return Done(ack, via, trigger, payload)

    async def event(
        self, event: Json, *, team: str = "T1", user: str = "U1", event_id: str = "", retry: int = 0
    ) -> Done:
        """Something happened that the app listens to."""
        payload = {
            "token": "verification",
            "team_id": team,
            "api_app_id": "A1",
            "event": {"user": user, "event_ts": self.world.ts(), **event},
            "type": "event_callback",
            "event_id": event_id or f"Ev{uuid.uuid4().hex[:10].upper()}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": team, "user_id": self.world.teams[team].bot_user, "is_bot": True}],
        }
        return Done(await self.deliver("events_api", payload, retry=retry), payload=payload)

    async def again(self, done: Done, retry: int = 1) -> Done:
        """The same event once more, as Slack sends it when an ack did not come."""
        return Done(await self.deliver("events_api", done.payload, retry=retry), payload=done.payload)

    async def mention(
        self, text: str, *, channel: str = "C1", user: str = "U1", thread: str = "", team: str = "T1"
    ) -> Done:
        bot = self.world.teams[team].bot_user
        event = {"type": "app_mention", "text": f"<@{bot}> {text}", "channel": channel, "ts": self.world.ts()}
        self._written(event, user)
        return await self.event(event | ({"thread_ts": thread} if thread else {}), team=team, user=user)

    async def direct_message(self, text: str, *, user: str = "U1", team: str = "T1") -> Done:
        channel = self.world.direct(team, user).id
        event = {
            "type": "message",
            "channel_type": "im",
            "text": text,
            "channel": channel,
            "ts": self.world.ts(),
        }
        self._written(event, user)
        return await self.event(event, team=team, user=user)

    def _written(self, event: Json, user: str) -> None:
        """What a person writes stands in the channel too."""
        message = {"type": "message", "ts": event["ts"], "user": user, "text": event["text"]}
        self.world.channels[event["channel"]].messages.append(message)

    async def open_home(self, *, user: str = "U1", team: str = "T1") -> Done:
        event = {"type": "app_home_opened", "tab": "home", "channel": self.world.direct(team, user).id}
        return await self.event(event, team=team, user=user)

    # --- pressed ---------------------------------------------------------------------------------------

    async def press(self, said: Said, label: str, *, user: str = "U1", choice: str = "") -> Done:
        """Press the button with this label, or take ``choice`` in the select with this placeholder."""
        block, element = find_element(said.blocks, label)
        action = {
            "action_id": element["action_id"],
            "block_id": block.get("block_id", "b"),
            "type": element["type"],
        }
        if element["type"] == "button":
            action |= {"text": element["text"], "value": element.get("value", "")}
        else:
            action["selected_option"] = next(o for o in element["options"] if o["text"]["text"] == choice)
        return await self._interact(said, {"type": "block_actions", "actions": [action]}, user)

    async def _interact(self, said: Said, payload: Json, user: str) -> Done:
        trigger = self.trigger()
        team = said.team or "T1"
        payload |= {
            "user": {"id": user, "team_id": team},
            "api_app_id": "A1",
            "token": "verification",
            "trigger_id": trigger,
            "team": {"id": team, "domain": "acme"},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        via = ""
        if said.view:
            payload |= {"container": {"type": "view", "view_id": said.ts}, "view": self.world.views[said.ts]}
        else:
            via, url = self.respond_url(team, said.channel, user, said.ts)
            there = self.world.channels.get(said.channel)
            hidden = said.kind in ("ephemeral", "replaced")
            container = {
                "type": "message",
                "message_ts": said.ts,
                "channel_id": said.channel,
                "is_ephemeral": hidden,
            }
            payload |= {
                "container": container | ({"thread_ts": said.thread} if said.thread else {}),
                "channel": {"id": said.channel, "name": there.name if there else "directmessage"},
                "response_url": url,
            }
            message = {"ts": said.ts, "text": said.text, "blocks": said.blocks}
            payload |= (
                {} if hidden else {"message": message | ({"thread_ts": said.thread} if said.thread else {})}
            )
        return Done(await self.deliver("interactive", payload), via, trigger, payload)

    async def message_shortcut(
        self, callback: str, message: Json, *, channel: str = "C1", user: str = "U1"
    ) -> Done:
        """Take an entry of a message's menu."""
        via, url = self.respond_url("T1", channel, user)
        payload = self._payload("message_action", user) | {
            "callback_id": callback,
            "message": {"ts": self.world.ts(), **message},
            "channel": {"id": channel, "name": self.world.channels[channel].name},
            "response_url": url,
        }
        return Done(await self.deliver("interactive", payload), via, payload["trigger_id"], payload)

    async def shortcut(self, callback: str, *, user: str = "U1") -> Done:
        payload = self._payload("shortcut", user) | {"callback_id": callback}
        return Done(await self.deliver("interactive", payload), "", payload["trigger_id"], payload)

    # --- views -----------------------------------------------------------------------------------------

    async def pick(self, view: Said, block: str, action: str, value: str, *, user: str = "U1") -> Done:
        """Choose in an input that tells the bot at once."""
        self.fill(view, block, action, value)
        option = self.world.views[view.ts]["state"]["values"][block][action]
        act = {"action_id": action, "block_id": block, "type": "static_select", **option}
        return await self._interact(view, {"type": "block_actions", "actions": [act]}, user)

    def fill(self, view: Said, block: str, action: str, value: Any) -> None:
        """Put a value into an input, as the dialog's state will have it."""
        shown = self.world.views[view.ts]
        element = next(b["element"] for b in shown["blocks"] if b.get("block_id") == block)
        given: Json = {"type": element["type"]}
        if element["type"] in ("static_select", "external_select"):
            given["selected_option"] = {
                "text": {"type": "plain_text", "text": str(value)},
                "value": str(value),
            }
        elif element["type"] == "checkboxes":
            given["selected_options"] = [o for o in element["options"] if o["value"] == value]
        else:
            given["value"] = str(value)
        shown["state"]["values"].setdefault(block, {})[action] = given

    async def suggest(self, view: Said, action: str, typed: str, *, user: str = "U1") -> list[Json]:
        """Type into an external select; the options the bot gives."""
        shown = self.world.views[view.ts]
        payload = self._payload("block_suggestion", user) | {
            "action_id": action,
            "block_id": action,
            "value": typed,
            "container": {"type": "view", "view_id": view.ts},
            "view": shown,
        }
        ack = await self.deliver("interactive", payload)
        from . import limits

        self.world.violations += [f"options {said}" for said in limits.options(ack.payload)]
        return list(ack.payload.get("options", []))

    async def submit(self, view: Said, *, user: str = "U1") -> Done:
        shown = self.world.views[view.ts]
        payload = self._payload("view_submission", user) | {"view": shown, "response_urls": []}
        return Done(await self.deliver("interactive", payload), "", payload["trigger_id"], payload)

    def _payload(self, kind: str, user: str) -> Json:
        return {
            "type": kind,
            "token": "verification",
            "user": {"id": user, "team_id": "T1"},
            "team": {"id": "T1", "domain": "acme"},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": "A1",
            "trigger_id": self.trigger(),
        }


def find_element(blocks: list[Json], label: str) -> tuple[Json, Json]:
    """The block and the button with this label, or the select with this placeholder."""
    for block in blocks:
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            said = element.get("text") or element.get("placeholder") or {}
            if said.get("text") == label:
                return block, element
    raise LookupError(f"no button or select {label!r}")

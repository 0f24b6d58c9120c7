"""The Web API's methods that a bot like ours calls: arguments in, what Slack answers out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import limits
from .world import Channel, Json, Said, Team

if TYPE_CHECKING:
    from .server import SlackEmulator


class Refusal(Exception):
    """``{"ok": false, "error": …}``."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


Method = Callable[["SlackEmulator", Team, Json], Json]


def auth_test(slack: SlackEmulator, team: Team, args: Json) -> Json:
    return {
        "url": f"https://{team.name.lower()}.slack.com/",
        "team": team.name,
        "user": "dateline",
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def post_message(slack: SlackEmulator, team: Team, args: Json) -> Json:
    channel = writable(slack, team, args.get("channel", ""))
    checked(slack, "chat.postMessage", args)
    slack.pace(channel)
    message = {
        "type": "message",
        "ts": slack.world.ts(),
        "user": team.bot_user,
        "bot_id": team.bot_id,
        "text": args.get("text", ""),
        "blocks": args.get("blocks") or [],
        **({"metadata": args["metadata"]} if args.get("metadata") else {}),
    }
    if thread := args.get("thread_ts"):
        parent = find(channel, thread)
        message["thread_ts"] = thread
        parent["thread_ts"] = thread
        parent["reply_count"] = parent.get("reply_count", 0) + 1
    channel.messages.append(message)
    slack.world.said.append(seen("post", team, channel.id, "", message))
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def update(slack: SlackEmulator, team: Team, args: Json) -> Json:
    channel = writable(slack, team, args.get("channel", ""))
    checked(slack, "chat.update", args)
    message = find(channel, args["ts"])
    message |= {"text": args.get("text", ""), "blocks": args.get("blocks") or []}
    message |= {"metadata": args["metadata"]} if args.get("metadata") else {}
    slack.world.said.append(seen("update", team, channel.id, "", message))
    return {"channel": channel.id, "ts": args["ts"], "text": message["text"]}


def post_ephemeral(slack: SlackEmulator, team: Team, args: Json) -> Json:
    channel = writable(slack, team, args.get("channel", ""))
    checked(slack, "chat.postEphemeral", args)
    message = {**args, "ts": slack.world.ts()}
    slack.world.said.append(seen("ephemeral", team, channel.id, args["user"], message))
    return {"message_ts": message["ts"]}


def history(slack: SlackEmulator, team: Team, args: Json) -> Json:
    channel = readable(slack, team, args.get("channel", ""))
    shown = [m for m in reversed(channel.messages) if m.get("thread_ts", m["ts"]) == m["ts"]]
    return _page(slack, shown, args)


def replies(slack: SlackEmulator, team: Team, args: Json) -> Json:
    channel = readable(slack, team, args.get("channel", ""))
    thread = args["ts"]
    find(channel, thread)
    return _page(slack, [m for m in channel.messages if m.get("thread_ts", m["ts"]) == thread], args)


def _page(slack: SlackEmulator, messages: list[Json], args: Json) -> Json:
    start = int(args.get("cursor") or 0)
    most = min(int(args.get("limit") or 100), slack.history_most)
    page = messages[start : start + most]
    if not args.get("include_all_metadata"):
        page = [{name: value for name, value in m.items() if name != "metadata"} for m in page]
    more = start + most < len(messages)
    return {
        "messages": page,
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + most) if more else ""},
    }


def open_direct(slack: SlackEmulator, team: Team, args: Json) -> Json:
    if args.get("users", "") not in slack.world.users:
        raise Refusal("user_not_found")
    return {"channel": {"id": slack.world.direct(team.id, args["users"]).id}}


def join(slack: SlackEmulator, team: Team, args: Json) -> Json:
    channel = known(slack, team, args.get("channel", ""))
    if channel.private:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    channel.member = True
    return {"channel": {"id": channel.id}}


def users_info(slack: SlackEmulator, team: Team, args: Json) -> Json:
    if args.get("user", "") not in slack.world.users:
        raise Refusal("user_not_found")
    return {"user": slack.world.users[args["user"]]}


def upload_url(slack: SlackEmulator, team: Team, args: Json) -> Json:
    file = slack.world.id("F")
    slack.world.files[file] = {
        "id": file,
        "name": args["filename"],
        "length": int(args["length"]),
        "team": team.id,
    }
    return {"file_id": file, "upload_url": f"{slack.url}/upload/{file}"}


def complete_upload(slack: SlackEmulator, team: Team, args: Json) -> Json:
    done = []
    for given in args["files"]:
        file = slack.world.files.get(given["id"])
        if file is None or "data" not in file:
            raise Refusal("file_not_found")
        file |= {"complete": True, "title": given.get("title", ""), "busy": slack.processing}
        done.append({"id": file["id"], "title": file["title"]})
    return {"files": done}


def views_open(slack: SlackEmulator, team: Team, args: Json) -> Json:
    slack.use_trigger(args.get("trigger_id", ""))
    return _view(slack, team, "views.open", args["view"], slack.world.id("V"))


def views_update(slack: SlackEmulator, team: Team, args: Json) -> Json:
    id = args.get("view_id", "")
    if id not in slack.world.views:
        raise Refusal("not_found")
    if args.get("hash") and args["hash"] != slack.world.views[id]["hash"]:
        raise Refusal("hash_conflict")
    return _view(slack, team, "views.update", args["view"], id)


def views_publish(slack: SlackEmulator, team: Team, args: Json) -> Json:
    return _view(slack, team, "views.publish", args["view"], f"home-{args['user_id']}", user=args["user_id"])


def _view(slack: SlackEmulator, team: Team, method: str, view: Json, id: str, user: str = "") -> Json:
    slack.check(method, limits.view(view), "view", view)
    shown = {**view, "id": id, "hash": slack.world.ts(), "team_id": team.id, "state": {"values": {}}}
    slack.world.views[id] = shown
    kind = "home" if view["type"] == "home" else "view"
    slack.world.said.append(Said(kind, "", user, "", view["blocks"], ts=id, team=team.id, view=shown))
    return {"view": shown}


METHODS: dict[str, tuple[Method, str]] = {
    "auth.test": (auth_test, ""),
    "chat.postMessage": (post_message, "chat:write"),
    "chat.update": (update, "chat:write"),
    "chat.postEphemeral": (post_ephemeral, "chat:write"),
    "conversations.history": (history, "channels:history"),
    "conversations.replies": (replies, "channels:history"),
    "conversations.open": (open_direct, "im:write"),
    "conversations.join": (join, "channels:join"),
    "users.info": (users_info, "users:read"),
    "files.getUploadURLExternal": (upload_url, "files:write"),
    "files.completeUploadExternal": (complete_upload, "files:write"),
    "views.open": (views_open, ""),
    "views.update": (views_update, ""),
    "views.publish": (views_publish, ""),
}
"""Method -> what it does, and the scope it needs."""


# --- what several need --------------------------------------------------------------------------------


def known(slack: SlackEmulator, team: Team, id: str) -> Channel:
    channel = slack.world.channels.get(id)
    if channel is None or (channel.team and channel.team != team.id):
        raise Refusal("channel_not_found")
    return channel


def readable(slack: SlackEmulator, team: Team, id: str) -> Channel:
    channel = known(slack, team, id)
    if not channel.member:
        raise Refusal("channel_not_found" if channel.private else "not_in_channel")
    return channel


def writable(slack: SlackEmulator, team: Team, id: str) -> Channel:
    if id.startswith(("U", "W")) and id in slack.world.users:
        return slack.world.direct(team.id, id)
    channel = readable(slack, team, id)
    if channel.archived:
        raise Refusal("is_archived")
    return channel


def find(channel: Channel, ts: str) -> Json:
    message = next((m for m in channel.messages if m["ts"] == ts), None)
    if message is None:
        raise Refusal("message_not_found")
    return message


def checked(slack: SlackEmulator, method: str, args: Json) -> None:
    """Refuse what Slack would: limits, and pictures it has not finished processing."""
    slack.check(method, limits.message(args), "message", args)
    for index, block in enumerate(args.get("blocks") or []):
        if "slack_file" in block:
            file = slack.world.files.get(block["slack_file"]["id"], {})
            file["busy"] = file.get("busy", 0) - 1
            if not file.get("complete") or file["busy"] >= 0:
                where = f"invalid slack file [json-pointer:/blocks/{index}/slack_file]"
                raise Refusal("invalid_blocks", errors=[where])


def seen(kind: str, team: Team, channel: str, user: str, message: Json) -> Said:
    return Said(
        kind,
        channel,
        user,
        message.get("text", ""),
        message.get("blocks") or [],
        ts=message["ts"],
        thread=message.get("thread_ts", ""),
        team=team.id,
    )

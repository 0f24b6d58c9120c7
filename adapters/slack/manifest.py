"""The app manifest: what an operator pastes into Slack's app page.

Checked against Slack's manifest schema (github.com/slackapi/manifest-schema, version 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..port import Command, Misconfigured
from .blocks import Json, clip
from .lines import slug
from .settings import Mode, read

SCOPES: dict[str, str] = {
    "app_mentions:read": "answer in threads, where slash commands do not work",
    "channels:history": "after a lost reply, look whether a digest was posted before posting it again",
    "channels:join": "post a digest in a public channel that asked for it",
    "chat:write": "post",
    "commands": "slash commands and shortcuts",
    "files:write": "upload the map",
    "groups:history": "as channels:history, in private channels",
    "im:history": "answer direct messages",
    "im:write": "send a digest to a person",
    "users:read": "a reader's time zone and language, and who is an administrator",
}
"""Scopes and what each is for; nothing else is asked."""

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")

CLAIMS = "claims_in_article"
"""Callback id of the message shortcut."""

ASK = "ask_dateline"
"""Callback id of the global shortcut."""

COMMANDS_MOST = 50
"""Slash commands in one manifest (the manifest schema's maxItems)."""

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def manifest(
    commands: Sequence[Command],
    topics: Sequence[Command] | Mapping[str, str] = (),
    mode: Mode | str = "",
    url: str = "",
    *,
    command: str = "",
    name: str = "Dateline",
) -> Json:
    """The manifest for these commands and topics.

    ``topics`` are commands, or titles by name. ``mode`` is "socket", "http" or "oauth"; the latter two need
    ``url``, the public https address of DATELINE_HTTP_HOST/PORT. Without a mode, a ``url`` makes a manifest
    that serves both of them. ``command`` is the word of the slash command, by default the setting's. Raises
    Misconfigured when the address is missing.
    """
    command = command or read().command
    mode = Mode(mode) if mode else Mode.oauth if url else Mode.socket
    if isinstance(topics, Mapping):
        topics = [Command(topic, f"The state of {title} as of now") for topic, title in topics.items()]
    if mode is not Mode.socket and not url.startswith("https://"):
        raise Misconfigured(
            "an https address is needed where Slack can reach us: --url https://news.example.org"
        )
    base = url.rstrip("/")
    made: Json = {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": _display(name),
        "features": _features(commands, topics, mode, base, command, name),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(mode, base),
    }
    if mode is Mode.oauth:
        made["oauth_config"]["redirect_urls"] = [base + REDIRECT_PATH]
    return made


def rank(command: Command) -> tuple[bool, bool, bool]:
    """What everybody asks comes first, then what changes a channel, then what is for one person or few."""
    return command.admin, command.private, command.manage


def _display(name: str) -> Json:
    return {
        "name": name,
        "description": "Structured news digests: who says what, who denies it, where, what changed.",
        "long_description": (
            "Dateline reads news feeds and posts structured digests: who claims what, who denies or concedes "
            "it, in which figures they differ, where it happened, which outlets carry it and how many "
            "independent origins stand behind it, and what changed since the last digest in this channel. "
            "Every line shown is an exact piece of an article, with its source, and links to the sentence at "
            "the publisher. Nothing is generated."
        ),
        "background_color": "#1f2a37",
    }


def _features(
    commands: Sequence[Command], topics: Sequence[Command], mode: Mode, base: str, command: str, name: str
) -> Json:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": name, "always_online": True},
        "shortcuts": [
            _shortcut(
                "Claims in this article", "message", CLAIMS, "What the linked article claims, and who says it"
            ),
            _shortcut("Ask Dateline", "global", ASK, "Look up a place, follow a topic, and everything else"),
        ],
        "slash_commands": _slash(commands, topics, mode, base, command),
    }


def _shortcut(name: str, kind: str, callback: str, description: str) -> Json:
    return {"name": name, "type": kind, "callback_id": callback, "description": clip(description, 150)}


def _slash(
    commands: Sequence[Command], topics: Sequence[Command], mode: Mode, base: str, command: str
) -> list[Json]:
    words = " | ".join(dict.fromkeys(known.name.split(" ")[0] for known in sorted(commands, key=rank)))
    made = {
        command: _command(command, "Look up, follow, compare: everything in one place", words, mode, base)
    }
    for topic in topics:
        if (word := slug(topic.name)) and word not in made:
            made[word] = _command(word, topic.summary or f"The state of {topic.name}", "", mode, base)
    return list(made.values())[:COMMANDS_MOST]


def _command(word: str, summary: str, hint: str, mode: Mode, base: str) -> Json:
    made: Json = {"command": f"/{word}", "description": clip(summary, 2000), "should_escape": False}
    made |= {"usage_hint": clip(hint, 1000)} if hint else {}
    return made | ({"url": base + EVENTS_PATH} if mode is not Mode.socket else {})


def _settings(mode: Mode, base: str) -> Json:
    posted = mode is not Mode.socket
    address: Json = {"request_url": base + EVENTS_PATH} if posted else {}
    options: Json = {"message_menu_options_url": base + EVENTS_PATH} if posted else {}
    return {
        "event_subscriptions": {**address, "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **address, **options},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not posted,
        "token_rotation_enabled": False,
    }

"""The bot's command table as Discord's command registry takes it, and back again. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..message import tame
from ..port import Command, Option
from . import localization
from .localization import DEFAULT, Localized
from .payload import short

Registered = dict[str, Any]

CHAT, ON_MESSAGE = 1, 3
SUBCOMMAND, GROUP = 1, 2
KINDS: Mapping[type, int] = {str: 3, int: 4, bool: 5}
MANAGE_GUILD = str(1 << 5)
EVERYWHERE = [0, 1, 2]  # guild, direct message with the bot, other direct messages
BOTH_INSTALLS = [0, 1]  # on a guild, on a user

NAME_MOST, SUMMARY_MOST, OPTIONS_MOST, CHOICES_MOST, COMMANDS_MOST = 32, 100, 25, 25, 100

BARE = "show"
"""The member that stands for the group's bare name: Discord cannot run a command that has members."""

ARTICLE = "Claims in this article"
"""The message command, and the command line it stands for."""
ARTICLE_COMMAND, ARTICLE_OPTION = "claims", "url"


# --- out -----------------------------------------------------------------------------------------------


def everywhere(commands: Sequence[Command]) -> list[Registered]:
    """What is registered once for all guilds and direct messages."""
    chat = [_reach(one) for one in _grouped(commands)]
    return chat + [_reach(one) for one in _on_message(commands)]


def for_guild(topics: Sequence[Command], commands: Sequence[Command]) -> tuple[list[Registered], list[str]]:
    """A guild's own commands, and in words which topics could not become one."""
    reserved = {command.name.split()[0] for command in commands}
    made: dict[str, Registered] = {}
    troubles: list[str] = []
    for topic in topics:
        name = command_name(topic.name)
        if trouble := _trouble(topic.name, name, reserved, made):
            troubles.append(trouble)
        else:
            made[name] = _command(topic, name)
    return list(made.values()), troubles


def _trouble(asked: str, name: str, reserved: set[str], made: Mapping[str, object]) -> str:
    instead = f"use /lookup {asked}"
    if not name:
        return f"“{asked}” has no letters Discord allows in a command; {instead}."
    if name in reserved:
        return f"/{name} is a command of mine already; {instead}."
    if name in made:
        return f"/{name} is another topic's command already; {instead}."
    if len(made) >= COMMANDS_MOST:
        return f"Discord allows {COMMANDS_MOST} commands in a server, so there is no /{name}; {instead}."
    return ""


def command_name(name: str) -> str:
    """``name`` as Discord allows it: lower case, letters, digits, "-", "_", at most 32; "" if none is left.

    >>> command_name("Black Sea grain deal")
    'black-sea-grain-deal'
    """
    words = re.sub(r"[^\w-]+", "-", tame(name).lower().replace("'", "").replace("’", ""))
    return words.strip("-_")[:NAME_MOST].strip("-_")


def fingerprint(registered: Sequence[Registered]) -> str:
    """The same for the same commands, whatever order their fields are in."""
    return hashlib.sha256(json.dumps(registered, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _reach(registered: Registered) -> Registered:
    return {**registered, "contexts": EVERYWHERE, "integration_types": BOTH_INSTALLS}


def _grouped(commands: Sequence[Command]) -> Iterable[Registered]:
    families: dict[str, list[Command]] = {}
    for command in commands:
        families.setdefault(command.name.split()[0], []).append(command)
    for name, family in families.items():
        yield _command(family[0], name) if [c.name for c in family] == [name] else _group(name, family)


def _command(command: Command, name: str) -> Registered:
    made: Registered = {
        "type": CHAT,
        "name": name,
        **_localized("name", name, _names(localization.names(command))),
        **_described(command.summary, localization.summaries(command), command.name),
        "options": _options(command.options),
    }
    if command.manage or command.admin:
        made["default_member_permissions"] = MANAGE_GUILD
    return made


def _group(name: str, family: Sequence[Command]) -> Registered:
    summary = ", ".join(_member(c, name) for c in family)
    made: Registered = {
        "type": CHAT,
        "name": name,
        **_localized("name", name, _names(localization.names(Command(name, "")))),
        **_described(summary, localization.words(summary), name),
        "options": list(_members(name, family)),
    }
    if all(command.manage or command.admin for command in family):
        made["default_member_permissions"] = MANAGE_GUILD
    return made


def _members(name: str, family: Sequence[Command]) -> Iterable[Registered]:
    inner: dict[str, list[Command]] = {}
    for command in family:
        inner.setdefault(_member(command, name).split()[0], []).append(command)
    for member, commands in inner.items():
        if [_member(command, name) for command in commands] == [member]:
            yield _as_member(commands[0], member)
        else:
            subs = [_as_member(c, (_member(c, name).split()[1:] or [BARE])[0]) for c in commands]
            yield {"type": GROUP, "name": member, "description": member, "options": subs}


def _member(command: Command, name: str) -> str:
    return command.name.removeprefix(name).strip() or BARE


def _as_member(command: Command, name: str) -> Registered:
    made = {**_command(command, name), "type": SUBCOMMAND}
    made.pop("default_member_permissions", None)
    return made


def _names(found: Localized) -> Localized:
    return {at: fit for at, name in found.items() if (fit := command_name(name))}


def _described(summary: str, found: Localized, otherwise: str) -> Registered:
    """A description Discord takes, and the same in other locales."""
    said = short(tame(summary), SUMMARY_MOST) or short(tame(otherwise), SUMMARY_MOST)
    fit = {at: short(tame(text), SUMMARY_MOST) for at, text in found.items() if text.strip()}
    return {"description": said, **_localized("description", said, fit)}


def _localized(field: str, default: str, found: Localized) -> Registered:
    """The field's localizations, with the default under its own locales, so that no other is shown there."""
    return {f"{field}_localizations": {**dict.fromkeys(DEFAULT, default), **found}} if found else {}


def _options(options: Sequence[Option]) -> list[Registered]:
    """Required ones first, as Discord wants them."""
    ordered = sorted(options, key=lambda option: not option.required)
    return [_option(option) for option in ordered[:OPTIONS_MOST]]


def _option(option: Option) -> Registered:
    made: Registered = {
        "type": KINDS[option.kind],
        "name": option.name,
        **_described(option.summary, localization.words(option.summary), option.name),
        "required": option.required,
    }
    if option.choices and len(option.choices) <= CHOICES_MOST:
        made["choices"] = [_choice(str(choice)) for choice in option.choices]
    elif option.suggests or option.choices:
        made["autocomplete"] = True
    return made


def _choice(value: str) -> Registered:
    return {"name": value, "value": value, **_localized("name", value, localization.choices(value))}


def _on_message(commands: Sequence[Command]) -> list[Registered]:
    names = _localized("name", ARTICLE, localization.names(Command(ARTICLE, "")))
    return [{"type": ON_MESSAGE, "name": ARTICLE, **names}] if article_option(commands) else []


def article_option(commands: Sequence[Command]) -> str:
    """The option of ``claims`` that takes a link: ``url``, else the one that takes the words; "" if none."""
    options = [o for c in commands if c.name == ARTICLE_COMMAND for o in c.options]
    named = (o.name for o in options if o.name == ARTICLE_OPTION)
    return next(named, "") or next((o.name for o in options if o.rest), "")


# --- back ----------------------------------------------------------------------------------------------


def read(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The command's name as in the table, and what was given, from an interaction's data."""
    names, given = [str(data["name"])], list(data.get("options", ()))
    while given and given[0].get("type") in (SUBCOMMAND, GROUP):
        names.append(str(given[0]["name"]))
        given = list(given[0].get("options", ()))
    if len(names) > 1 and names[-1] == BARE:
        names.pop()
    return " ".join(names), {str(option["name"]): _value(option["value"]) for option in given}


def focused(data: Mapping[str, Any]) -> str:
    """The name of the option being typed, "" when there is none."""
    given = list(data.get("options", ()))
    while given and given[0].get("type") in (SUBCOMMAND, GROUP):
        given = list(given[0].get("options", ()))
    return next((str(option["name"]) for option in given if option.get("focused")), "")


def _value(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

"""Command lines: what people type, buttons carry and platforms send.

    follow pokrovsk daily 08:00
    follow what="\\"grain deal\\" -opinion" schedule="daily 08:00"
    /dateline digest pokrovsk since=24h

A line is a command's name, options named with ``=``, and words that belong to the one option that takes the
rest. Case, order and a leading slash do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.port import Command, Option
from digest.errors import BadInput

PREFIXES = ("/", "dateline ")
LEAST_TYPED, SHORT = 4, 5
"""Letters of a word that may be a mistyped command, and those of one with a single mistake."""
YES = {
    "yes": True,
    "true": True,
    "on": True,
    "1": True,
    "no": False,
    "false": False,
    "off": False,
    "0": False,
}
_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_ANY_NAMED = re.compile(r"(?<!\S)([a-z]+)=", re.IGNORECASE)
_NAMED = r"""(?<!\S){name}=("(?:\\.|[^"\\])*"|\S*)"""


def read(line: str, commands: Sequence[Command], default: str) -> tuple[Command, dict[str, object]]:
    """The command a line names, and its options as values.

    A line that begins with no command's name is read as ``default`` with all of it as words.
    Raises BadInput for a missing or malformed option.
    """
    said = " ".join(_bare(line).translate(_CURLY).split())
    command, words = _command(said, commands, default)
    return command, _options(command, words, {one.name for each in commands for one in each.options})


def _bare(line: str) -> str:
    said = line.strip()
    for prefix in PREFIXES:
        if said.casefold().startswith(prefix):
            said = said[len(prefix) :].lstrip()
    return said


def _command(said: str, commands: Sequence[Command], default: str) -> tuple[Command, str]:
    names = {command.name: command for command in commands}
    words = said.split(" ")
    for size in (2, 1):
        name = " ".join(words[:size]).casefold()
        if name in names:
            return names[name], " ".join(words[size:])
    return names[default], said


def _options(command: Command, words: str, names: Collection[str] = ()) -> dict[str, object]:
    given: dict[str, object] = {}
    for option in command.options:
        named = re.compile(_NAMED.format(name=option.name), re.IGNORECASE)
        if match := named.search(words):
            given[option.name] = _value(option, _unquoted(match.group(1)))
            words = " ".join((words[: match.start()] + words[match.end() :]).split())
    if wrong := next((found for found in _ANY_NAMED.findall(words) if found.casefold() in names), ""):
        raise BadInput(f"{command.name} has no option “{wrong}”. {usage(command)}")
    rest = next((option for option in command.options if option.rest), None)
    if rest is not None and words and rest.name not in given:
        given[rest.name] = _value(rest, words)
    elif words:
        raise BadInput(f"{command.name}: “{words}” is one too many. {usage(command)}")
    for option in command.options:
        if option.required and not given.get(option.name):
            raise BadInput(f"{command.name} needs {option.name}: {option.summary}. {usage(command)}")
    return given


def _unquoted(value: str) -> str:
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


def _value(option: Option, said: str) -> object:
    if option.choices and said.casefold() not in option.choices:
        raise BadInput(f"{option.name}={said}: one of {', '.join(option.choices)}")
    if option.choices:
        return said.casefold()
    if option.kind is bool:
        if said.casefold() not in YES:
            raise BadInput(f"{option.name}={said}: yes or no")
        return YES[said.casefold()]
    if option.kind is int:
        if not re.fullmatch(r"-?\d{1,9}", said):
            raise BadInput(f"{option.name}={said}: a whole number")
        return int(said)
    return said


def mistaken(line: str, commands: Sequence[Command]) -> str:
    """The line as it was meant when its first word is nearly a command's name; "" when it is not.

    >>> mistaken("lokup pokrovsk", commands)
    'lookup pokrovsk'
    """
    first, _, rest = " ".join(_bare(line).split()).partition(" ")
    names = dict.fromkeys(command.name.partition(" ")[0] for command in commands)
    if first.casefold() in names or len(first) < LEAST_TYPED:
        return ""
    most = 1 if len(first) <= SHORT else 2
    near = process.extractOne(first.casefold(), list(names), scorer=OSA.distance, score_cutoff=most)
    return f"{near[0]} {rest}".strip() if near else ""


def usage(command: Command) -> str:
    """How it is typed, in one line."""
    return "Usage: " + " ".join([command.name, *map(_usage, command.options)])


def _usage(option: Option) -> str:
    shown = option.name.upper() if option.rest else f"{option.name}={'|'.join(option.choices) or '…'}"
    return shown if option.required else f"[{shown}]"


def given(options: Mapping[str, object]) -> dict[str, object]:
    """Options without the empty ones, as keyword arguments."""
    return {name: value for name, value in options.items() if value not in (None, "")}

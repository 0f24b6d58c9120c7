"""A dialog for those who would rather not type: its fields come from the table of commands. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..port import Choice, Command, Option, line
from .blocks import CHOICES_MOST, LABEL_MOST, VALUE_MOST, Json, plain_text
from .manifest import rank

CALLBACK = "ask"
PICK = "pick"
FIELD = "field"
SHARE = "share"
RESULT = "result"

TITLE = "Dateline"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the dialog was opened from, kept in its ``private_metadata``."""

    space: str = ""
    channel: str = ""
    direct: bool = False
    url: str = ""  # the slash command's response_url, which takes the answer
    thread: str = ""

    def packed(self) -> str:
        return json.dumps([self.space, self.channel, self.direct, self.url, self.thread])


def unpacked(metadata: str) -> Origin:
    return Origin(*json.loads(metadata)) if metadata else Origin()


def view(commands: Sequence[Command], chosen: str, origin: Origin) -> Json:
    """The dialog for the command ``chosen``; the first select changes it."""
    known = _offered(commands)
    command = next((c for c in known if c.name == chosen), known[0] if known else None)
    blocks: list[Json] = [_picker(known, command)]
    if command is not None:
        blocks += [_field(command, option) for option in command.options[:40]]
        blocks += [] if command.private or command.manage or command.admin else [_share()]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(TITLE, 24),
        "submit": plain_text("Ask", 24),
        "close": plain_text("Cancel", 24),
        "private_metadata": origin.packed(),
        "blocks": blocks,
    }


def shown(blocks: list[Json]) -> Json:
    """An answer in a dialog of its own, for those who asked where no message can be put."""
    return {
        "type": "modal",
        "callback_id": RESULT,
        "title": plain_text(TITLE, 24),
        "close": plain_text("Close", 24),
        "blocks": blocks[:100],
    }


def _offered(commands: Sequence[Command]) -> list[Command]:
    return sorted(commands, key=rank)[:CHOICES_MOST]


def _picker(commands: Sequence[Command], chosen: Command | None) -> Json:
    options = [_command_option(command) for command in commands]
    initial = {"initial_option": _command_option(chosen)} if chosen else {}
    select = {"type": "static_select", "action_id": PICK, "options": options, **initial}
    return {
        "type": "input",
        "block_id": PICK,
        "dispatch_action": True,
        "label": plain_text("What would you like?", 2000),
        "element": select,
    }


def _command_option(command: Command) -> Json:
    return {
        "text": plain_text(command.name, LABEL_MOST),
        "value": command.name,
        "description": plain_text(command.summary, LABEL_MOST),
    }


def _field(command: Command, option: Option) -> Json:
    """One input; the block id carries the command, so that Slack keeps no value of another one's field."""
    return {
        "type": "input",
        "block_id": f"{FIELD}:{command.name}:{option.name}",
        "optional": not option.required,
        "label": plain_text(_label(option), 2000),
        "element": _element(command, option),
    }


def _label(option: Option) -> str:
    """What it means; a box to tick says that itself, so the name stands above it."""
    said = option.name if option.kind is bool else option.summary or option.name
    return said[:1].upper() + said[1:]


def _element(command: Command, option: Option) -> Json:
    action = {"action_id": f"{FIELD}:{command.name}:{option.name}"}
    if option.choices:
        options = [_option(choice, choice) for choice in option.choices[:CHOICES_MOST]]
        return {"type": "static_select", "options": options, **action}
    if option.kind is bool:
        return {"type": "checkboxes", "options": [_option(option.summary or "yes", "true")], **action}
    if option.kind is int:
        return {"type": "number_input", "is_decimal_allowed": False, **action}
    if option.suggests:
        return {"type": "external_select", "min_query_length": 0, **action}
    return {"type": "plain_text_input", **action}


def _share() -> Json:
    return {
        "type": "input",
        "block_id": SHARE,
        "optional": True,
        "label": plain_text("Who sees the answer", 2000),
        "element": {"type": "checkboxes", "action_id": SHARE, "options": [_option("Everyone here", "true")]},
    }


def _option(label: str, value: str) -> Json:
    return {"text": plain_text(label, LABEL_MOST), "value": value[:VALUE_MOST]}


# --- what comes back ---------------------------------------------------------------------------------------


def picked(state: Json) -> str:
    """The command that is chosen in a dialog's state."""
    return str(_value(state.get("values", {}).get(PICK, {}).get(PICK, {})) or "")


def submitted(state: Json) -> tuple[str, bool]:
    """The command line of a submitted dialog, and whether its answer is shared."""
    command = picked(state)
    values = dict(_values(state, command))
    shared = bool(_value(state.get("values", {}).get(SHARE, {}).get(SHARE, {})))
    return line(command, values), shared


def _values(state: Json, command: str) -> Iterator[tuple[str, object]]:
    for block, actions in state.get("values", {}).items():
        kind, _, rest = block.partition(":")
        name, _, option = rest.rpartition(":")
        if kind == FIELD and name == command:
            for given in actions.values():
                if (value := _value(given)) is not None:
                    yield option, value


def _value(given: dict[str, Any]) -> object:
    """What was put into one element; None when nothing was."""
    if "selected_options" in given:
        return "true" if given["selected_options"] else None
    if chosen := given.get("selected_option"):
        return chosen["value"]
    return given.get("value") or None


def suggestions(choices: Sequence[Choice], typed: str) -> list[Json]:
    """Options of an external select: what was typed first, so that anything can be asked."""
    own = [Choice(typed, typed)] if typed and all(typed != choice.value for choice in choices) else []
    fitting = [choice for choice in [*own, *choices] if 0 < len(choice.value) <= VALUE_MOST]
    return [_option(choice.label or choice.value, choice.value) for choice in fitting[:CHOICES_MOST]]


def asked_field(action_id: str) -> tuple[str, str]:
    """Command and option that a field's action id names."""
    name, _, option = action_id.removeprefix(f"{FIELD}:").rpartition(":")
    return name, option

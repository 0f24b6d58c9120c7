from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.discord.limits import TABLE, problems, shared_check

NONE = {"parse": []}
MESSAGES, COMMANDS = "/channels/1/messages", "/applications/1/commands"
CALLBACK = "/interactions/1/t/callback"


def v2(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": 1 << 15, "components": list(components), "allowed_mentions": NONE, **more}


def words(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "x", "custom_id": "x", **more}


def menu(*options: str) -> dict[str, Any]:
    return {"type": 3, "custom_id": "m", "options": [{"label": o or "x", "value": o} for o in options]}


def command(**more: Any) -> dict[str, Any]:
    return {"type": 1, "name": "lookup", "description": "x", **more}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "x", **more}


GOOD = [
    (
        MESSAGES,
        v2({"type": 17, "components": [words("hi"), row(button())]}, nonce="n" * 25, enforce_nonce=True),
        (),
    ),
    (MESSAGES, v2({"type": 12, "items": [{"media": {"url": "attachment://map.png"}}]}), ("map.png",)),
    (COMMANDS, [command(options=[option("a", required=True), option("b")])], ()),
]

BAD = {
    "too many components": (MESSAGES, v2(*[words("x")] * 41)),
    "too many characters": (MESSAGES, v2(words("x" * 4001))),
    "too heavy": (MESSAGES, v2(words("波" * 3500))),
    "no text": (MESSAGES, v2(words(" "))),
    "content beside components": (MESSAGES, v2(words("x"), content="x")),
    "layout without the flag": (MESSAGES, {**v2(words("x")), "flags": 0}),
    "long nonce": (MESSAGES, v2(words("x"), nonce="n" * 26)),
    "mentions allowed": (MESSAGES, {**v2(words("x")), "allowed_mentions": {"parse": ["everyone"]}}),
    "mentions unsaid": (MESSAGES, {"flags": 1 << 15, "components": [words("x")]}),
    "six buttons": (MESSAGES, v2(row(*[button(custom_id=str(n)) for n in range(6)]))),
    "one id twice": (MESSAGES, v2(row(button(), button()))),
    "link and id": (MESSAGES, v2(row(button(url="https://x.example")))),
    "script link": (MESSAGES, v2(row({"type": 2, "style": 5, "label": "x", "url": "javascript:alert(1)"}))),
    "long label": (MESSAGES, v2(row(button(label="x" * 81)))),
    "long id": (MESSAGES, v2(row(button(custom_id="x" * 101)))),
    "26 options": (MESSAGES, v2(row(menu(*map(str, range(26)))))),
    "an option twice": (MESSAGES, v2(row(menu("a", "a")))),
    "empty row": (MESSAGES, v2(row())),
    "empty container": (MESSAGES, v2({"type": 17, "components": []})),
    "unattached file": (MESSAGES, v2({"type": 12, "items": [{"media": {"url": "attachment://no.png"}}]})),
    "upper case name": (COMMANDS, [command(name="Lookup")]),
    "a name twice": (COMMANDS, [command(), command()]),
    "101 commands": (COMMANDS, [command(name=f"c{n}") for n in range(101)]),
    "no description": (COMMANDS, [command(description="")]),
    "optional first": (COMMANDS, [command(options=[option("a"), option("b", required=True)])]),
    "choices and autocomplete": (
        COMMANDS,
        [command(options=[option("a", autocomplete=True, choices=[{"name": "x", "value": "x"}])])],
    ),
    "26 choices": (
        "/interactions/1/t/callback",
        {"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}},
    ),
}


@pytest.mark.parametrize(("path", "body", "files"), GOOD)
def test_what_discord_takes_passes(path: str, body: Any, files: tuple[str, ...]) -> None:
    """No false alarm on ordinary requests."""
    assert problems("POST" if path == MESSAGES else "PUT", path, body, files) == []


@pytest.mark.parametrize("what", BAD)
def test_what_discord_refuses_is_named(what: str) -> None:
    """Each limit is seen by our own table, with or without the shared validator."""
    path, body = BAD[what]
    shared_check.cache_clear()
    assert problems("PUT" if path == COMMANDS else "POST", path, body)


def test_every_number_has_a_source() -> None:
    """A limit nobody can look up is a rumour."""
    assert all(row["source"] and row["most"] >= 0 for group in TABLE.values() for row in group.values())

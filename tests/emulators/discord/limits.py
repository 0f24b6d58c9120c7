"""Would Discord take this request? Our own table of limits, and the shared validator where it is at hand.

``problems(method, path, body, files)`` returns one line for each thing Discord would refuse, or that we do
not allow ourselves (a message that could mention somebody).
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import regex

TABLE = tomllib.loads((Path(__file__).parent / "limits.toml").read_text("utf-8"))
COMPONENTS_V2 = 1 << 15
NAME = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")
MESSAGE_PATHS = re.compile(r"/channels/\d+/messages(/\d+)?|/webhooks/\d+/[^/]+(/messages/[^/]+)?")
ROW, BUTTON, SELECT, SECTION, TEXT, GALLERY, RULE, CONTAINER = 1, 2, 3, 9, 10, 12, 14, 17


def most(group: str, name: str) -> int:
    return int(TABLE[group][name]["most"])


def problems(method: str, path: str, body: Any, files: Sequence[str] = ()) -> list[str]:
    """Everything wrong with a request; empty when Discord would take it."""
    if method not in ("POST", "PUT", "PATCH"):
        return []
    return [*_own(path, body, files), *_shared(method, path, body, files)]


def _own(path: str, body: Any, files: Sequence[str]) -> Iterator[str]:
    if len(json.dumps(body)) > most("message", "request_bytes"):
        yield f"request is larger than {most('message', 'request_bytes')} bytes"
    if MESSAGE_PATHS.fullmatch(path):
        yield from message_problems(body or {}, files)
    elif path.endswith("/callback"):
        yield from _callback(body or {}, files)
    elif path.endswith("/commands") and isinstance(body, list):
        yield from command_problems(body)


def _over(group: str, name: str, size: int, what: str) -> Iterator[str]:
    if size > most(group, name):
        yield f"{what}: {size} > {most(group, name)} ({TABLE[group][name]['source']})"


# --- messages ------------------------------------------------------------------------------------------


def message_problems(body: Mapping[str, Any], files: Sequence[str]) -> Iterator[str]:
    everything = list(walk(body.get("components") or ()))
    texts = [c.get("content", "") for c in everything if c.get("type") == TEXT]
    v2 = bool(int(body.get("flags") or 0) & COMPONENTS_V2)
    yield from _over("message", "content", len(body.get("content") or ""), "content")
    yield from _over("message", "files", len(files), "files")
    yield from _over("message", "nonce", len(str(body.get("nonce") or "")), "nonce")
    yield from _over("components", "components", len(everything), "components")
    yield from _over("components", "texts", sum(map(len, texts)), "characters of text displays")
    yield from _over(
        "components", "weight", sum(len(t.encode()) + 12 for t in texts), "weight of text displays"
    )
    yield from _mentions(body)
    yield from _v2(body, everything, v2)
    yield from _twice(everything)
    for component in everything:
        yield from _component(component, files, body)


def _mentions(body: Mapping[str, Any]) -> Iterator[str]:
    allowed = body.get("allowed_mentions")
    if body.get("components") and (
        allowed is None or any(allowed.get(k) for k in ("parse", "users", "roles"))
    ):
        yield f"allowed_mentions must be none, not {allowed} (ours: nothing from a feed may mention)"


def _v2(body: Mapping[str, Any], everything: Sequence[Mapping[str, Any]], v2: bool) -> Iterator[str]:
    if v2 and (body.get("content") or body.get("embeds")):
        yield "content and embeds cannot go with Components V2 (docs:components/reference)"
    if not v2 and any(c.get("type", 0) >= SECTION and c.get("type") != 18 for c in everything):
        yield "layout components need the flag 32768 (docs:components/reference)"
    if not v2:
        yield from _over("message", "rows", len(body.get("components") or ()), "action rows")


def _twice(everything: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for field in ("custom_id", "id"):
        seen = Counter(c[field] for c in everything if c.get(field))
        yield from (f"{field} {value!r} is given {n} times" for value, n in seen.items() if n > 1)


def _component(c: Mapping[str, Any], files: Sequence[str], body: Mapping[str, Any]) -> Iterator[str]:
    checks: Mapping[int, Callable[..., Iterator[str]]] = {
        ROW: _row, BUTTON: _button, SELECT: _select, TEXT: _text, GALLERY: _gallery, RULE: _rule,
        CONTAINER: _container,
    }  # fmt: skip
    check = checks.get(int(c.get("type", 0)))
    if check is None:
        yield f"component type {c.get('type')} is not one the bot uses"
        return
    if "id" in c and not 0 <= int(c["id"]) < 2**31:
        yield f"component id {c['id']} is no 32-bit number"
    yield from check(c, (*files, *_named(body)))


def _named(body: Mapping[str, Any]) -> Iterator[str]:
    return (str(a["filename"]) for a in body.get("attachments") or () if "filename" in a)


def _row(c: Mapping[str, Any], _: Sequence[str]) -> Iterator[str]:
    inner = c.get("components") or []
    kinds = {child.get("type") for child in inner}
    if not inner or (kinds != {BUTTON} and len(inner) > 1):
        yield "an action row holds one to five buttons, or one select"
    yield from _over("components", "buttons", len(inner), "buttons in a row")


def _button(c: Mapping[str, Any], _: Sequence[str]) -> Iterator[str]:
    link = c.get("style") == 5
    if link == bool(c.get("custom_id")) or link != bool(c.get("url")):
        yield f"a button has either a url (style 5) or a custom_id: {c}"
    if not c.get("label"):
        yield "a button without a label"
    yield from _over("components", "label", len(c.get("label") or ""), "button label")
    yield from _over("components", "custom_id", len(c.get("custom_id") or ""), "custom_id")
    yield from _over("components", "button_url", len(c.get("url") or ""), "button url")
    if link and not re.match(r"https?://[^\s]+$", c.get("url") or ""):
        yield f"button url {c.get('url')!r} is not http(s)"


def _select(c: Mapping[str, Any], _: Sequence[str]) -> Iterator[str]:
    options = c.get("options") or []
    if not options:
        yield "a select without options"
    yield from _over("components", "options", len(options), "options of a select")
    yield from _over("components", "placeholder", len(c.get("placeholder") or ""), "placeholder")
    yield from _over("components", "custom_id", len(c.get("custom_id") or ""), "custom_id")
    for option in options:
        for field in ("label", "value"):
            yield from _over("components", "option", len(option.get(field) or ""), f"option {field}")
            if not option.get(field):
                yield f"option without {field}"
    if len({option.get("value") for option in options}) < len(options):
        yield "two options of a select with the same value"


def _text(c: Mapping[str, Any], _: Sequence[str]) -> Iterator[str]:
    if not (c.get("content") or "").strip():
        yield "a text display without text"


def _gallery(c: Mapping[str, Any], files: Sequence[str]) -> Iterator[str]:
    items = c.get("items") or []
    if not items:
        yield "a gallery without items"
    yield from _over("components", "gallery", len(items), "gallery items")
    for item in items:
        url = str((item.get("media") or {}).get("url"))
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in files:
            yield f"{url} names no attached file"
        yield from _over(
            "components", "description", len(item.get("description") or ""), "gallery description"
        )
        if "description" in item and not item["description"]:
            yield "an empty gallery description"


def _rule(c: Mapping[str, Any], _: Sequence[str]) -> Iterator[str]:
    if c.get("spacing", 1) not in (1, 2):
        yield "spacing of a separator is 1 or 2"


def _container(c: Mapping[str, Any], _: Sequence[str]) -> Iterator[str]:
    if not c.get("components"):
        yield "a container without components"
    if not 0 <= int(c.get("accent_color") or 0) <= 0xFFFFFF:
        yield "accent_color is no colour"


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component, nested ones too."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        yield from walk([component["accessory"]] if component.get("accessory") else ())


# --- interactions ----------------------------------------------------------------------------------------


def _callback(body: Mapping[str, Any], files: Sequence[str]) -> Iterator[str]:
    kind, data = body.get("type"), body.get("data") or {}
    if kind in (4, 7):
        yield from message_problems(data, files)
    elif kind == 8:
        choices = data.get("choices") or []
        yield from _over("interaction", "choices", len(choices), "choices")
        for choice in choices:
            for field in ("name", "value"):
                yield from _over("commands", "choice", len(str(choice.get(field) or "")), f"choice {field}")
                if not str(choice.get(field) or ""):
                    yield f"choice without {field}"
    elif kind == 9:
        yield from _over("components", "modal_title", len(data.get("title") or ""), "modal title")
        yield from _over("components", "modal_rows", len(data.get("components") or ()), "modal rows")


# --- commands ----------------------------------------------------------------------------------------------


def command_problems(commands: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for kind, name in ((1, "chat"), (3, "message")):
        yield from _over(
            "commands", name, sum(c.get("type", 1) == kind for c in commands), f"{name} commands"
        )
    twice = Counter((c.get("type", 1), c.get("name")) for c in commands)
    yield from (f"command {key[1]!r} is given {n} times" for key, n in twice.items() if n > 1)
    for command in commands:
        yield from _command(command)
        yield from _over(
            "commands", "characters", _characters(command), f"characters of {command.get('name')}"
        )


def _command(c: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    if c.get("type", 1) == 3 and depth == 0:
        if not 1 <= len(c.get("name") or "") <= most("commands", "name") or c.get("description"):
            yield f"message command {c.get('name')!r}: a name of 1 to 32 characters and no description"
        return
    for name in (c.get("name"), *(c.get("name_localizations") or {}).values()):
        if not NAME.fullmatch(name or "") or name != name.lower():
            yield f"{name!r} is no name Discord allows for a command or an option"
    for text in (c.get("description"), *(c.get("description_localizations") or {}).values()):
        if not 1 <= len(text or "") <= most("commands", "summary"):
            yield f"description of {c.get('name')!r} must have 1 to 100 characters: {text!r}"
    yield from _command_options(c, depth)


def _command_options(c: Mapping[str, Any], depth: int) -> Iterator[str]:
    options = c.get("options") or []
    yield from _over("commands", "options", len(options), f"options of {c.get('name')!r}")
    yield from _over("commands", "choices", len(c.get("choices") or ()), f"choices of {c.get('name')!r}")
    if c.get("choices") and c.get("autocomplete"):
        yield f"option {c.get('name')!r} has both choices and autocomplete"
    if len({o.get("name") for o in options}) < len(options):
        yield f"{c.get('name')!r} has two options of one name"
    required = [bool(o.get("required")) for o in options if o.get("type") not in (1, 2)]
    if required != sorted(required, reverse=True):
        yield f"{c.get('name')!r}: required options must come first"
    kinds = {o.get("type") in (1, 2) for o in options}
    if len(kinds) > 1:
        yield f"{c.get('name')!r} mixes members and options"
    for option in options:
        if option.get("type") in (1, 2) and depth > (1 if option["type"] == 1 else 0):
            yield f"{option.get('name')!r} is nested too deep"
        yield from _command(option, depth + 1)


def _characters(c: Mapping[str, Any]) -> int:
    def longest(field: str) -> int:
        return max(
            len(text or "") for text in (c.get(field), *(c.get(f"{field}_localizations") or {}).values())
        )

    choices = sum(len(str(x.get("name"))) + len(str(x.get("value"))) for x in c.get("choices") or ())
    return longest("name") + longest("description") + choices + sum(map(_characters, c.get("options") or ()))


# --- the shared validator --------------------------------------------------------------------------------


def _shared(method: str, path: str, body: Any, files: Sequence[str]) -> list[str]:
    check = shared_check()
    if check is None:
        return []
    return [str(found) for found in check(method, path, body, set(files)) if found.level == "error"]


@cache
def shared_check() -> Callable[..., list[Any]] | None:
    """``check`` of the validator in the shared folder (DATELINE_SHARED, else ../shared), if it is there."""
    root = Path(os.environ.get("DATELINE_SHARED") or Path(__file__).parents[3].parent / "shared")
    file = root / "platform" / "validate" / "discord_check.py"
    if not file.is_file():
        return None
    spec = importlib.util.spec_from_file_location("shared_discord_check", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module.check  # type: ignore[no-any-return]  # an untyped module outside this repository

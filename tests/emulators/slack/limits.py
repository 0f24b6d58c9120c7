"""Slack's limits as one table with sources, and the checks of outgoing requests against it.

Where the shared folder is there (``DATELINE_SHARED``, default ``../shared``), its validators, made from
Slack's own types, are asked as well.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

Json = dict[str, Any]

LIMITS: dict[str, tuple[int, str]] = {
    "message.blocks": (50, "docs.slack.dev/reference/block-kit/blocks"),
    "message.text": (40_000, "docs.slack.dev/reference/methods/chat.postMessage: truncated above"),
    "message.blocks_json": (13_200, "slackapi/bolt-js#2509: msg_blocks_too_long near it, undocumented"),
    "view.blocks": (100, "docs.slack.dev/reference/views"),
    "view.title": (24, "docs.slack.dev/reference/views"),
    "view.private_metadata": (3_000, "docs.slack.dev/reference/views"),
    "view.callback_id": (255, "docs.slack.dev/reference/views"),
    "block_id": (255, "docs.slack.dev/reference/block-kit/blocks"),
    "header.text": (150, "docs.slack.dev/reference/block-kit/blocks/header-block"),
    "section.text": (3_000, "docs.slack.dev/reference/block-kit/blocks/section-block"),
    "context.elements": (10, "docs.slack.dev/reference/block-kit/blocks/context-block"),
    "actions.elements": (25, "docs.slack.dev/reference/block-kit/blocks/actions-block"),
    "text": (3_000, "docs.slack.dev/reference/block-kit/composition-objects/text-object"),
    "action_id": (255, "docs.slack.dev/reference/block-kit/block-elements"),
    "button.text": (75, "docs.slack.dev/reference/block-kit/block-elements/button-element"),
    "button.value": (2_000, "docs.slack.dev/reference/block-kit/block-elements/button-element"),
    "button.url": (3_000, "docs.slack.dev/reference/block-kit/block-elements/button-element"),
    "image.alt_text": (2_000, "docs.slack.dev/reference/block-kit/blocks/image-block"),
    "option.text": (75, "docs.slack.dev/reference/block-kit/composition-objects/option-object"),
    "option.value": (150, "docs.slack.dev/reference/block-kit/composition-objects/option-object"),
    "options": (100, "docs.slack.dev/reference/block-kit/block-elements/select-menu-element"),
    "placeholder": (150, "docs.slack.dev/reference/block-kit/block-elements/select-menu-element"),
    "label": (2_000, "docs.slack.dev/reference/block-kit/blocks/input-block"),
}

BLOCKS = {
    "message": {"actions", "context", "divider", "header", "image", "rich_text", "section", "table"},
    "home": {"actions", "context", "divider", "header", "image", "input", "rich_text", "section"},
    "modal": {"actions", "context", "divider", "header", "image", "input", "rich_text", "section"},
}
FILE_ID = re.compile(r"^F[A-Z0-9]{8,}$")  # the pattern Slack names in its refusal, python-slack-sdk#1521
MENTION = re.compile(r"<(?!!date\^|#[CG][A-Z0-9]+>)[!@#][^>]*>")


def message(args: Json) -> list[str]:
    """What is wrong with the arguments of a post; empty when nothing is."""
    blocks = args.get("blocks")
    found = [*_over("message.text", args.get("text") or "")]
    if not (args.get("text") or blocks):
        found.append("no_text: text or blocks")
    if MENTION.search(args.get("text") or ""):
        found.append(f"/text: {MENTION.search(args['text']).group()} would notify or link")  # type: ignore[union-attr]  # just matched
    if blocks is not None:
        found += _over("message.blocks", blocks)
        if len(json.dumps(blocks, ensure_ascii=False)) > LIMITS["message.blocks_json"][0]:
            found.append("msg_blocks_too_long")
        found += _blocks(blocks, "message")
    return found


def view(shown: Json) -> list[str]:
    """What is wrong with a view."""
    kind = shown.get("type", "")
    if kind not in ("home", "modal"):
        return [f"/type: {kind!r}"]
    found = [*_over("view.blocks", shown.get("blocks", [])), *_blocks(shown.get("blocks", []), kind)]
    for name in ("private_metadata", "callback_id"):
        found += _over(f"view.{name}", shown.get(name) or "")
    for name in ("title", "submit", "close") if kind == "modal" else ():
        found += _over("view.title", (shown.get(name) or {}).get("text", ""))
    if (
        kind == "modal"
        and any(b["type"] == "input" for b in shown.get("blocks", []))
        and not shown.get("submit")
    ):
        found.append("/submit: needed beside an input")
    return found


def options(answer: Json) -> list[str]:
    """What is wrong with the answer to a block_suggestion."""
    return [*_over("options", answer.get("options", [])), *_options(answer.get("options", []), "/options")]


def _over(name: str, value: Any, where: str = "") -> list[str]:
    most = LIMITS[name][0]
    return [f"{where or name}: {len(value)} > {most}"] if len(value) > most else []


def _blocks(blocks: list[Json], surface: str) -> list[str]:
    return [said for index, block in enumerate(blocks) for said in _block(block, f"/blocks/{index}", surface)]


def _block(block: Json, where: str, surface: str) -> Iterator[str]:
    kind = block.get("type", "")
    if kind not in BLOCKS[surface]:
        yield f"{where}: {kind!r} is not available in a {surface}"
    yield from _over("block_id", block.get("block_id") or "", where)
    if kind == "header":
        yield from _over("header.text", block["text"]["text"], where)
    if kind in ("context", "actions"):
        yield from _over(f"{kind}.elements", block["elements"], where)
        if not block["elements"]:
            yield f"{where}: no elements"
    if kind == "image":
        yield from _image(block, where)
    if kind == "rich_text":
        yield from _rich(block, where)
    if kind == "actions":
        ids = [element["action_id"] for element in block["elements"]]
        yield from (f"{where}: action_id {id!r} twice" for id in set(ids) if ids.count(id) > 1)
        for element in block["elements"]:
            yield from _element(element, where)
    if kind == "input":
        yield from _over("label", block["label"]["text"], where)
        yield from _element(block["element"], where)
    yield from _texts(block, where)


def _image(block: Json, where: str) -> Iterator[str]:
    yield from _over("image.alt_text", block.get("alt_text") or "", where)
    if not block.get("alt_text"):
        yield f"{where}: no alt_text"
    if not FILE_ID.match(block.get("slack_file", {}).get("id", "")) and not block.get("image_url"):
        yield f"{where}: invalid slack file"


def _rich(block: Json, where: str) -> Iterator[str]:
    if not block["elements"]:
        yield f"{where}: no elements"
    for element in block["elements"]:
        inner = (
            element["elements"]
            if element["type"] != "rich_text_list"
            else [part for item in element["elements"] for part in item["elements"]]
        )
        if not inner:
            yield f"{where}: an empty {element['type']}"
        for part in inner:
            if part["type"] in ("user", "usergroup", "broadcast"):
                yield f"{where}: {part['type']} would notify"
            if part["type"] == "text" and not part["text"]:
                yield f"{where}: an empty text"
            if part["type"] == "link" and not part["url"].startswith(("http://", "https://")):
                yield f"{where}: {part['url']!r} is no address"


def _element(element: Json, where: str) -> Iterator[str]:
    yield from _over("action_id", element["action_id"], where)
    if element["type"] == "button":
        yield from _over("button.text", element["text"]["text"], where)
        yield from _over("button.value", element.get("value") or "", where)
        yield from _over("button.url", element.get("url") or "", where)
    if "placeholder" in element:
        yield from _over("placeholder", element["placeholder"]["text"], where)
    if "options" in element:
        yield from _over("options", element["options"], where)
        yield from _options(element["options"], where)
        if not element["options"]:
            yield f"{where}: no options"


def _options(given: list[Json], where: str) -> Iterator[str]:
    for option in given:
        yield from _over("option.text", option["text"]["text"], where)
        yield from _over("option.value", option["value"], where)


def _texts(value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") in ("plain_text", "mrkdwn"):
            yield from _over("text", value["text"], where)
            if not value["text"]:
                yield f"{where}: text must have at least 1 character"
            if value["type"] == "mrkdwn" and MENTION.search(value["text"]):
                yield f"{where}: {value['text']!r} would notify or link"
        for inner in value.values():
            yield from _texts(inner, where)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, where)


# --- the shared validators, where they are ------------------------------------------------------------


@functools.cache
def shared(name: str) -> ModuleType | None:
    """A validator of the shared folder; None when it is absent."""
    root = Path(__file__).parents[3]
    folder = Path(os.environ.get("DATELINE_SHARED", root / ".." / "shared")) / "platform" / "validate"
    if not (folder / f"{name}.py").exists():
        return None
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return importlib.import_module(name)


def findings(kind: str, value: Json) -> tuple[list[str], list[str]]:
    """Errors and warnings of the shared validators on a message, a view or options; empty without them."""
    checks = shared("slack_check")
    found = [] if checks is None else getattr(checks, f"check_{kind}")(value)
    return [str(one) for one in found if one.level == "error"], [
        str(one) for one in found if one.level != "error"
    ]


def arguments(method: str, args: Json, *, typed: bool) -> list[str]:
    """Errors in a call's arguments by Slack's own types, where the shared folder has them.

    ``typed``: they came as JSON. From a form or an address everything is a string, so only names are
    checked then.
    """
    checks = shared("slack_api_check")
    found = [] if checks is None else checks.check(method, args)
    errors = [str(one) for one in found if one.level == "error"]
    return errors if typed else [one for one in errors if "not an argument" in one]

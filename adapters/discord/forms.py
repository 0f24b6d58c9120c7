"""Buttons that ask for words before they send their line: Discord's modals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord.http import HTTPClient, Route

from .payload import FORM, short, without_number

MODAL = 9
LABEL, INPUT = 18, 4
PARAGRAPH = 2
TITLE_MOST, WORDS_MOST = 45, 1000


def opens(custom_id: str) -> bool:
    """Whether a button opens a form."""
    return without_number(custom_id).startswith(FORM)


async def ask(http: HTTPClient, interaction: discord.Interaction, custom_id: str) -> None:
    """Show the form; its own id carries the line, so that any process can read what comes back."""
    route = Route(
        "POST",
        "/interactions/{interaction_id}/{webhook_token}/callback",
        interaction_id=interaction.id,
        webhook_token=interaction.token,
    )
    await http.request(route, json=modal(custom_id, _label(interaction, custom_id)))


def modal(custom_id: str, question: str) -> dict[str, Any]:
    """The response that opens a form with one field."""
    title = short(question, TITLE_MOST) or "…"
    field = {
        "type": INPUT,
        "custom_id": "words",
        "style": PARAGRAPH,
        "max_length": WORDS_MOST,
    }
    asked = {"type": LABEL, "label": title, "component": field}
    return {"type": MODAL, "data": {"custom_id": custom_id, "title": title, "components": [asked]}}


def line(data: Mapping[str, Any]) -> str:
    """The button's line with the words added to it."""
    said = " ".join(" ".join(_values(data.get("components", ()))).split())
    return f"{without_number(str(data['custom_id'])).removeprefix(FORM)} {said}"


def _values(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        if "value" in component:
            yield str(component["value"])
        yield from _values([component["component"]] if "component" in component else ())
        yield from _values(component.get("components", ()))


def _label(interaction: discord.Interaction, custom_id: str) -> str:
    """What stood on the button."""
    message = interaction.message
    shown = message.components if message else ()
    return next((label for at, label in _buttons(shown) if at == custom_id), "")


def _buttons(components: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for component in components:
        if isinstance(component, discord.Button):
            yield component.custom_id or "", component.label or ""
        yield from _buttons(getattr(component, "children", ()))

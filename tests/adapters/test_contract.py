"""What every platform keeps to: run over each module found in ``adapters``."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import adapters
from adapters.message import Bullets, Heading, Message, Paragraph, Picture, Quote, text
from adapters.port import Payload, Platform
from tests.adapters.hostile import messages
from tests.adapters.saying import everything_said

NAMES = sorted(
    found.name
    for found in pkgutil.iter_modules(adapters.__path__)
    if hasattr(importlib.import_module(f"adapters.{found.name}"), "connect")
)


def platform(name: str) -> Platform:
    """The platform without its network and settings."""
    made: Platform = importlib.import_module(f"adapters.{name}").offline()
    return made


CLAIMS = {
    "en": "continuing to destroy surrounded units ",
    "uk": "продовжують знищувати оточені підрозділи ",
    "zh": "繼續摧毀被包圍的部隊",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
}


def big(language: str) -> Message:
    """A digest far larger than any platform takes at once."""
    claim = CLAIMS[language]
    blocks: list[Any] = [Heading(text("Pokrovsk"))]
    for number in range(200):
        blocks += [Heading(text(f"Story {number} {claim}"), 2), Quote((text(claim * 3), text(claim * 2)))]
        blocks += [Bullets(tuple(text(claim * 2) for _ in range(4))), Paragraph(text(claim * 10))]
    return Message(tuple(blocks), "Pokrovsk", tone="digest")


def test_the_platforms_are_found() -> None:
    """Discord, Slack and the terminal; a new module here is tested without a new line."""
    assert {"console", "discord", "slack"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_platform(name: str) -> None:
    """Every method of the port is there, with the port's parameters."""
    made = platform(name)
    assert made.name == name
    for method, wanted in inspect.getmembers(Platform, inspect.isfunction):
        if not method.startswith("_"):
            own = inspect.signature(getattr(made, method))
            assert list(own.parameters) == list(inspect.signature(wanted).parameters)[1:], method


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", CLAIMS)
def test_a_huge_digest_loses_no_word(name: str, language: str) -> None:
    """200 stories in any script come out on pages that each fit, with every word in its order."""
    made, message = platform(name), big(language)
    pages = made.pages(message)
    assert "".join(map(everything_said, pages)) == everything_said(message)
    assert all(len(made.pages(page)) == 1 for page in pages)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages(6))
def test_hostile_text_is_only_text(name: str, message: Message) -> None:
    """Whatever a feed says: pages are made, words stay, and the body is JSON that can be sent."""
    made = platform(name)
    pages = made.pages(message)
    assert "".join(map(everything_said, pages)) == everything_said(message)
    for page in pages:
        sent = json.dumps(made.payload(page).body, ensure_ascii=False).encode()
        assert not set(b"\x00\x07\x08\x1b") & set(sent)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(messages(4))
def test_a_page_always_becomes_the_same_payload(name: str, page: Message) -> None:
    """What the outbox has kept is what goes out, however often it is made."""
    made = platform(name)
    first, second = made.payload(page), platform(name).payload(page)
    assert isinstance(first, Payload)
    assert (first.body, first.files) == (second.body, second.files)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_goes_with_its_words(name: str) -> None:
    """The file travels by its name, and its alternative text is in the body."""
    made = platform(name)
    page = Message((Picture("map.png", b"\x89PNG", "Map: Pokrovsk, Kramatorsk"),))
    payload = made.payload(page)
    assert payload.files == {"map.png": b"\x89PNG"}
    assert "Map: Pokrovsk, Kramatorsk" in json.dumps(payload.body)

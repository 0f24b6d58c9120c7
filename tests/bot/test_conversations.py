"""tests/conversations/*.txt: lines as typed, and what the answers must show, through the terminal.

A line ``> follow pokrovsk`` is typed; the lines under it must occur in the answer, in this order (a part of
a line is enough); ``! words`` must not occur in it. ``#`` begins a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import console
from bot.app import App

FOLDER = Path(__file__).parent.parent / "conversations"


def turns(text: str) -> Iterator[tuple[str, list[str]]]:
    """What is typed, and what is expected of its answer."""
    typed, expected = "", []
    for line in text.splitlines():
        if line.startswith("> "):
            if typed:
                yield typed, expected
            typed, expected = line[2:], []
        elif line.strip() and not line.startswith("#"):
            expected.append(line.strip())
    if typed:
        yield typed, expected


FILES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}


@pytest.mark.parametrize("name", FILES)
async def test_conversation(name: str, app: App) -> None:
    """What is typed is answered as the file says."""
    for typed, expected in turns(FILES[name]):
        answer = console.render(await app.answer(typed, console.HERE), width=10_000)
        rest = answer
        for words in expected:
            if words.startswith("! "):
                assert words[2:] not in answer, f"> {typed}\n{answer}"
                continue
            assert words in rest, f"> {typed}\nexpected: {words}\n\n{answer}"
            rest = rest[rest.index(words) + len(words) :]


def test_there_are_conversations() -> None:
    """An empty folder would prove nothing."""
    assert len(FILES) >= 6

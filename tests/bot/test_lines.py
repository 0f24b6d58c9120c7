"""What people type is read forgivingly, and what it names is never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.port import Command, Option, line
from bot import lines
from digest.errors import BadInput

FOLLOW = Command(
    "follow",
    "Follow something",
    (
        Option("what", "a topic", required=True, rest=True),
        Option("schedule", "when"),
        Option("minimum", "least", kind=int),
        Option("unchanged", "what then", choices=("silent", "say")),
    ),
)
LOOKUP = Command("lookup", "Look up", (Option("what", "a name", required=True, rest=True),))
ADD = Command("feeds add", "Add", (Option("url", "an address", required=True, rest=True),))
STATUS = Command("status", "Status")
TABLE = (FOLLOW, LOOKUP, ADD, STATUS)


def read(said: str) -> tuple[str, dict[str, object]]:
    command, options = lines.read(said, TABLE, "lookup")
    return command.name, options


@pytest.mark.parametrize(
    "said", ["follow pokrovsk", "/follow pokrovsk", "FOLLOW  pokrovsk", "/dateline follow pokrovsk"]
)
def test_slash_case_and_spaces_do_not_matter(said: str) -> None:
    """A line means the same however it is begun."""
    assert read(said) == ("follow", {"what": "pokrovsk"})


def test_options_may_stand_anywhere() -> None:
    """Named options are taken out wherever they stand; the rest keeps its quotes."""
    said = 'follow minimum=3 "grain deal" schedule="daily 08:00" -opinion'
    assert read(said) == (
        "follow",
        {"what": '"grain deal" -opinion', "schedule": "daily 08:00", "minimum": 3},
    )


def test_curly_quotes_are_quotes() -> None:
    """A phone types curly quotes."""
    assert read("follow “grain deal”")[1] == {"what": '"grain deal"'}


def test_two_word_commands() -> None:
    """A command in a group is found by both words."""
    assert read("feeds add https://a.example/feed") == ("feeds add", {"url": "https://a.example/feed"})


def test_unknown_first_word_is_a_lookup() -> None:
    """What names no command is looked up."""
    assert read("/Pokrovsk") == ("lookup", {"what": "Pokrovsk"})


def test_apostrophes_are_words() -> None:
    """An apostrophe opens no quotation."""
    assert read("lookup Kyiv's air defence") == ("lookup", {"what": "Kyiv's air defence"})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("follow", "follow needs what"),
        ("follow x minimum=many", "a whole number"),
        ("follow x unchanged=shout", "one of silent, say"),
        ("status please", "one too many"),
    ],
)
def test_a_mistake_is_told_with_the_usage(said: str, words: str) -> None:
    """What is wrong is named."""
    with pytest.raises(BadInput, match=words):
        read(said)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60))
def test_lines_of_options_read_back(what: str) -> None:
    """What a platform sends by name arrives as it was, spaces folded."""
    wanted = " ".join(what.split())
    if not wanted or any(curly in wanted for curly in "“”„«»"):
        return
    _, options = lines.read(line("lookup", {"what": wanted}), TABLE, "lookup")
    assert options == {"what": wanted}

"""Origins: copies and credited wires count once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.origins import accuracy
from digest.origins import OriginIndex, sketch, wire
from tests.digest.claims_by_hand import read

WORDS = [
    ("", "asserts", "The harbor of Marin stayed shut on Friday after a crane fell across two piers at dawn"),
    ("", "asserts", "Port officials counted one hundred and forty ships at anchor outside the breakwater"),
    ("", "asserts", "The owner of the crane said that it had been inspected in the spring without a finding"),
    ("", "asserts", "Truckers waited through the night on the road to the ferry and were given tea and soup"),
]


def test_a_cut_and_reordered_copy_has_the_origin_of_what_it_copies() -> None:
    """One origin, two outlets."""
    index = OriginIndex()
    first = index.origin(read("a", WORDS, outlet="Wire"))
    copy = index.origin(read("b", [WORDS[2], WORDS[0]], outlet="Paper", hours=1))
    assert copy.id == first.id == "a"
    assert copy.articles == ("a", "b")


def test_another_report_of_the_event_is_its_own_origin() -> None:
    """Sharing the event, and even one sentence of a statement, is not copying."""
    own = [
        ("", "asserts", "Two piers in Marin are blocked by a fallen crane, and the queue of vessels grows"),
        ("", "asserts", "Our reporter saw drivers sleeping in their cabs beside the closed ferry road"),
        ("", "asserts", "The mayor promised that the smaller of the piers would be clear by Sunday"),
        WORDS[2],
    ]
    index = OriginIndex()
    index.origin(read("a", WORDS))
    assert index.origin(read("b", own, hours=2)).id == "b"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MARIN (AP) — The harbor stayed shut.", "Associated Press"),
        ("MARIN, Nov 5 (Reuters) - The harbor stayed shut.", "Reuters"),
        ("The harbor stayed shut, according to Reuters.", "Reuters"),
        ("The harbor stayed shut, the Interfax news agency reported.", "Interfax"),
        ("He tapped the app and sat on his lap.", ""),
    ],
)
def test_a_wire_is_known_by_its_credit(text: str, name: str) -> None:
    """Datelines and explicit credits name the wire, other words do not."""
    assert wire(text) == name


def test_two_articles_that_credit_one_wire_for_one_event_have_one_origin() -> None:
    """Rewritten, but both from the same wire: not two confirmations."""
    a = read(
        "a", [("", "asserts", "A crane fell on two piers in Marin harbor at dawn, according to Reuters")]
    )
    b = read(
        "b",
        [("", "asserts", "Marin harbor: fallen crane blocks two piers since dawn, Reuters reported")],
        hours=3,
    )
    far = read(
        "c", [("", "asserts", "The court in Osten jailed a banker for fraud, Reuters reported")], hours=3
    )
    index = OriginIndex()
    assert [index.origin(one).id for one in (a, b, far)] == ["a", "a", "c"]


def test_an_origin_told_before_is_kept() -> None:
    """Restoring from the store does not decide again."""
    assert OriginIndex().origin(replace(read("b", WORDS), origin="a")).id == "a"


def test_a_sketch_of_nothing_is_empty() -> None:
    """Text without four words has no runs."""
    assert sketch("") == sketch("Too short.") == b""


def test_the_syndication_set_is_nearly_all_right() -> None:
    """Edited copies keep their origin and independent reports get their own: at least 95 of 100."""
    assert accuracy()[0] >= 0.95

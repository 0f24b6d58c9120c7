"""Origins: copies and credited wires count once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.origins import accuracy, by_hand, cases
from digest.model import Read
from digest.origins import OriginIndex, issuer, sketch, wire
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
    assert accuracy(cases())[0] >= 0.95


def test_the_cases_by_hand_are_nearly_all_right() -> None:
    """Statements, two wires, reports of one's own: at least 95 of 100, all of them in one stream."""
    assert accuracy(by_hand())[0] >= 0.95


def stated(
    name: str, words: str, *, who: str = "Port Authority of Marin", outlet: str = "", hours: float = 0
) -> Read:
    """An article whose one claim is made in a statement."""
    return read(
        name, [(f"{who}/", "asserts", f"{who} said in a statement that {words}")], outlet=outlet, hours=hours
    )


def test_a_statement_is_one_origin_however_five_outlets_word_it() -> None:
    """Its kind is "statement", and its name the issuer's."""
    told = ["dues for container ships rise by eight percent in January", "ships pay eight percent more dues",
            "container ships are charged eight percent more in dues from January",
            "its dues for container ships go up eight percent",
            "dues rise eight percent for container ships"]  # fmt: skip
    index = OriginIndex()
    found = [index.origin(stated(f"a{n}", words, hours=n)) for n, words in enumerate(told)]
    assert {(one.id, one.kind, one.name) for one in found} == {("a0", "statement", "Port Authority of Marin")}


def test_two_statements_of_a_day_are_two_origins() -> None:
    """One issuer, two matters; and a new statement on the same matter is another one too."""
    index = OriginIndex()
    first = stated("a", "nine people are missing after the flood in the mill quarter")
    other = stated("b", "two cranes for the grain pier were ordered from a yard in Sarn", hours=2)
    again = stated("c", "all nine people missing after the flood in the mill quarter were found", hours=5)
    text = again.article.text.replace("a statement", "a new statement")
    again = replace(
        again, article=replace(again.article, text=text), analysis=replace(again.analysis, minhash=b"")
    )
    assert [index.origin(one).id for one in (first, other, again)] == ["a", "b", "c"]


def test_an_article_with_other_voices_is_no_statement() -> None:
    """It quotes the statement, and is a report of its own."""
    one = read("a", [
        ("Port Authority/", "asserts", "Port Authority said in a statement that dues would rise"),
        ("Sven Arp/", "asserts", "he would call at another port"),
        ("Hana Mol/", "asserts", "fruit would cost more"),
    ])  # fmt: skip
    assert issuer(one) == ""
    assert issuer(stated("b", "dues rise")) == "Port Authority of Marin"

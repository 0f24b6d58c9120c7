"""Headlines: how one stands to a claim, and articles of one story whose headlines deny each other."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.headlines import accuracy, decided, macro, table
from benchmarks.train_headlines import learned, plain_words
from digest.disputes import meet
from digest.disputes.headlines import STANCES, denies, stance
from digest.disputes.headlines.decision import judged, weights
from digest.disputes.headlines.features import features
from digest.disputes.headlines.kinds import kinds
from digest.disputes.headlines.reading import FORM, SHARED, read
from digest.model import Read
from tests.digest.claims_by_hand import read as article

CLAIM = "The mayor of Lindham has resigned over the harbor contract"


@pytest.mark.parametrize(("headline", "expected"), [
    ("Lindham mayor resigns over harbor contract", "for"),
    ("Mayor of Lindham quits after row over the harbor contract", "for"),
    ("Lindham mayor did not resign over harbor contract: report is a hoax", "against"),
    ("No, the mayor of Lindham has not resigned", "against"),
    ("Debunked: fake report says Lindham mayor resigned", "against"),
    ("Lindham mayor reportedly resigns over harbor contract", "observing"),
    ("Has the mayor of Lindham resigned?", "observing"),
    ("Rumor: Lindham mayor may resign over harbor contract, sources claim", "observing"),
])  # fmt: skip
def test_a_headline_is_for_against_or_observing(headline: str, expected: str) -> None:
    """A plain statement is for, a denial against, a report or a question observes."""
    assert stance(CLAIM, headline).stance == expected


def test_the_reason_names_the_word_that_tells() -> None:
    """What turned the decision is quoted from the headline."""
    found = stance(CLAIM, "Report that Lindham mayor resigned is a hoax")
    assert "“hoax”" in found.reason
    assert found.reason.startswith("against: ")


def test_a_hedge_of_the_claim_itself_tells_less() -> None:
    """Who repeats a claim that is itself a report observes it less than who adds the report."""
    plain, reported = "Norvia will buy Kordia", "Norvia will reportedly buy Kordia"
    adds = stance(plain, "Norvia will reportedly buy Kordia").probability["for"]
    keeps = stance(reported, "Norvia will reportedly buy Kordia").probability["for"]
    assert keeps > adds


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_have_a_stance(claim: str, headline: str) -> None:
    """Whatever is read, there is one stance and three probabilities that add up to one."""
    found = stance(claim, headline)
    assert found.stance in STANCES
    assert math.isclose(sum(found.probability.values()), 1.0)
    assert 0.0 <= denies(claim, headline) <= 1.0


def test_a_text_of_any_length_takes_bounded_time() -> None:
    """Only the beginning of a text is read: what follows changes nothing."""
    long = "Lindham mayor resigns " * 40
    assert stance(CLAIM, long + "x" * 1_000_000) == stance(CLAIM, long)


NAMES = ("Russia", "Ukraine", "Israel", "Iran", "China", "Taiwan", "Apple", "Samsung", "Harris", "Trump")


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_exchanging_two_parties_changes_no_stance(one: str, other: str) -> None:
    """Names count for nothing, whichever they are."""
    for pattern in (
        "{} struck the depot|{} denies it struck the depot",
        "{} will leave the talks|{} reportedly set to leave the talks",
    ):
        first, second = (tuple(pattern.format(name, name).split("|")) for name in (one, other))
        mine, theirs = (stance(*pair).probability for pair in (first, second))
        assert mine == pytest.approx(theirs, abs=0.05)
        assert stance(*first).stance == stance(*second).stance


def test_no_name_is_in_the_table() -> None:
    """The weights know no country, company or person."""
    known = {
        word
        for name in weights()
        if name.partition(" ")[0] in ("word", "two", "three")
        for word in name.split()[1:]
    }
    assert not known & {
        "russia",
        "ukrain",
        "israel",
        "iran",
        "iraq",
        "syria",
        "isi",
        "isil",
        "appl",
        "obama",
        "us",
    }
    assert {"hoax", "deni"} <= known


def test_words_of_the_claim_become_one_mark() -> None:
    """What the headline has from the claim, also in another form or near in meaning, is read as one."""
    reading = read("A lawyer bought the tower in Velden", "Velden attorney's tower purchase a hoax")
    assert reading.marks == (SHARED, "a", "hoax")
    assert reading.covered > 0.9
    assert reading.fresh == ["fake"]


def test_every_row_of_the_table_has_words_of_its_own() -> None:
    """Each kind finds something, and only rows with words for ranking rank."""
    assert len({kind.name for kind in kinds()}) == len(kinds())
    assert {kind.name for kind in kinds() if not kind.ranks} == {"doubt", "confirm", "will"}
    assert all(kind.all_words.search("") is None for kind in kinds())


def test_a_headline_that_denies_another() -> None:
    """One way round only; never a question, "not a hoax" or a quoted word, never between two denials."""
    says, refutes = "Singer Axel Rohn dead at 61", "Axel Rohn is not dead: report of singer's death is a hoax"
    assert denies(refutes, says) > 0.9
    assert denies(says, refutes) == 0.0
    assert denies("Is the report that Axel Rohn is dead a hoax?", says) == 0.0
    assert denies("Axel Rohn death is not a hoax", says) == 0.0
    assert denies(refutes, "Axel Rohn did not die") == 0.0
    assert (
        denies("Marn: 'phony harvest' remark was about Velden policy", "Marn defends harvest remark") == 0.0
    )
    assert denies("", says) == denies(refutes, "") == 0.0


def _reads(story: int = 1) -> list[Read]:
    first = article("a", [
        ("Council/Council", "asserts", "the mayor has stepped down"),
        ("Council/Council", "asserts", "the budget is read in March"),
    ], title="Mayor resigns over harbor contract")  # fmt: skip
    second = article("b", [
        ("Mayor/Mayor", "denies", "that she was leaving over the harbor contract"),
        ("Police/Police", "asserts", "the square was quiet"),
    ], title="Lindham mayor denies resigning over harbor contract", hours=2, story=story)  # fmt: skip
    return [first, second]


def test_claims_meet_where_their_headlines_do() -> None:
    """Two wordings without a common verb meet, because one headline denies the other."""
    (found,) = meet(_reads())
    assert (found.kind, found.a.article, found.a.claim, found.b.article, found.b.claim) == (
        "denies", "b", "1", "a", "1",
    )  # fmt: skip
    assert found.reason == "Mayor denied what Council said (by their headlines)"
    assert meet(_reads(), of="a") == meet(_reads(), of="b") == [found]
    assert meet(_reads()[::-1]) == [found]


def test_two_outlets_in_their_own_words_meet_too() -> None:
    """Where neither names who says it, the headlines are what stands against each other."""
    says, refutes = "Singer Axel Rohn dead at 61", "Axel Rohn is not dead: report of singer's death is a hoax"
    first = article("a", [("", "asserts", "The singer Axel Rohn passed away on Sunday")], title=says)
    second = article(
        "b", [("", "asserts", "No singer named Axel Rohn was brought in")], title=refutes, hours=1
    )
    (found,) = meet([first, second])
    assert (found.a.article, found.b.article) == ("b", "a")
    assert found.reason == "one headline denies the other"


def test_headlines_of_two_stories_do_not_meet() -> None:
    """What lies in another story is about something else."""
    assert meet(_reads(story=2)) == []


def test_one_party_does_not_deny_itself() -> None:
    """A headline that reports a party's change of mind is no dispute."""
    one, two = _reads()
    same = article("b", [
        ("Council/Council", "denies", "that the mayor of Lindham was leaving office"),
    ], title=two.article.title, hours=2)  # fmt: skip
    assert meet([one, same]) == []


ROWS: list[dict[str, Any]] = [
    {"claim": f"{name} will close the mill", "headline": headline.format(name), "stance": label, "fold": at}
    for at, name in enumerate(("Varland", "Ostria", "Kordia", "Norvia"))
    for headline, label in (
        ("{} will close the mill in spring", "for"),
        ("it is a hoax that {} will close the mill", "against"),
        ("they wonder whether {} will close the mill", "observing"),
    )
]


def test_what_is_learned_holds_no_name_and_no_single_wording() -> None:
    """A word must be seen small and with several claims; the same data give the same weights."""
    made = learned(ROWS, [features(row["claim"], row["headline"]) for row in ROWS])
    assert made == learned(ROWS, [features(row["claim"], row["headline"]) for row in ROWS])
    assert made["word hoax"][STANCES.index("against")] > 0
    assert not any(name.lower() in feature for name in ("varland", "ostria") for feature in made)
    assert "hoax" in plain_words(ROWS)
    said = decided([judged(features(row["claim"], row["headline"]), made) for row in ROWS])
    assert accuracy(ROWS, said) == 1.0
    assert macro(ROWS, said) == 1.0
    assert table(ROWS, said)["against", "against"] == len(ROWS) // 3


def test_form_words_are_no_content() -> None:
    """Words that carry the form of a headline are never taken for the claim's."""
    assert read("He will not go to it", "She will not be at it").marks == (
        "she",
        "will",
        "not",
        "be",
        "at",
        "it",
    )
    assert "not" in FORM

"""Corrections: which sentences a publisher changed, and which claims live on."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from digest.corrections import compare, keep
from tests.digest.claims_by_hand import read

OLD = "The harbor was shut. Twelve people were hurt at the pier. The mayor spoke."
NEW = "The harbor was shut. Nine people were hurt at the pier. The mayor spoke. He left early."


def test_only_changed_sentences_are_named() -> None:
    """One changed, one added, two as they were."""
    changed, added = compare(OLD, NEW)
    assert changed.before
    assert changed.after
    assert OLD[slice(*changed.before)] == "Twelve people were hurt at the pier."
    assert NEW[slice(*changed.after)] == "Nine people were hurt at the pier."
    assert added.before is None
    assert added.after
    assert NEW[slice(*added.after)] == "He left early."


def test_a_removed_sentence_is_named() -> None:
    """With its place in the old text."""
    (gone,) = compare(NEW, NEW.replace(" He left early.", ""))
    assert gone.after is None
    assert gone.before
    assert NEW[slice(*gone.before)] == "He left early."


@given(st.lists(st.sampled_from(["The harbor was shut.", "Nobody spoke.", "It rained."]), max_size=6))
def test_a_text_and_itself_do_not_differ(parts: list[str]) -> None:
    """Nor does it differ by spaces."""
    assert compare(" ".join(parts), "  ".join(parts)) == ()


def test_a_claim_that_is_only_reworded_keeps_its_identity() -> None:
    """Same actor, same stance, most of its words: the same claim, corrected."""
    old = read("a", [("Mayor/", "asserts", "twelve people were hurt at the pier on Friday")]).analysis.claims
    new = read("a", [
        ("Mayor/", "asserts", "nine people were hurt at the pier on Friday"),
        ("Union/", "asserts", "nine people were hurt at the pier on Friday evening"),
    ]).analysis.claims  # fmt: skip
    fresh = tuple(replace(one, id=f"n{one.id}") for one in new)
    assert [one.id for one in keep(old, fresh)] == ["1", "n2"]

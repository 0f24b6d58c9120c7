"""Corrections: which sentences a publisher changed, and which claims live on."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.corrections import EDITS, articles, edited
from digest.corrections import compare, keep, splice, window
from digest.corrections.window import spans_of
from digest.model import Analysis, Article, Claim, cut
from digest.nlp.analyzer import Analyzer
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


# --- identity --------------------------------------------------------------------------------------------


def claims(name: str, *rows: tuple[str, str, str]) -> tuple[Claim, ...]:
    """Claims with ids of their own: ``name`` and their number."""
    return tuple(replace(one, id=f"{name}{one.id}") for one in read("a", rows).analysis.claims)


def test_a_claim_that_is_only_reworded_keeps_its_identity() -> None:
    """Same actor, same stance, most of its words: the same claim, corrected."""
    old = claims("", ("Mayor/", "asserts", "twelve people were hurt at the pier on Friday"))
    new = claims(
        "n",
        ("Mayor/", "asserts", "nine people were hurt at the pier on Friday"),
        ("Union/", "asserts", "nine people were hurt at the pier on Friday evening"),
    )
    assert [one.id for one in keep(old, new)] == ["1", "n2"]


def test_the_likest_claim_keeps_the_name() -> None:
    """A new claim that is only like an old one does not take its name from the one that says the same."""
    said = ("Mayor/", "asserts", "twelve people were hurt at the pier on Friday")
    like = ("Mayor/", "asserts", "nine people were hurt at the pier on Friday")
    assert [one.id for one in keep(claims("", said), claims("n", like, said))] == ["n1", "1"]


def test_no_two_claims_have_one_name() -> None:
    """A name that a reworded claim goes by is not given again when the old words come back beside it."""
    old = claims("", ("Mayor/", "asserts", "twelve people were hurt at the pier on Friday"))
    new = claims(
        "",
        ("Union/", "asserts", "the cranes were never inspected in all those years"),
        ("Mayor/", "asserts", "nine people were hurt at the pier on Friday"),
    )
    first, second = keep(old, new)
    assert second.id == "1"
    assert first.id not in {"1", "2"}


# --- what is taken anew ------------------------------------------------------------------------------------

PARAGRAPHS = (
    "The river rose above the dike in Osten on Monday. Mayor Ilse Brandt said forty houses were flooded.",
    "The water board denied that the pumps had failed.",
    "Farmers in the valley moved their cattle to the hills. The northern road was closed at noon.",
    "“We were never warned,” said Karl Weidner, who keeps a mill beside the weir.",
    "Officials promised that money for the houses would come by the end of the week.",
)


@lru_cache(maxsize=1)
def analyzer() -> Analyzer:
    return Analyzer(attribution="rules")


@lru_cache(maxsize=64)
def analysis(text: str) -> Analysis:
    return analyzer()(Article("a", text))


def test_a_changed_figure_takes_its_surroundings_anew_and_nothing_else() -> None:
    """The far end of the article keeps its very claims, moved to where they stand now."""
    old = "\n\n".join(PARAGRAPHS)
    new = old.replace("forty houses", "one hundred and forty houses")
    found = window(old, analysis(old).claims, new)
    assert [new[a:b][:10] for a, b in found.again] == ["The river ", "Mayor Ilse", "The water "]
    mine = splice(old, analysis(old), new, Analysis())
    stay = [one for one in analysis(old).claims if one.sentence[0] > old.index("Farmers")]
    assert [one.id for one in mine.claims] == [one.id for one in stay]
    assert all(one.content.text == cut(new, one.content.spans) for one in mine.claims)


def test_who_speaks_is_decided_anew_where_a_name_was_exchanged() -> None:
    """A sentence far away that names somebody the correction renamed is taken anew too."""
    old = "\n\n".join((*PARAGRAPHS, "Brandt asked the neighboring towns for sandbags."))
    new = old.replace("Mayor Ilse Brandt", "Mayor Ilse Vogel")
    again = [new[a:b][:6] for a, b in window(old, analysis(old).claims, new).again]
    assert again[-1] == "Brandt"


@lru_cache(maxsize=1)
def samples() -> list[Article]:
    return articles()


@settings(max_examples=25)
@given(st.integers(0, 28), st.integers(0, 28), st.sampled_from(EDITS), st.randoms(use_true_random=False))
@example(0, 1, "exchange", Random(1))
def test_a_new_version_says_what_a_full_analysis_says(at: int, other: int, kind: str, random: Random) -> None:
    """Whatever is changed, put in, taken out or exchanged: inside the window the claims are those of a full
    analysis, outside they are the old ones, ids and all; every shown word stands in the new version.
    """
    old = samples()[at % len(samples())].text
    new = edited(old, samples()[other % len(samples())].text, kind, random)
    before, after = analysis(old), analysis(new)
    mine = splice(old, before, new, after)
    again = window(old, before.claims, new).again

    def anew(one: Claim) -> bool:
        return any(a < end and start < b for a, b in spans_of(one) for start, end in again)

    def bare(one: Claim) -> Claim:
        return replace(one, targets=(), salience=0.0, why="")

    assert {bare(one) for one in mine.claims if anew(one)} == {bare(one) for one in after.claims if anew(one)}
    assert {one.id for one in mine.claims if not anew(one)} <= {one.id for one in before.claims}
    assert len({one.id for one in mine.claims}) == len(mine.claims)
    for one in mine.claims:
        assert one.content.text == cut(new, one.content.spans)
        assert not one.source or one.source.text == cut(new, one.source.spans)
        assert all(figure.text == new[figure.start : figure.end] for figure in one.figures)
        assert all(cut(new, one.content.spans) and mine.places[n].start >= 0 for n in one.places)
    assert {name for met in mine.disputes for name in met.claims} <= {one.id for one in mine.claims}


def test_an_unchanged_text_changes_nothing() -> None:
    """However differently it may be read the second time."""
    old = "\n\n".join(PARAGRAPHS)
    mine = splice(old, analysis(old), old, Analysis())
    assert [one.id for one in mine.claims] == [one.id for one in analysis(old).claims]
    assert window(old, analysis(old).claims, old).again == ()

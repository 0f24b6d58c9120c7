"""What a digest shows first."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Claim, Content, Source, Stance
from digest.nlp.claims.salience import choices, choose, ranked, weigh


def made(number: int, side: str, text: str, stance: Stance = Stance.asserts, salience: float = 0.5) -> Claim:
    content = Content(((number * 10, number * 10 + 9),), text)
    return Claim(
        f"c{number}", Source(((0, 1),), side, side, side), None, stance, content, (0, 9), salience=salience
    )


def test_every_side_is_heard() -> None:
    """With room for two, the strongest of each side, not the two strongest of one."""
    claims = [
        made(0, "A", "one two three", salience=0.9),
        made(1, "A", "four five six", salience=0.8),
        made(2, "B", "seven eight nine", salience=0.1),
    ]
    assert [claim.id for claim in choose(claims, 2)] == ["c0", "c2"]


def test_a_repetition_waits() -> None:
    """What says the same again comes after what is new."""
    same = "the bridge was closed on Monday"
    claims = [
        made(0, "A", same, salience=0.9),
        made(1, "A", same, salience=0.8),
        made(2, "A", "two boats are missing", salience=0.1),
    ]
    assert [claim.id for claim in choose(claims, 2)] == ["c0", "c2"]


def test_why_is_told() -> None:
    """Each point has its reason; a denial near the head weighs more than a plain claim near the end."""
    claims = [made(0, "A", "the bridge was closed", Stance.denies), made(9, "A", "two boats are missing")]
    first, last = weigh(claims, 100)
    assert first.salience > last.salience
    assert "it denies" in first.why
    assert "near the end" in last.why


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.floats(0, 1)), max_size=8), st.integers(0, 9))
def test_choice_is_within_budget_and_in_order(raw: list[tuple[str, float]], budget: int) -> None:
    """Never more than the budget, never fewer than there are, order kept, the same each time."""
    claims = [
        replace(made(k, side, f"word{k} other{k}"), salience=value) for k, (side, value) in enumerate(raw)
    ]
    chosen = choose(claims, budget)
    assert len(chosen) == min(budget, len(claims))
    assert [claims.index(claim) for claim in chosen] == sorted(claims.index(claim) for claim in chosen)
    assert chosen == choose(claims, budget)


def test_each_choice_has_its_reason() -> None:
    """Ranks tell the order of choosing; what is left out says why, naming what it repeats."""
    same = "the bridge was closed on Monday"
    claims = [
        made(0, "A", same, salience=0.9),
        made(1, "A", same, salience=0.8),
        made(2, "A", "two boats are missing", salience=0.7),
        made(3, "B", "nobody was hurt there", salience=0.1),
        made(4, "A", "rain will fall tonight", salience=0.05),
    ]
    told = choices(claims, 3)
    assert [(one.rank, one.reason) for one in told] == [
        (1, "the strongest of A"),
        (0, "says again what c0 says"),
        (3, "among the strongest left"),
        (2, "the strongest of B"),
        (0, "no room: 3 are shown"),
    ]
    assert choices(claims, 5)[1].reason == "says again what c0 says, but there was room"


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.floats(0, 1)), max_size=8), st.integers(0, 9))
def test_every_side_is_heard_before_any_is_heard_twice(raw: list[tuple[str, float]], budget: int) -> None:
    """However the weights lie, the chosen cover as many sides as there are, or as there is room for."""
    claims = [
        replace(made(k, side, f"word{k} other{k}"), salience=value) for k, (side, value) in enumerate(raw)
    ]
    heard = {claim.source.side for claim in choose(claims, budget) if claim.source}
    assert len(heard) == min(budget, len({side for side, _ in raw}))


def test_best_first_is_taken_as_given() -> None:
    """`ranked` leaves the order to the caller: the digest puts what is new before what weighs more."""
    claims = [made(0, "A", "one two three", salience=0.1), made(1, "A", "four five six", salience=0.9)]
    assert [one.rank for one in ranked(claims, 1)] == [1, 0]


def test_a_denial_repeats_nothing() -> None:
    """Claim and denial have the same words and are both shown."""
    same = "the bridge was closed on Monday"
    claims = [made(0, "A", same), made(1, "B", same, Stance.denies), made(2, "A", "two boats are missing")]
    assert [claim.id for claim in choose(claims, 2)] == ["c0", "c1"]

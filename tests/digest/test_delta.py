"""What changed: nothing is lost, and deltas add up."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from digest import delta
from digest.delta import FACETS, State

keys = st.sampled_from(["a#1", "a#2", "b#1", "7"])
words = st.text(min_size=1, max_size=6)
facets = st.dictionaries(keys, words, max_size=4)
states = st.builds(
    lambda parts, stories: State({**parts, "stories": stories}),
    st.fixed_dictionaries({}, optional={facet: facets for facet in FACETS if facet != "stories"}),
    st.dictionaries(keys, st.sampled_from(["open", "quiet", "in 7", "from 7"]), max_size=4),
)


@given(states, states)
def test_a_delta_leads_from_the_state_before_to_the_state_after(before: State, after: State) -> None:
    """Applying the difference of two states to the first gives the second."""
    assert delta.apply(before, delta.diff(before, after)) == after


@given(st.lists(states, min_size=2, max_size=6), st.data())
def test_deltas_over_any_subset_of_runs_add_up(runs: list[State], data: st.DataObject) -> None:
    """Whichever runs a channel was there for, the deltas it got add up to the last full state."""
    there = data.draw(st.lists(st.booleans(), min_size=len(runs) - 1, max_size=len(runs) - 1))
    chosen = [one for one, kept in zip(runs[:-1], there, strict=True) if kept] + [runs[-1]]
    now = State()
    for one in chosen:
        now = delta.apply(now, delta.diff(now, one))
    assert now == runs[-1]


@given(states)
def test_equal_states_have_no_delta(one: State) -> None:
    """When nothing changed, nothing is told."""
    assert delta.diff(one, one) == ()


@given(states)
def test_a_state_survives_json(one: State) -> None:
    """What a delivery keeps as JSON is the state it had."""
    assert delta.from_rows(json.loads(json.dumps(one.rows()))) == one


def test_a_story_that_became_part_of_another_or_left_it_is_told() -> None:
    """Merged once it stands in another; split only for those who know where it came from, and only once."""
    before = State({"stories": {"1": "open", "2": "open"}})
    after = State({"stories": {"1": "open", "2": "in 1", "3": "from 1"}, "headlines": {"1": "Flood"}})
    told = delta.told(delta.diff(before, after))
    assert [(change.kind, change.key) for change in told] == [("merged", "2"), ("split", "3")]
    again = State({"stories": {"1": "open", "3": "open"}, "headlines": {"1": "The flood"}})
    assert delta.told(delta.diff(after, again)) == ()


def test_each_change_is_told_by_its_kind() -> None:
    """New, corrected, withdrawn, denied, figure and quiet are told; what merely ages out is not."""
    before = State({
        "claims": {"a#1": "old words", "a#2": "taken back", "a#3": "aged"},
        "figures": {"1|X|dead|": "12"},
        "stories": {"1": "open"},
    })  # fmt: skip
    after = State({
        "claims": {"a#1": "new words", "b#1": "fresh"},
        "denied": {"a#1": "no"},
        "figures": {"1|X|dead|": "15", "1|Y|dead|": "9"},
        "stories": {"1": "quiet", "2": "open"},
    })  # fmt: skip
    found = delta.diff(before, after, withdrawn={"a#2"})
    assert {(change.kind, change.key) for change in found} == {
        ("corrected", "a#1"), ("withdrawn", "a#2"), ("gone", "a#3"), ("new", "b#1"), ("denied", "a#1"),
        ("figure", "1|X|dead|"), ("figure", "1|Y|dead|"), ("quiet", "1"), ("open", "2"),
    }  # fmt: skip
    told = {(change.kind, change.before, change.after) for change in delta.told(found)}
    assert ("figure", "12", "15") in told
    assert not any(kind in ("gone", "open") or (kind == "figure" and not old) for kind, old, _ in told)

"""Quotation marks are paired without a parse, and never raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.nlp.parse.quotes import quotations

CASES = {
    "“One two three,” he said. “Four five six.”": ["“One two three,”", "“Four five six.”"],
    '"One two three," he said.': ['"One two three,"'],
    "‘We won’t go to Ross’s house,’ she said.": ["‘We won’t go to Ross’s house,’"],
    "It’s the players’ turn, and they don't mind.": [],
    "“Open without end\nNext paragraph.": ["“Open without end"],
    "He said ``as it was'' then.": ["``as it was''"],
    '5" pipes and 6" pipes': [],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_pairs(text: str, expected: list[str]) -> None:
    """Curly, straight, single and TeX marks; apostrophes are none."""
    assert [text[q.start : q.end] for q in quotations(text)] == expected


def test_a_quotation_goes_on_over_paragraphs() -> None:
    """An open paragraph and one that opens again are one quotation."""
    first, second = quotations("“One two three.\n\n“Four five six.” Seven.")
    assert (first.closed, first.goes_on, second.closed) == (False, True, True)


@given(st.text(alphabet="ab “”\"'‘’«»`\n.,", max_size=80))
def test_unbalanced_marks_never_overlap(text: str) -> None:
    """Whatever the marks, quotations are in order, inside the text, and apart."""
    found = quotations(text)
    edges = [edge for q in found for edge in (q.start, q.end)]
    assert edges == sorted(edges)
    assert all(0 <= q.start < q.end <= len(text) for q in found)


def test_two_single_marks_are_one_double() -> None:
    """Wire texts write ''…'' with the same sign on either side."""
    text = "''It was old,'' he said. ''Nobody looked.''"
    assert [text[q.start : q.end] for q in quotations(text)] == ["''It was old,''", "''Nobody looked.''"]

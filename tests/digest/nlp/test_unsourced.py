"""No unsourced word: all that a claim shows is cut from its article."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model import Analysis, Article, Claim, Spans, cut
from digest.nlp.analyzer import Analyzer

PIECES = [
    "The mayor said ",
    "Moscow claims to ",
    "“We are ready,” ",
    "he said. ",
    "according to Reuters, ",
    "Kyiv denied ",
    "that the bridge was closed",
    "but rejected claims of defeat",
    ", police said, ",
    "\n\n",
    "“",
    "”",
    '"',
    ". ",
    "It ",
    "the ministry ",
    "accused them of lying",
    "at least 40 people were killed ",
    "… ",
    "\t",
    "é",
    "\u200b",
]


def roles(claim: Claim) -> Iterator[tuple[Spans, str]]:
    if claim.source:
        yield claim.source.spans, claim.source.text
    if claim.cue:
        yield claim.cue.spans, claim.cue.text
    yield claim.content.spans, claim.content.text
    yield from ((((f.start, f.end),), f.text) for f in claim.figures)


def check(text: str, analysis: Analysis) -> None:
    for claim in analysis.claims:
        for spans, words in roles(claim):
            assert words == cut(text, spans)
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert list(spans) == sorted(spans)
        start, end = claim.sentence
        assert text[start:end].strip()
        assert all(any(a <= s and e <= b for a, b in claim.content.spans) for s, e in claim.quotes)


@pytest.fixture(scope="module")
def analyses(joined: Analyzer, at_hand: list[Article]) -> list[Analysis]:
    """Every article at hand, by the trained model and the rules, in one batch."""
    return list(joined.many(at_hand))


def test_every_claim_of_every_article_at_hand_is_cut_from_it(
    analyses: list[Analysis], at_hand: list[Article]
) -> None:
    """Source, cue, content and figures equal their spans, in all labelled and recorded articles."""
    assert len(at_hand) >= 50
    for article, analysis in zip(at_hand, analyses, strict=True):
        check(article.text, analysis)
    assert sum(len(analysis.claims) for analysis in analyses) > 400


def test_contents_do_not_overlap(analyses: list[Analysis]) -> None:
    """No word of an article is what two claims say: nothing is told twice."""
    for analysis in analyses:
        pieces = sorted(span for claim in analysis.claims for span in claim.content.spans)
        assert all(one[1] <= other[0] for one, other in pairwise(pieces))


def test_rules_alone_cut_from_the_article_too(analyzer: Analyzer, at_hand: list[Article]) -> None:
    """The same without the trained model."""
    for article, analysis in zip(at_hand, analyzer.many(at_hand), strict=True):
        check(article.text, analysis)


def test_claims_do_not_depend_on_the_batch(
    joined: Analyzer, analyses: list[Analysis], at_hand: list[Article]
) -> None:
    """One by one, and in another order, every article has the very same claims."""
    backwards = list(joined.many(reversed(at_hand), batch_size=7))[::-1]
    assert [one.claims for one in backwards] == [one.claims for one in analyses]
    for article, analysis in list(zip(at_hand, analyses, strict=True))[::5]:
        assert joined(article).claims == analysis.claims


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_a_word_up(joined: Analyzer, text: str) -> None:
    """Texts put together at random give claims cut from them, or none, and never an exception."""
    check(text, joined(Article(id="x", text=text)))

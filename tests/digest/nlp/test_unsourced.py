"""No unsourced word: all that a claim shows is cut from its article."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.claims import gold
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


def test_every_claim_of_every_article_at_hand_is_cut_from_it(analyzer: Analyzer) -> None:
    """Source, cue, content and figures equal their spans, in all gold articles."""
    articles = [Article(id=a.name, text=a.text) for a in gold().every()]
    for article, analysis in zip(articles, analyzer.many(articles), strict=True):
        assert analysis.claims
        check(article.text, analysis)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_a_word_up(analyzer: Analyzer, text: str) -> None:
    """Texts put together at random give claims cut from them, or none, and never an exception."""
    check(text, analyzer(Article(id="x", text=text)))

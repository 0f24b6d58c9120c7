"""The query language: what is typed, what it means, and how a mistake is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import BadInput
from digest.model import Analysis, Article, Read, Stance, Topic
from digest.query import (
    EVERYTHING,
    FIELDS,
    All,
    AnyOf,
    Area,
    Not,
    Query,
    Term,
    bind,
    both,
    catalog,
    either,
    expand,
    matches,
    negated,
    parse,
)
from tests import samples
from tests.digest import values

POKROVSK = Area(704147, "Pokrovsk", "city", "UA", "Donetsk Oblast")
ENGELS = Area(563464, "Engels", "city", "RU", "Saratov Oblast")
DONETSK = Area(709716, "Donetsk Oblast", "region", "UA", "Donetsk Oblast")
UKRAINE = Area(690791, "Ukraine", "country", "UA")
READ = Read(samples.article(), Analysis(samples.claims(), (samples.pokrovsk(),)))
RUSSIA, KYIV, ANALYSTS = samples.claims()

plain = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters='"“”„«»'), min_size=1, max_size=9
)
phrases = st.lists(plain, min_size=1, max_size=3).map(" ".join)
terms = st.one_of(
    st.builds(Term, st.sampled_from(["", "place", "actor", "side", "outlet", "topic", "story"]), phrases),
    st.builds(Term, st.just("stance"), st.sampled_from(["denies", "concedes"])),
    st.builds(Term, st.just("since"), st.sampled_from(["2d", "12h", "2025-11-05"])),
)


def grown(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=3)
    return several.map(lambda parts: both(*parts)) | several.map(lambda p: either(*p)) | inner.map(negated)


@settings(max_examples=150, deadline=None)
@given(st.recursive(terms, grown, max_leaves=6))
def test_a_query_says_itself(query: Query) -> None:
    """parse(str(query)) is the query, whatever words are in it."""
    assert parse(str(query)) == query


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30) | st.text('ab"():-|& OR', max_size=20))
def test_whatever_is_typed_is_a_query_or_a_mistake_with_a_caret(text: str) -> None:
    """No other end, and the caret stands under a column of the text."""
    try:
        found = parse(text)
    except BadInput as error:
        _, shown, caret = str(error).rsplit("\n", 2)
        assert caret.strip() == "^"
        assert len(caret) <= len(shown) + 1
    else:
        assert parse(str(found)) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", EVERYTHING),
        ("pokrovsk", Term("", "pokrovsk")),
        ('"grain deal" -opinion', All((Term("", "grain deal"), Not(Term("", "opinion"))))),
        (
            'Actor:"Defense Ministry" STANCE:Denies',
            All((Term("actor", "Defense Ministry"), Term("stance", "denies"))),
        ),
        ("a OR b c", AnyOf((Term("", "a"), All((Term("", "b"), Term("", "c")))))),
        (
            "a (b | c) AND NOT d",
            All((Term("", "a"), AnyOf((Term("", "b"), Term("", "c"))), Not(Term("", "d")))),
        ),
        ("“grain deal” «Покровськ»", All((Term("", "grain deal"), Term("", "Покровськ")))),
    ],
)
def test_what_words_mean(typed: str, meant: Query) -> None:
    """Next to each other is and; OR binds loosest; curly quotes are quotes."""
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "column", "words"),
    [
        ("plac:x", 0, "did you mean place:"),
        ("a stance:denys", 9, "did you mean denies"),
        ('a "b', 2, "never closed"),
        ("a)", 1, "closes nothing"),
        ("(a", 2, "parenthesis is never closed"),
        ("a OR", 4, "missing at the end"),
        ("a - b", 2, "right before the word"),
        ("since:soon", 6, "a time is"),
        ('a ""', 2, "nothing between"),
    ],
)
def test_a_mistake_shows_its_column(typed: str, column: int, words: str) -> None:
    """The text, a caret under the column, and what may have been meant."""
    with pytest.raises(BadInput, match=words) as error:
        parse(typed)
    _, shown, caret = str(error.value).split("\n")
    assert shown == f"  {typed}"
    assert caret.index("^") == column + 2


# --- what matches -----------------------------------------------------------------------------------------


def at(place: Area, text: str = "place:x") -> Query:
    return bind(parse(text), places=lambda _: [place], now=samples.NOON)


def test_a_place_holds_what_lies_in_it() -> None:
    """A report from Pokrovsk is from Donetsk oblast and from Ukraine, and not from Engels."""
    assert all(matches(at(area), READ, RUSSIA) for area in (POKROVSK, DONETSK, UKRAINE))
    assert not any(matches(at(ENGELS), READ, claim) for claim in (RUSSIA, KYIV, ANALYSTS))


def test_a_denial_that_names_no_place_is_about_what_the_article_is_about() -> None:
    """Else the claim would stand alone in a digest on the place."""
    assert matches(at(POKROVSK), READ, KYIV)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("actor:Kyiv", {KYIV.id}),
        ("side:russia", {RUSSIA.id}),
        ("stance:denies", {KYIV.id}),
        ("actor:Kyiv stance:asserts", set()),
        ("encirclement", {RUSSIA.id, KYIV.id, ANALYSTS.id}),  # said early: the article is about it
        ('"zone gray" OR side:Russia', {RUSSIA.id}),
        ("-stance:denies", {RUSSIA.id, ANALYSTS.id}),
        ("outlet:meridian -actor:analysts", {RUSSIA.id, KYIV.id}),
        ("outlet:meridian.example", {RUSSIA.id, KYIV.id, ANALYSTS.id}),
        ("outlet:Eastline", set()),
        ("", {RUSSIA.id, KYIV.id, ANALYSTS.id}),
        ("since:2025-11-05 until:2025-11-06", {RUSSIA.id, KYIV.id, ANALYSTS.id}),
        ("until:2025-11-05", set()),
    ],
)
def test_what_claims_match(typed: str, wanted: set[str]) -> None:
    """All conditions hold of one and the same claim."""
    query = bind(parse(typed), places=lambda _: [], now=samples.NOON)
    title = Read(Article(**{**_fields(READ.article), "title": "The front"}), READ.analysis)
    assert {claim.id for claim in READ.analysis.claims if matches(query, title, claim)} == wanted
    assert matches(query, title) == bool(wanted)


def test_words_said_late_are_those_of_their_own_claim() -> None:
    """Behind the lead a word is the claim's whose sentence has it, by stem, in one piece."""
    text = f"{'The council met on Tuesday. ' * 12}Mills denied delays of ferries. Ford said fares rise."
    mills = samples.claim(text, "Mills", "denied", "delays of ferries", Stance.denies)
    ford = samples.claim(text, "Ford", "said", "fares rise", Stance.asserts)
    read = Read(samples.article(text, title="Council"), Analysis((mills, ford)))
    assert matches(parse("ferry"), read, mills)
    assert not matches(parse("ferry"), read, ford)
    assert not matches(parse('"ferries delays"'), read)
    assert matches(parse("-ferry"), read, ford)


def _fields(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in Article.__slots__}


@settings(max_examples=100, deadline=None)
@given(values.reads(), st.recursive(terms, grown, max_leaves=3))
def test_not_is_the_opposite_for_each_claim(read: Read, query: Query) -> None:
    """Of a claim either the query holds or its negation."""
    for claim in read.analysis.claims:
        assert matches(query, read, claim) != matches(negated(query), read, claim)


# --- topics, places, times ---------------------------------------------------------------------------------


def test_a_topic_stands_for_its_query() -> None:
    """By name, alias and title, inside a larger query, and over another topic."""
    known = catalog([
        Topic("grain", "Grain deal", '"grain deal" OR corridor', ("зерно",)),
        Topic("sea", "Black Sea", "topic:grain -insurance"),
    ])  # fmt: skip
    grain = AnyOf((Term("", "grain deal"), Term("", "corridor")))
    for typed in ("grain", "topic:grain", "Зерно", '"grain deal"'):
        assert expand(parse(typed), known) == grain, typed
    assert expand(parse("sea -tv"), known) == All((grain, Not(Term("", "insurance")), Not(Term("", "tv"))))


def test_a_topic_may_be_called_like_its_word_but_not_go_in_circles() -> None:
    """A topic named pokrovsk with the query pokrovsk is that word; two that name each other are a mistake."""
    assert expand(parse("pokrovsk"), catalog([Topic("pokrovsk", "P", "pokrovsk")])) == Term("", "pokrovsk")
    circle = catalog([Topic("a", "", "topic:b"), Topic("b", "", "topic:a")])
    with pytest.raises(BadInput, match="circle"):
        expand(parse("topic:a"), circle)
    with pytest.raises(BadInput, match="did you mean grain"):
        expand(parse("topic:grian"), catalog([Topic("grain", "", "x")]))


def test_an_unknown_place_is_a_mistake_with_a_suggestion() -> None:
    """Only where a place was asked for; a bare word may be anything."""
    with pytest.raises(BadInput, match="did you mean Pokrovsk"):
        bind(parse("place:Pokrovks"), places=lambda _: [], now=samples.NOON, near=lambda _: "Pokrovsk")
    bind(parse("Pokrovks"), places=lambda _: [], now=samples.NOON)


def test_times_count_back_from_now() -> None:
    """2d before noon is noon two days ago."""
    term = bind(parse("since:2d"), places=lambda _: [], now=samples.NOON)
    assert isinstance(term, Term)
    assert term.moment == samples.NOON - timedelta(days=2)
    with pytest.raises(BadInput, match="no day"):
        bind(parse("since:2025-02-30"), places=lambda _: [], now=samples.NOON)


def test_every_field_is_told_in_the_documentation() -> None:
    """docs/query.md names them all."""
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
    assert [name for name in FIELDS if f"`{name}:" not in page] == []

"""The timeline: dated claims in order, disputes marked, in words and in a picture."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

from PIL import Image

from digest.disputes import meet
from digest.model import ClaimRef
from digest.timeline import timeline
from digest.timeline.picture import MOST, WIDTH, draw
from tests.digest.claims_by_hand import NOON, read

SAID = ("Russia/Russia", "asserts", "its troops had surrounded the garrison at Teln")
DENIED = ("Kyiv/Ukraine", "denies", "that the garrison at Teln was surrounded")


def test_moments_are_in_order_and_answers_name_what_they_answer() -> None:
    """The denial of a later article stands after the claim, and both are marked."""
    reads = [read("b", [DENIED], hours=5), read("a", [SAID])]
    first, second = timeline(reads, meet(reads))
    assert (first.article.id, first.disputed, first.kind) == ("a", True, "")
    assert (second.kind, second.answers) == ("denies", (ClaimRef("a", "1"),))


def test_a_day_named_in_the_words_outweighs_the_day_of_the_article() -> None:
    """ "earlier this week" is when it was said."""
    one = read("a", [SAID])
    (claim,) = one.analysis.claims
    earlier = replace(claim, when=NOON - timedelta(days=3))
    (moment,) = timeline([replace(one, analysis=replace(one.analysis, claims=(earlier,)))], [])
    assert (moment.at, moment.dated) == (NOON - timedelta(days=3), True)


def test_undated_and_withdrawn_articles_are_left_out() -> None:
    """What has no time has no place in a timeline."""
    one = read("a", [SAID])
    undated = replace(one, article=replace(one.article, published=None))
    assert timeline([undated, replace(read("b", [DENIED]), withdrawn=True)], []) == ()


def test_the_picture_says_everything_in_words_too() -> None:
    """A PNG of fixed width; the alt text has each speaker, what it does to whom, and the words."""
    reads = [read("a", [SAID]), read("b", [DENIED], hours=5)]
    drawn = draw(timeline(reads, meet(reads)), title="Teln")
    assert Image.open(io.BytesIO(drawn.png)).width == WIDTH
    assert "1. 2025-11-05 12:00 Russia · asserts · disputed: its troops had surrounded" in drawn.alt
    assert "2. 2025-11-05 17:00 Kyiv · denies 1:" in drawn.alt


def test_the_picture_keeps_disputes_when_there_is_too_much() -> None:
    """Of forty statements the disputed two stay."""
    many = [
        read(f"x{at}", [("Mayor/", "asserts", f"bread number {at} was baked")], hours=at + 9)
        for at in range(40)
    ]
    reads = [read("a", [SAID]), read("b", [DENIED], hours=5), *many]
    alt = draw(timeline(reads, meet(reads)), title="Teln").alt
    assert "surrounded the garrison" in alt
    assert len(alt.splitlines()) == MOST + 1


def test_an_empty_timeline_is_still_a_picture() -> None:
    """Nothing to say is no error."""
    assert draw([], title="Teln").png.startswith(b"\x89PNG")


def test_equal_input_gives_equal_bytes() -> None:
    """The picture is deterministic."""
    moments = timeline([read("a", [SAID])], [])
    assert draw(moments, title="Teln").png == draw(moments, title="Teln").png


def test_copies_are_one_moment() -> None:
    """The same words in three outlets of one origin are one line that names them all."""
    first = read("a", [SAID], outlet="Wire")
    copies = [replace(read(f"c{n}", [SAID], outlet=f"Paper {n}", hours=n), origin="a") for n in (1, 2)]
    answer = read("d", [DENIED], hours=5)
    reads = [*copies, replace(first, origin="a"), answer]
    moment, denial = timeline(reads, meet(reads))
    assert moment.outlets == ("Wire", "Paper 1", "Paper 2")
    assert set(moment.also) == {ClaimRef("c1", "1"), ClaimRef("c2", "1")}
    assert "2. 2025-11-05 17:00 Kyiv · denies 1:" in draw([moment, denial], title="Teln").alt
    other = replace(copies[0], origin="c1")
    assert len(timeline([first, other], [])) == 2


def test_a_day_that_is_the_articles_own_keeps_its_time() -> None:
    """ "said on Wednesday" in Wednesday's paper stands where the paper stands in the day."""
    one = read("a", [SAID], hours=3)
    (claim,) = one.analysis.claims
    today = replace(claim, when=NOON - timedelta(hours=12))
    (moment,) = timeline([replace(one, analysis=replace(one.analysis, claims=(today,)))], [])
    assert (moment.at, moment.dated) == (NOON + timedelta(hours=3), False)

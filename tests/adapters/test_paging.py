from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Divider,
    Heading,
    Message,
    Paragraph,
    Picture,
    Quote,
    Select,
    Small,
    Span,
    text,
    words,
)
from adapters.paging import cut, pages
from tests.adapters.hostile import messages, texts
from tests.adapters.saying import everything_said


def letters(most: int) -> Callable[[Message], bool]:
    """Fits when no more than so many characters are said."""
    return lambda message: len(everything_said(message)) <= most


@given(messages(), st.integers(60, 400))
def test_nothing_is_lost_or_turned_round(message: Message, most: int) -> None:
    """All pages together say what the message says, in its order."""
    cut_up = list(pages(message, letters(most)))
    assert "".join(map(everything_said, cut_up)) == everything_said(message)


@given(messages(), st.integers(60, 400))
def test_pages_fit_unless_one_thing_alone_does_not(message: Message, most: int) -> None:
    """A page that does not fit holds a single block that cannot be cut."""
    for page in pages(message, letters(most)):
        assert letters(most)(page) or len(page.blocks) == 1


@given(
    st.lists(st.sampled_from([Heading(text("Head")), Divider(), Paragraph(text("word " * 12))])),
    st.integers(40, 90),
)
def test_no_heading_at_the_foot_and_no_rule_at_the_edge(blocks: list[Block], most: int) -> None:
    """What opens something stands before it."""
    for page in list(pages(Message(tuple(blocks)), letters(most)))[:-1]:
        assert not isinstance(page.blocks[-1], Divider)
        assert not isinstance(page.blocks[-1], Heading) or not any(
            isinstance(b, Paragraph) for b in page.blocks
        )
        assert not isinstance(page.blocks[0], Divider)


def test_a_dispute_stays_whole_and_with_its_head_where_a_page_can_hold_it() -> None:
    """Claim and denial are not parted while there is another way."""
    head, dispute = Small(text("Claim and denial")), Quote((text("a" * 30), text("b" * 30)))
    first, second = pages(Message((Paragraph(text("p" * 50)), head, dispute)), letters(100))
    assert first.blocks == (Paragraph(text("p" * 50)),)
    assert second.blocks == (head, dispute)


def test_small_lines_that_close_a_group_stay_with_it() -> None:
    """Places and origins under a story's last lines are not left alone at the head of a page."""
    story = [Paragraph(text("p" * 60)), Heading(text("Russia"), 3), Bullets((text("r" * 20),))]
    closing = [Small(text("Places")), Small(text("o" * 20))]
    first, second = pages(Message((*story, *closing)), letters(100))
    assert first.blocks == (story[0],)
    assert second.blocks == (*story[1:], *closing)


def test_many_lines_do_not_go_with_a_small_one() -> None:
    """A page is not left half empty for it; nor does the head of a dispute take along what comes before."""
    lines = Bullets(tuple(text("line" * 4) for _ in range(5)))
    first, second = pages(Message((Paragraph(text("p")), lines, Small(text("s" * 30)))), letters(100))
    assert (first.blocks[-1], len(second.blocks)) == (lines, 1)
    one, head, dispute = Bullets((text("a" * 70),)), Small(text("Claim and denial")), Quote((text("b" * 60),))
    first, second = pages(Message((Paragraph(text("p")), one, head, dispute)), letters(80))
    assert (first.blocks[-1], second.blocks) == (one, (head, dispute))


def test_a_page_is_filled_before_it_is_turned() -> None:
    """A long paragraph is cut where the page ends, not in halves."""
    sizes = [
        len(everything_said(page)) for page in pages(Message((Paragraph(text("word " * 100)),)), letters(200))
    ]
    assert sizes == [200, 200, 100]


@pytest.mark.parametrize(
    "block",
    [
        Code("\n".join(f"line {n}" for n in range(40))),
        Bullets(tuple(text(f"item {n}") for n in range(40))),
        Buttons(tuple(Button(f"button {n}", "x") for n in range(40))),
        Select("which", tuple((f"choice {n}", f"x {n}") for n in range(40))),
        Bullets((text("one item without end " * 40),)),
        Code("one line without end " * 40),
    ],
)
def test_every_kind_of_block_that_holds_several_can_be_cut(block: Block) -> None:
    """Lists, code, buttons and menus go over pages."""
    cut_up = list(pages(Message((block,)), letters(120)))
    assert len(cut_up) > 2
    assert all(map(letters(120), cut_up))


def test_numbers_go_on_over_pages() -> None:
    """A line keeps its number wherever the list is cut, and both halves of a line that is cut have it."""
    lines = tuple(text(f"{n} " + "word " * (40 if n == 4 else 2)) for n in range(1, 9))
    numbered = [
        (block.first + at, words(line))
        for page in pages(Message((Bullets(lines, first=1),)), letters(60))
        for block in page.blocks
        if isinstance(block, Bullets)
        for at, line in enumerate(block.items)
    ]
    assert [n for n, _ in numbered if n != 4] == [1, 2, 3, 5, 6, 7, 8]
    assert all(said.startswith(f"{n} ") for n, said in numbered if n != 4)
    assert len([n for n, _ in numbered if n == 4]) > 1


def test_what_cannot_be_cut_stands_alone() -> None:
    """A picture too large for a page is left to the platform, and the rest still fits."""
    picture = Picture("map.png", b"", "alt" * 100)
    made = list(pages(Message((Heading(text("h")), picture, Paragraph(text("after")))), letters(50)))
    assert [page.blocks for page in made] == [(Heading(text("h")),), (picture,), (Paragraph(text("after")),)]


def test_an_empty_message_has_no_pages() -> None:
    """Nothing to say is nothing said."""
    assert list(pages(Message(()), letters(50))) == []


@given(texts, st.integers(0, 60))
def test_a_cut_keeps_the_words(spans: tuple[Span, ...], room: int) -> None:
    """Both parts together are the whole, and the first is no longer than asked, unless it is one letter."""
    first, second = cut(spans, room)
    assert "".join(s.text for s in (*first, *second)) == "".join(s.text for s in spans)
    assert sum(len(s.text) for s in first) <= room


def test_letters_with_marks_and_joined_emoji_are_not_cut_in_two() -> None:
    """e with an accent and a family of four are one to the eye."""
    family = "👩\u200d👩\u200d👧\u200d👦"
    for room in range(2, 2 + len(family)):
        assert cut((Span("ab" + family),), room)[0] == (Span("ab"),)
    assert cut((Span("cafe\u0301s"),), 4)[0] == (Span("caf"),)

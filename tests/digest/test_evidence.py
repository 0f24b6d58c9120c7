"""Evidence: links name their sentence. That browsers find it is proved by ``benchmarks.evidence``."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.evidence import link

URL = "https://post.example/a"


def fragment(url: str) -> str:
    return url.split("#:~:text=")[1]


def test_a_short_sentence_is_named_whole() -> None:
    """Without the signs at its ends, which pages render otherwise."""
    text = "First this. “Then, that-and-that & more,” she said. End."
    span = (text.index("“Then"), text.index(" End"))
    assert (
        link(URL, text, span)
        == f"{URL}#:~:text=Then%2C%20that%2Dand%2Dthat%20%26%20more%2C%E2%80%9D%20she%20said"
    )


def test_a_long_sentence_is_named_by_its_ends() -> None:
    """First and last words, with a comma between."""
    text = " ".join(f"word{at}" for at in range(40)) + "."
    start, end = fragment(link(URL, text, (0, len(text)))).split(",")
    assert unquote(start) == "word0 word1 word2 word3 word4"
    assert unquote(end) == "word35 word36 word37 word38 word39"


def test_words_that_stand_earlier_too_get_the_words_before_them() -> None:
    """So that the browser does not stop at the first."""
    text = "It is over. The mayor repeated on Friday: It is over."
    found = fragment(link(URL, text, (text.rindex("It is"), len(text))))
    assert found == "mayor%20repeated%20on%20Friday%3A-,It%20is%20over"
    assert "-," not in fragment(link(URL, text, (0, 11)))


def test_an_address_with_a_fragment_keeps_it() -> None:
    """An older text directive is replaced, an anchor stays."""
    assert link(f"{URL}#top", "It is over.", (0, 11)) == f"{URL}#top:~:text=It%20is%20over"
    assert link(f"{URL}#:~:text=old", "It is over.", (0, 11)) == f"{URL}#:~:text=It%20is%20over"


@pytest.mark.parametrize("url", ["", "mailto:a@b.example", "javascript:alert(1)"])
def test_what_is_not_a_page_is_left_alone(url: str) -> None:
    """Only http and https addresses get a fragment."""
    assert link(url, "It is over.", (0, 11)) == url


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_any_text_gives_a_clean_address(text: str, start: int, length: int) -> None:
    """No blank, no raw delimiter, and never an exception, whatever the words are."""
    made = link(URL, text, (start, start + length))
    assert made.startswith(URL)
    assert not any(sign.isspace() for sign in made)
    assert made.isascii()

"""What the rules saw, as columns for the trained model; and words near in meaning."""

from __future__ import annotations

import numpy as np
import pytest

from digest.nlp import frames, parse
from digest.nlp.attribution import attribute, meaning, page, read
from digest.nlp.attribution.seen import (
    ANOTHER_SPEAKS,
    BESIDE,
    IN_ANOTHER,
    IN_CONTENT,
    IN_SOURCE,
    OUTSIDE,
    Seen,
    code,
    look,
    seen,
)
from digest.nlp.cues import cues
from digest.nlp.parse.tree import tree

TEXT = "The mayor said the bridge was closed. On Monday, Ann Lee denied that it had fallen."


def at(words: list[str], word: str) -> int:
    return words.index(word)


@pytest.fixture(scope="module")
def looked() -> tuple[list[str], Seen]:
    doc = parse.load()(TEXT)
    return [token.text for token in doc], look(doc)


def test_a_rules_claim_is_in_the_columns(looked: tuple[list[str], Seen]) -> None:
    """Cue, frame, row, content and source of "said" are where the words are."""
    words, saw = looked
    said, mayor, bridge = (at(words, word) for word in ("said", "mayor", "bridge"))
    assert saw.anchors.tolist() == [said, at(words, "denied")]
    assert saw.frame[said] == code("clause")
    assert saw.row[said] > 0
    assert (saw.content[bridge], saw.source[mayor]) == (said, said)
    assert saw.content[said] == -1


@pytest.mark.parametrize(
    ("cue", "word", "place"),
    [
        ("said", "bridge", IN_CONTENT), ("said", "mayor", IN_SOURCE), ("said", "fallen", IN_ANOTHER),
        ("said", "Lee", ANOTHER_SPEAKS), ("said", "Monday", OUTSIDE), ("closed", "Monday", BESIDE),
        ("closed", "fallen", IN_ANOTHER),
    ],
)  # fmt: skip
def test_where_a_token_lies_for_a_cue(
    looked: tuple[list[str], Seen], cue: str, word: str, place: int
) -> None:
    """In the content or the source of the cue's own rule, in another's, or nowhere."""
    words, saw = looked
    assert saw.place(np.array([at(words, cue)]), np.array([at(words, word)])).tolist() == [place]


def test_frames_have_codes_of_their_own() -> None:
    """A noun's frame is not the verb's; a frame nobody knows has a code, too."""
    assert len({code(frame) for frame in ("clause", "to", "noun to", "put it", "never seen")}) == 5
    assert code("clause") > 0


def test_asked_already_or_not_makes_no_difference() -> None:
    """The analyzer hands over what the rules saw; without, they are asked."""
    doc = parse.load()(TEXT)
    here = tree(doc)
    assert read(doc, seen(here, frames.attribute(here), cues())).claims == attribute(doc)


def test_lemmas_and_stems_are_those_of_the_words() -> None:
    """ "denied" and "deny" are one lemma and one stem."""
    doc = parse.load()("They denied it. They deny it.")
    here = page.read(doc)
    verbs = [token.i for token in doc if token.text.startswith("den")]
    assert len(verbs) == 2
    assert len({int(here.lemma[t]) for t in verbs}) == len({int(here.stem[t]) for t in verbs}) == 1


def test_a_word_never_seen_takes_the_rate_of_its_neighbours() -> None:
    """Near words of a cue are likelier cues than near words of something else; nobody hears himself."""
    stems = np.array([11, 12, 21, 22, 31], dtype=np.uint64)
    vectors = np.array([[1, 0, 0], [0.96, 0.28, 0], [0, 0, 1], [0, 0.28, 0.96], [0, 1, 0]], np.float32)
    vectors = np.pad(vectors, ((0, 0), (0, 5)))
    word = meaning.near(np.repeat(stems[[0, 2]], 50))
    label = np.repeat(np.array([1, 0], np.int8), 50)
    rates, own = meaning.neighbours(stems, vectors, word, label, np.arange(100) % 5)
    near = rates(meaning.near(stems))[:, 0]
    assert near[1] > 0.8
    assert near[3] < 0.2
    assert near[0] == near[4] == pytest.approx(0.5)
    assert own[:, 0] == pytest.approx(0.5)


def test_directions_of_an_unknown_word_are_nothing() -> None:
    """A stem outside the table has no meaning, rather than another's."""
    stems = np.array([11, 12], dtype=np.uint64)
    rates = meaning.directions(stems, np.eye(2, 8, dtype=np.float32))
    found = rates(meaning.known(np.array([12, 99], dtype=np.uint64)))
    assert found[0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    assert not found[1].any()

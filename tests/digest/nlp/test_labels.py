"""Names beside words: transcripts, headlines, signed quotations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.model import Claim

ClaimsOf = Callable[[str], tuple[Claim, ...]]


def told(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    return [(claim.source.actor if claim.source else "", claim.content.text) for claim in claims]


def test_each_turn_of_a_transcript_is_its_speakers(claims_of: ClaimsOf) -> None:
    """Labels in capitals that come back; what is said inside a turn is part of it."""
    text = (
        "The two met on the evening program.\n\nBAKER: Why did the ferry sail in that storm?\n\n"
        "OSEI: The captain said it was safe, and we believed him.\n\nBAKER: Did anybody check the engine?\n\n"
        "OSEI: Nobody asked us to look at it."
    )
    assert told(claims_of(text)) == [
        ("BAKER", "Why did the ferry sail in that storm?"),
        ("OSEI", "The captain said it was safe, and we believed him."),
        ("BAKER", "Did anybody check the engine?"),
        ("OSEI", "Nobody asked us to look at it."),
    ]


def test_a_headline_names_who_says_it(claims_of: ClaimsOf) -> None:
    """A name of the article, or a poll, before the colon of its first line."""
    text = "Carla Ruiz: The dam was never inspected\n\nMinister Carla Ruiz spoke in the town hall on Monday."
    assert told(claims_of(text)) == [("Carla Ruiz", "The dam was never inspected")]
    poll = claims_of("Poll: Two thirds want the bridge closed\n\nThe council met on Monday.")
    assert told(poll) == [("Poll", "Two thirds want the bridge closed")]


@pytest.mark.parametrize(
    "text",
    [
        "The Latest: Rain goes on in the valley\n\nThe rain went on.",
        "Correction: The bridge is in Lima.\n\nThe bridge was closed on Monday.",
        "Q: Why did it fall?\n\nA: It was old.\n\nQ: Who built it?\n\nA: Nobody knows.",
        "The town needs three things: a bridge, a school and a doctor.",
        "Source: the ministry",
    ],
)
def test_other_colons_say_nothing(claims_of: ClaimsOf, text: str) -> None:
    """Kickers, corrections, questions of nobody, lists."""
    assert told(claims_of(text)) == []


@pytest.mark.parametrize("sign", [" ― Ann Lee", " — Ann Lee", "\n— Ann Lee", "― Ann Lee", " - Ann B. Lee"])
def test_signed_quotations_are_the_signers(claims_of: ClaimsOf, sign: str) -> None:
    """A quotation, a dash and a name at a paragraph's end, on one line or two."""
    claims = claims_of(f"Readers wrote to us.\n\n“The bus never comes on time.”{sign}\n\nWrite to us, too.")
    assert [who for who, _ in told(claims)] == [sign.strip(" \n―—-")]
    assert "The bus never comes on time" in claims[0].content.text


def test_a_dash_inside_a_sentence_signs_nothing(claims_of: ClaimsOf) -> None:
    """What follows is no name alone."""
    assert told(claims_of("“The bus” — Ann Lee drove it for years")) == []

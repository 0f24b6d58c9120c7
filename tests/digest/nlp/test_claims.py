"""What a reader of one article learns: who says what, and how they stand to it. The article is our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.model import Analysis, Claim

Analyze = Callable[[str], Analysis]
ClaimsOf = Callable[[str], tuple[Claim, ...]]


def told(claim: Claim) -> tuple[str, str, str]:
    return (claim.source.actor if claim.source else "", claim.stance.value, claim.content.text)


CASES = {
    "a coordinated cue shares its speaker": (
        "Kyiv has conceded that its troops face heavy pressure near Lyman but rejected claims of a rout.",
        [
            ("Kyiv", "concedes", "its troops face heavy pressure near Lyman"),
            ("Kyiv", "denies", "claims of a rout"),
        ],
    ),
    "a participle goes on with the speaker": (
        "Moscow said its units had entered the village, claiming to hold both bridges.",
        [
            ("Moscow", "asserts", "its units had entered the village"),
            ("Moscow", "asserts", "to hold both bridges"),
        ],
    ),
    "a concession has its own voice": (
        "The mayor said the road was safe, though engineers warned that it could collapse.",
        [("mayor", "asserts", "the road was safe"), ("engineers", "asserts", "it could collapse")],
    ),
    "the speaker may stand in the middle of what is said": (
        "The dam, officials said, was never inspected.",
        [("officials", "asserts", "The dam … was never inspected")],
    ),
    "a passive names its speaker behind": (
        "The chairman was accused by auditors of hiding losses.",
        [("auditors", "asserts", "The chairman … of hiding losses")],
    ),
    "what is said by somebody to have happened": (
        "The driver is said by police to have fled on foot.",
        [("police", "asserts", "The driver … to have fled on foot")],
    ),
    "nominal accusation": (
        "The Kremlin dismissed his remarks, accusing him of hiding the truth.",
        [("Kremlin", "denies", "his remarks"), ("Kremlin", "asserts", "him of hiding the truth")],
    ),
    "as one put it": (
        "The result was, as the coach put it, “a small miracle.”",
        [("coach", "asserts", "The result was … “a small miracle.”")],
    ),
    "somebody else's denial is not a hypothetical": ("If the mayor denies it, nobody will be surprised.", []),
    "what would be said is not said": ("The ministry would not say how many had died.", []),
    "words in a quotation are the speaker's": (
        "“They said it was over,” Smith recalled.",
        [("Smith", "asserts", "“They said it was over,”")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_frames(claims_of: ClaimsOf, text: str, expected: list[tuple[str, str, str]]) -> None:
    """Each frame gives speaker, stance and the very words."""
    assert [told(claim) for claim in claims_of(text)] == expected


def test_a_floating_quotation_has_the_speaker_before_it(claims_of: ClaimsOf) -> None:
    """A sentence that is all quotation inherits its speaker, and is a claim of its own."""
    claims = claims_of("“We are ready,” said Ana Ruiz, the team's doctor. “Nobody will be left behind.”")
    assert [told(claim)[0] for claim in claims] == ["Ana Ruiz", "Ana Ruiz"]
    assert claims[1].content.text == "“Nobody will be left behind.”"


def test_a_quotation_over_paragraphs_is_one_claim(claims_of: ClaimsOf) -> None:
    """A paragraph that ends without a closing mark goes on in the next one."""
    (claim,) = claims_of(
        "Ana Ruiz said: “The pump failed on Monday night.\n\n“Nobody told the doctors until noon.”"
    )
    assert claim.content.text.endswith("until noon.”")
    assert len(claim.quotes) == 2


def test_chains_are_kept(claims_of: ClaimsOf) -> None:
    """The claim is whose words they are; those who carry them stand in ``via``."""
    (carried,) = claims_of("The bridge was hit twice, the ministry said, according to Reuters.")
    assert (told(carried)[0], carried.via) == ("ministry", ("Reuters",))
    (cited,) = claims_of(
        "TASS, citing the Defense Ministry, reported that mines had been seen near the port."
    )
    assert (told(cited)[0], cited.via) == ("Defense Ministry", ("TASS",))


def test_scare_quotes_stay_in_their_sentence(claims_of: ClaimsOf) -> None:
    """One or two words in quotes are no statement of their own: they stay where they are, marked."""
    text = "The ministry said the “assault groups” had taken the school on the hill."
    (claim,) = claims_of(text)
    assert [text[start:end] for start, end in claim.quotes] == ["“assault groups”"]
    assert "“assault groups”" in claim.content.text


def test_an_id_holds_while_the_words_do(claims_of: ClaimsOf) -> None:
    """A correction elsewhere in the article changes no other claim's id."""
    text = "It rained. The mayor said the road was safe. Police reported that two men were hurt."
    before, after = claims_of(text), claims_of(text.replace("It rained.", "It snowed all through the night."))
    assert [claim.id for claim in before] == [claim.id for claim in after]
    assert len({claim.id for claim in before}) == 2

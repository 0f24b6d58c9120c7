"""Who speaks for whom by an article's own words, and how a report sets one claim against another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.disputes.features import features
from digest.disputes.parties import everyone, goes_on, identity, introduced, owned
from digest.disputes.spoken import Spoken, apart, spoken
from digest.model import Claim, Content, Source, Stance

TEXT = (
    "Halden Motors said it was ready to talk with a supplier, Korvia. Halden Motors' chief executive, Karin "
    "Brodin, said the packs were unsafe. Rui Salgado, the union's secretary, said a crane stood idle. "
    "Marta Quental of Atlantica Terminals spoke last. A former officer of the army, Ilo Brandt, wept. "
    "The commander of the Kestanian armed forces, Olek Syr, said the garrison was not blocked."
)


@pytest.mark.parametrize(
    ("name", "party", "is_theirs"),
    [
        ("Karin Brodin", "Halden Motors", True),
        ("Rui Salgado", "union", True),
        ("Marta Quental", "Atlantica Terminals", True),
        ("Karin Brodin", "Korvia", False),
        ("Ilo Brandt", "army", False),
        ("Olek Syr", "military", True),
        ("Nobody Known", "Halden Motors", False),
    ],
)
def test_a_person_is_of_the_party_for_which_the_article_introduces_them(
    name: str, party: str, is_theirs: bool
) -> None:
    """By an office beside the name, before or after it; a former office binds nobody."""
    assert (identity(party) <= introduced(name, TEXT)) is is_theirs


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("The commission met. Its chairwoman, Rada Peneva, spoke.", True),
        ("Halden talks. Chief executive Anders Peneva spoke.", True),
        ("The council met. Mayor Rada Peneva spoke.", False),
        ("The commission had told Rada Peneva.", False),
        ("The commission met Korvia's chairwoman, Rada Peneva.", False),
    ],
)
def test_an_office_without_an_owner_is_of_whoever_was_spoken_of(text: str, on: bool) -> None:
    """ "Its chairwoman" and "chief executive" go on with the party before; a mayor is a party alone."""
    assert goes_on("Peneva", text) is on


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Mr. Brodin's lawyer", "Karin Brodin", True),
        ("Karin Brodin’s spokeswoman", "Brodin", True),
        ("Brodin's rival", "Karin Brodin", False),
        ("Brodin's lawyer", "Rui Salgado", False),
        ("the union's secretary", "union", False),
    ],
)
def test_a_lawyer_is_of_whose_lawyer_it_is(name: str, other: str, same: bool) -> None:
    """A possessive before an office tells the party of a person; a rival holds no office."""
    assert owned(name, other) is same


@pytest.mark.parametrize(
    ("name", "all_of_them"),
    [
        ("both sides", True),
        ("sides", True),
        ("the two governments", True),
        ("the government", False),
        ("", False),
    ],
)
def test_who_stands_for_all_is_nobodys_rival(name: str, all_of_them: bool) -> None:
    """ "Both sides" is no party."""
    assert everyone(name) is all_of_them


def said(text: str, *rows: tuple[str, str]) -> list[Spoken]:
    """Claims of these sources, each words that stand in ``text``."""
    claims = []
    for at, (who, words) in enumerate(rows):
        start = text.index(words)
        span = (start, start + len(words))
        end = text.find(".", span[1]) + 1
        claim = Claim(
            str(at), Source((), who, who), None, Stance.asserts, Content((span,), words), (start, end)
        )
        claims.append(replace(claim, sentence=(text.rfind(". ", 0, start) + 1, end or len(text))))
    return spoken(claims, text, "a")


def test_nobody_differs_with_their_own_party() -> None:
    """A chief executive and her company are one party, she and the supplier are two."""
    company, chief, supplier = said(
        TEXT,
        ("Halden Motors", "it was ready to talk"),
        ("Karin Brodin", "the packs were unsafe"),
        ("Korvia", "a crane stood idle"),
    )
    assert not apart(company, chief)
    assert not apart(chief, company)
    assert apart(chief, supplier)


def test_a_report_tells_where_one_claim_stands_against_another() -> None:
    """The turn after, and the words with which the report opens it."""
    text = "The mayor said the wall had held. Residents saw it otherwise: the cellar was full, they said."
    first, second = said(text, ("mayor", "the wall had held"), ("Residents", "the cellar was full"))
    row = features(second, first)
    assert (row["next turn"], row["clash, next turn"]) == (1.0, 1.0)
    plain = "The mayor said the wall had held. Residents thanked her, and the cellar was full, they said."
    first, second = said(plain, ("mayor", "the wall had held"), ("Residents", "the cellar was full"))
    assert features(second, first)["clash, next turn"] == 0.0


def test_a_turn_goes_on_until_another_party_speaks() -> None:
    """Two claims of one party are one turn; the other party's is the next."""
    text = "The mayor said the wall had held. She said nobody was hurt. Residents said the cellar was full."
    turns = [
        one.turn
        for one in said(
            text,
            ("mayor", "the wall had held"),
            ("mayor", "nobody was hurt"),
            ("Residents", "the cellar was full"),
        )
    ]
    assert turns == [0, 0, 1]

"""Literal place, people, or actor: in what sense a place's name is used."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from digest.gazetteer import Candidate

from .spots import DEMONYM, EXTENDS, Spot, Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

NAMES = frozenset({"ORG", "PERSON", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
ACTING = frozenset(
    """said says say saying announced announces denied denies conceded concedes claimed claims claim
    rejected rejects
    accused accuses warned warns insisted insists vowed vows agreed agrees ordered orders condemned
    condemns urged urges called calls described describes dismissed dismisses demanded demands offered
    offers threatened threatens views viewed considers considered sees hopes wants wanted plans planned
    refused refuses pledged pledges signed imposed imposes declared declares confirmed confirms
    acknowledged acknowledges admitted admits argued argues believes blamed blames maintains maintained
    proposed proposes expects expected decided decides responded hailed welcomed denounced protested
    retaliated recognized""".split()
)
"""What governments do and towns do not; forms, since the lean parse has no lemmas."""
WHERE = frozenset(
    """in at near from to outside around inside across throughout toward towards into of over through
    between beyond
    off along via within north south east west northern southern eastern western central downtown""".split()
)

SEATS = frozenset({"kremlin", "white house", "pentagon", "downing street", "elysee", "capitol hill"})
"""Buildings that speak for a government unless a word of place stands before them."""


def acts(doc: Doc, tok: Tokens, spot: Spot) -> bool:
    """Whether the name is the subject of a verb of saying or deciding: "Washington said". A dateline
    is not.
    """
    if spot.last < len(tok) and tok.words[spot.last] in {",", "—", "–", "--", "-", "("}:
        return False
    head = doc[spot.last - 1]
    while head.dep_ == "compound" and head.head.i < spot.last and head.head.i != head.i:
        head = head.head
    return head.dep_ in {"nsubj", "nsubjpass"} and tok.lower[head.head.i] in ACTING


def stands_as_place(tok: Tokens, spot: Spot) -> bool:
    """Whether a word of place stands before it: "in Washington", "around the White House"."""
    before = spot.first - 1 - (spot.first > 0 and tok.lower[spot.first - 1] == "the")
    return before >= 0 and tok.lower[before] in WHERE


def actors(doc: Doc, tok: Tokens, spots: Sequence[Spot], governments: set[int]) -> set[int]:
    """Indices of the spots that stand for a government. ``governments``: spots that can name a country
    or capital.

    All mentions of a name that acts somewhere and nowhere stands as a place are taken that way.
    """
    seats = {i for i, spot in enumerate(spots) if spot.key in SEATS and not stands_as_place(tok, spot)}
    subject = {i for i in governments if acts(doc, tok, spots[i]) and not stands_as_place(tok, spots[i])}
    placed = {spots[i].key for i in governments if stands_as_place(tok, spots[i])}
    acting = {spots[i].key for i in subject} - placed
    return {i for i in governments if spots[i].key in acting} | subject | seats


BETWEEN = WHERE | EXTENDS | {",", "the", "and", "'s", "’s", "city", "town", "village"}
"""What may stand between places without making a longer name of them."""
JOINS = WHERE - {"of"} | {","}
"""At least one of these stands between them."""


def only_places(tok: Tokens, spots: Sequence[Spot]) -> set[tuple[int, int]]:
    """Entities, by their tokens, that the tagger calls a name and that are nothing but places: "Zmiiv in
    Kharkiv Oblast".
    """
    named: dict[tuple[int, int], set[int]] = {}
    for spot in spots:
        if spot.found == "inner" and spot.label in NAMES:
            named.setdefault(spot.cover, set()).update(range(spot.first, spot.last))
    found = set()
    for cover, inside in named.items():
        between = [tok.lower[i] for i in range(*cover) if i not in inside]
        if BETWEEN.issuperset(between) and not JOINS.isdisjoint(between):
            found.add(cover)
    return found


def kind(spot: Spot, place: Candidate, is_actor: bool, bare: AbstractSet[tuple[int, int]]) -> str:
    """The kind a mention gets: "demonym", "organization", or the kind of the place.

    ``bare``: entities that are nothing but places.
    """
    if place.spelling == "demonym" or any(how == DEMONYM and row == place.row for row, how in spot.meanings):
        return "demonym"
    if is_actor or (spot.found == "inner" and spot.label in NAMES and spot.cover not in bare):
        return "organization"
    return place.kind

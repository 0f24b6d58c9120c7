"""The place finder: a parse and its article in, mentions out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from digest.gazetteer import KINDS, SPELLINGS, TOWNS, Candidate, Gazetteer, Place, open_gazetteer
from digest.model import Article, Mention

from . import model, senses, words
from .context import haversine
from .decide import Home, Pass, decide
from .spots import KIND_WORDS, Finder, Spot, Tokens, tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

OPEN = 0.12
"""A place the tagger is sure of, less probable than accepted but more than this, is told as undecided."""


GOVERN = frozenset({"country", "capital"})
CAPITAL = KINDS.index("capital")
DIVISIONS = frozenset({KINDS.index("region"), KINDS.index("district")})
TOWN_KINDS = [KINDS.index(kind) for kind in sorted(TOWNS)]
SEAT = 60.0  # km
KIND_SAID = re.compile(rf"\b({KIND_WORDS})$")


class PlaceFinder:
    """Finds and resolves the places of an article. Made once a process: it holds gazetteer and models.

    ``method``: "model" or "rules" (without learned parts); default from DATELINE_PLACES, else "model".
    """

    def __init__(self, gazetteer: Gazetteer | None = None, method: str = "") -> None:
        self.gazetteer = gazetteer or open_gazetteer()
        self.models = model.load(method)
        self.finder = Finder(self.gazetteer, self.models.common)
        self._home = lru_cache(maxsize=1024)(self._find_home)

    def __call__(self, doc: Doc, article: Article) -> tuple[Mention, ...]:
        """The places of the article in reading order; ``doc`` is the parse of its text.

        Mentions never overlap. One that is named as a place but not resolved has no geonameid, and its
        reason says why.
        """
        tok = tokens(doc)
        spots = self.finder.spots(tok)
        made = decide(self.gazetteer, tok, spots, self._home(article.home), self.models)
        found = self.resolved(doc, tok, made) if made else []
        taken = {(mention.start, mention.end) for mention in found}
        found += [
            self.unknown(spot)
            for spot in spots
            if self.is_unknown(spot) and (spot.start, spot.end) not in taken
        ]
        text = article.text if len(article.text) == len(tok.text) else tok.text
        return tuple(_cut(mention, text) for mention in sorted(found, key=lambda m: m.start))

    def _find_home(self, home: str) -> Home | None:
        place = self.gazetteer.resolve_name(home) if home else None
        if place is None:
            return None
        country = self.gazetteer.columns([self.gazetteer.row(place.geonameid)]).country[0]
        return place.lat, place.lon, int(country)

    def resolved(self, doc: Doc, tok: Tokens, made: Pass) -> list[Mention]:
        """Mentions accepted, and those left open between several places."""
        towns_first(made)
        candidates = [self._candidate(made, i) for i in range(len(made.spots))]
        bare = senses.only_places(tok, made.spots)
        able = {
            i for i, place in enumerate(candidates) if place.kind in GOVERN or self._capital(made, i) >= 0
        }
        acting = senses.actors(doc, tok, made.spots, able)
        persons = {
            word for first, last, label in tok.entities if label == "PERSON" for word in tok.lower[first:last]
        }
        found = []
        for i, (spot, probability) in enumerate(zip(made.spots, made.probability, strict=True)):
            if probability >= self.models.least:
                if (
                    i in acting
                    and candidates[i].kind == "region"
                    and (capital := self._capital(made, i)) >= 0
                ):
                    made.choices[
                        i
                    ].candidate = capital  # a state of that name does not speak; the capital does
                kind = senses.kind(spot, candidates[i], i in acting, bare)
                found.append(self.mention(made, i, kind, i in acting))
            elif probability >= OPEN and spot.label == "GPE" and spot.key not in persons:
                found.append(self.left_open(made, i))
        return found

    def _capital(self, made: Pass, spot: int) -> int:
        """The candidate that is a capital of the spot's very name; -1 for none."""
        context = made.context
        own = context.candidates(spot)
        is_capital = (context.at.kind[own.start : own.stop] == CAPITAL) & (
            context.spelling[own.start : own.stop] == 0
        )
        return own.start + int(is_capital.argmax()) if is_capital.any() else -1

    def _candidate(self, made: Pass, spot: int) -> Candidate:
        at = made.choices[spot].candidate
        spelling = SPELLINGS[made.context.spelling[at]]
        return self.gazetteer.candidate(int(made.context.rows[at]), spelling)

    def mention(self, made: Pass, spot: int, kind: str, acts: bool) -> Mention:
        place: Place = self.gazetteer.place_at(made.row(spot))
        reason = words.reason(self.gazetteer, made, spot)
        if kind == "organization":
            reason = f"{words.ACTS if acts else words.PART}; {reason}"
        confidence = round(self.models.calibrated(float(made.probability[spot])), 3)
        at = made.spots[spot]
        return Mention(
            at.start, at.end, at.text, place.geonameid, place.name, place.lat, place.lon, place.country,
            place.admin1_name, kind, confidence, reason, words.runner_up(self.gazetteer, made, spot),
        )  # fmt: skip

    def left_open(self, made: Pass, spot: int) -> Mention:
        at, why = made.spots[spot], words.undecided(self.gazetteer, made, spot)
        confidence = round(self.models.calibrated(float(made.probability[spot])), 3)
        other = self.gazetteer.place_at(made.row(spot)).label
        return Mention(
            at.start, at.end, at.text, None, at.text, None, None, "", "", "", confidence, why, other
        )

    def is_unknown(self, spot: Spot) -> bool:
        """Whether the tagger is sure of a place the gazetteer does not have."""
        return (
            not spot.meanings
            and spot.label in {"GPE", "LOC"}
            and len(spot.key) > 2
            and spot.text[0].isupper()
        )

    def unknown(self, spot: Spot) -> Mention:
        return Mention(
            spot.start, spot.end, spot.text, None, spot.text, None, None, "", "", "", 0.0, words.UNKNOWN, ""
        )


def towns_first(made: Pass) -> None:
    """A division's bare name in a text means the town of that name in it: "in Idlib", "near Suwayda".

    Only where that town lies within `SEAT` of the division's point: New York is not moved.
    """
    context = made.context
    for i, (spot, choice) in enumerate(zip(made.spots, made.choices, strict=True)):
        at, picked = context.at, choice.candidate
        if at.kind[picked] not in DIVISIONS or KIND_SAID.search(spot.key):
            continue
        own = np.asarray(context.candidates(i))
        far = haversine(at.lat[own], at.lon[own], at.lat[picked], at.lon[picked])
        fit = np.isin(at.kind[own], TOWN_KINDS) & (context.spelling[own] <= 1) & (far < SEAT)
        if fit.any():
            choice.candidate = int(own[np.where(fit, at.population[own], -1.0).argmax()])


def _cut(mention: Mention, text: str) -> Mention:
    """The mention with its words cut from the article itself."""
    from dataclasses import replace

    own = text[mention.start : mention.end]
    return mention if own == mention.text else replace(mention, text=own)

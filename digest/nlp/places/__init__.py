"""Places in an article: found, resolved together, with reason and runner-up.

finder = PlaceFinder()
mentions = finder(doc, article)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.gazetteer import Candidate, Gazetteer, open_gazetteer
from digest.gazetteer.search import weight
from digest.model import Article, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

NAMED = {"GPE", "LOC", "NORP", "FAC"}


class PlaceFinder:
    """Finds and resolves the places of an article."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self.gazetteer = gazetteer or open_gazetteer()

    def __call__(self, doc: Doc, article: Article) -> tuple[Mention, ...]:
        """The places of the article in reading order; ``doc`` is the parse of its text."""
        spans = [span for span in doc.ents if span.label_ in NAMED]
        found = [(span, self.gazetteer.candidates(span.text)) for span in spans]
        countries = {c[0].country for _, c in found if c and c[0].kind == "country"}
        return tuple(self._mention(span, candidates, countries) for span, candidates in found if candidates)

    def _mention(self, span: Span, candidates: list[Candidate], countries: set[str]) -> Mention:
        best = max(candidates, key=lambda c: weight(c) + 3 * (c.country in countries))
        place = self.gazetteer.place_at(best.row)
        kind = "demonym" if best.spelling == "demonym" else best.kind
        return Mention(
            span.start_char,
            span.end_char,
            span.text,
            place.geonameid,
            place.name,
            place.lat,
            place.lon,
            place.country,
            place.admin1_name,
            kind,
            0.5,
            f"{place.label}: the best known place of that name",
            "",
        )

"""An Analysis as the JSON that ``dateline analyze`` writes: the contract of docs/claims.md.

Offsets are Python string indices into the article's text. Fields may be added, none renamed.
"""

from __future__ import annotations

from typing import Any

from .model import Analysis, Article, Claim, Figure, Mention, Spans


def to_json(
    article: Article, analysis: Analysis, *, explain: bool = False, text: bool = False
) -> dict[str, Any]:
    """One article's object; ``explain`` adds salience in words, ``text`` the text the offsets index."""
    row: dict[str, Any] = {
        "id": article.id,
        "claims": [_claim(claim, explain=explain) for claim in analysis.claims],
        "places": [_place(mention) for mention in analysis.places],
        "disputes": [
            {"claims": list(met.claims), "kind": met.kind, "reason": met.reason, "confidence": met.confidence}
            for met in analysis.disputes
        ],
        "outcome": analysis.outcome,
    }
    return {**row, "text": article.text} if text else row


def _claim(claim: Claim, *, explain: bool) -> dict[str, Any]:
    source, cue = claim.source, claim.cue
    row: dict[str, Any] = {
        "id": claim.id,
        "source": source
        and {"spans": _spans(source.spans), "text": source.text, "actor": source.actor, "side": source.side},
        "cue": cue and {"spans": _spans(cue.spans), "text": cue.text, "lemma": cue.lemma},
        "stance": claim.stance.value,
        "content": {"spans": _spans(claim.content.spans), "text": claim.content.text},
        "sentence": list(claim.sentence),
        "quotes": _spans(claim.quotes),
        "via": list(claim.via),
        "places": list(claim.places),
        "figures": [_figure(figure) for figure in claim.figures],
        "targets": list(claim.targets),
        "when": claim.when.isoformat() if claim.when else None,
        "probability": claim.probability,
        "salience": claim.salience,
    }
    return {**row, "why": claim.why} if explain else row


def _spans(spans: Spans) -> list[list[int]]:
    return [[start, end] for start, end in spans]


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "text": figure.text, "start": figure.start, "end": figure.end, "value": figure.value,
        "unit": figure.unit, "of": figure.of, "low": figure.low, "high": figure.high, "about": figure.about,
    }  # fmt: skip


def _place(mention: Mention) -> dict[str, Any]:
    return {
        "start": mention.start, "end": mention.end, "text": mention.text, "geonameid": mention.geonameid,
        "name": mention.name, "lat": mention.lat, "lon": mention.lon, "country": mention.country,
        "admin1": mention.admin1, "kind": mention.kind, "confidence": mention.confidence,
        "reason": mention.reason, "runner_up": mention.runner_up,
    }  # fmt: skip

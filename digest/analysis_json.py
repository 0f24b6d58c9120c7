"""An Analysis as the JSON that ``dateline analyze`` writes: the contract of docs/claims.md.

Offsets are Python string indices into the article's text. Fields may be added, none renamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .compose import Budget
from .model import Analysis, Article, Claim, Figure, Mention, Spans
from .nlp.claims.salience import choices


def to_json(
    article: Article, analysis: Analysis, *, explain: bool = False, text: bool = False
) -> dict[str, Any]:
    """One article's object; ``text`` adds the text the offsets index.

    ``explain`` adds to each claim its salience in words ("why") and whether a digest of this article alone
    would show it ("choice").
    """
    row: dict[str, Any] = {
        "id": article.id,
        "claims": _explained(analysis.claims) if explain else [_claim(claim) for claim in analysis.claims],
        "places": [_place(mention) for mention in analysis.places],
        "disputes": [
            {"claims": list(met.claims), "kind": met.kind, "reason": met.reason, "confidence": met.confidence}
            for met in analysis.disputes
        ],
        "outcome": analysis.outcome,
    }
    return {**row, "text": article.text} if text else row


def _explained(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The claims with why each weighs what it does, and why it is among the chosen or not."""
    made = choices(claims, Budget().claims_per_story)
    return [
        {**_claim(claim), "why": claim.why, "choice": {"rank": one.rank, "reason": one.reason}}
        for claim, one in zip(claims, made, strict=True)
    ]


def _claim(claim: Claim) -> dict[str, Any]:
    source, cue = claim.source, claim.cue
    return {
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
        "complete": claim.complete,
    }


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

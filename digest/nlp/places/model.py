"""The learned parts, and the hand-made ones they replace.

Two LightGBM rankers and two acceptors, one of each a pass, as text in ``data``; trained by
``benchmarks/train_places.py`` (see ``data/CARD.md``). ``DATELINE_PLACES=rules`` runs without them.
"""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from digest.errors import SetupError

from .accept import FEATURES, FOUND, LABELS
from .context import Array
from .rank import Scorer, by_rules

Acceptor = Callable[[Array], Array]
"""(spots, features) -> (spots,) probability that a place is meant and this is it."""

METHODS = ("model", "rules")
PARTS = ("rank1", "accept1", "rank2", "accept2")


@dataclass(frozen=True, slots=True)
class Models:
    """What decides. ``common``: how often words are seen in lower case (log of the count). ``knots``: raw
    probability -> observed share of right answers, for calibration. ``least``: what is accepted, raw."""

    rank: tuple[Scorer, Scorer]
    accept: tuple[Acceptor, Acceptor]
    common: Mapping[str, float]
    knots: tuple[tuple[float, ...], tuple[float, ...]]
    least: float

    def calibrated(self, raw: float) -> float:
        """The share of mentions with this raw probability that turned out right on unseen articles."""
        return float(np.interp(raw, *self.knots))


@cache
def load(method: str = "") -> Models:
    """The models of this installation; ``method`` "rules" for the hand-made ones. Raises SetupError."""
    method = method or os.environ.get("DATELINE_PLACES") or "model"
    if method not in METHODS:
        raise SetupError(f"DATELINE_PLACES = {method!r} is not known; use model or rules")
    facts = json.loads(_data("facts.json").decode())
    if method == "rules":
        return Models(
            (by_rules, by_rules), (accept_by_rules, accept_by_rules), facts["common"], ((0, 1), (0, 1)), 0.5
        )
    rank1, accept1, rank2, accept2 = (predictor(_data(f"{part}.txt.xz")) for part in PARTS)
    knots = (tuple(facts["knots"][0]), tuple(facts["knots"][1]))
    return Models((rank1, rank2), (accept1, accept2), facts["common"], knots, facts["least"])


def _data(name: str) -> bytes:
    data = (resources.files(__package__) / "data" / name).read_bytes()
    return lzma.decompress(data) if name.endswith(".xz") else data


def predictor(model: bytes) -> Callable[[Array], Array]:
    """A LightGBM text model as a function; the library is loaded here and nowhere else."""
    import lightgbm

    return of_booster(lightgbm.Booster(model_str=model.decode()))


def of_booster(booster: Any) -> Callable[[Array], Array]:
    return lambda features: np.asarray(booster.predict(features, num_threads=1))


_LABEL, _FOUND, _DEPTH = FEATURES.index("label"), FEATURES.index("found"), FEATURES.index("depth")
_GPE, _PERSON = FEATURES.index("same_gpe"), FEATURES.index("person_name")
_TRUST = np.array(
    [{"GPE": 0.85, "LOC": 0.75, "NORP": 0.75, "FAC": 0.45}.get(label, 0.3) for label in (*LABELS, "?")]
)


def accept_by_rules(features: Array) -> Array:
    """Trust the tagger's places and peoples; of the rest, names it calls a place elsewhere in the article or
    that lie near the article's other places. Set by hand."""
    trust = _TRUST[features[:, _LABEL].astype(int)]
    near = (features[:, FEATURES.index("near161")] > 0.15) | (features[:, FEATURES.index("in_first")] > 0)
    elsewhere = features[:, _GPE] > 0.3
    trust = trust + 0.35 * (near | elsewhere) * (features[:, _LABEL] > 3)
    trust -= 0.4 * (features[:, _FOUND] == FOUND.index("inner")) + 0.3 * features[:, _PERSON] * ~elsewhere
    return np.clip(trust - 0.1 * (features[:, _DEPTH] > 0), 0.01, 0.95)

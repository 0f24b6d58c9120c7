"""How the trained model is kept: one file of plain arrays and LightGBM text, nothing executable."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digest.errors import SetupError

from .finder import Model
from .rates import Rates
from .scorer import Scorer

FILE = Path(__file__).parent / "model.npz"
SCORERS = ("cue", "role", "part", "judge")
Arrays = dict[str, NDArray[Any]]

NEEDLESS = "split_gain leaf_weight leaf_count internal_value internal_weight internal_count tree_sizes"
UNUSED = re.compile(rf"^({'|'.join(NEEDLESS.split())})=.*\n", re.MULTILINE)
"""Lines of a booster's text that say how it was trained; predicting needs none of them."""
LEAVES = re.compile(r"^(leaf_value)=(.*)$", re.MULTILINE)


@lru_cache(maxsize=1)
def load(path: Path = FILE) -> Model:
    """The model, read once a process. Raises SetupError when the file is missing or not understood."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return unpack(dict(arrays))
    except (OSError, KeyError, ValueError) as error:
        raise SetupError(
            f"{path}: the attribution model cannot be read ({error}); reinstall dateline, "
            "or set DATELINE_ATTRIBUTION=rules to do without it"
        ) from error


def save(model: Model, path: Path = FILE) -> None:
    """Write the model to ``path``."""
    arrays: dict[str, Any] = pack(model)
    np.savez_compressed(path, **arrays)


def pack(model: Model) -> Arrays:
    """The model as arrays by name."""
    limits = np.array([model.floor, model.threshold])
    arrays: Arrays = {"tags": model.tags, "dull": model.dull, "limits": limits}
    for name in SCORERS:
        scorer: Scorer = getattr(model, name)
        text = slim(scorer.booster.model_to_string())
        arrays[f"{name}.trees"] = np.frombuffer(text.encode(), np.uint8)
        arrays[f"{name}.kinds"] = np.array(list(scorer.rates))
        for number, rates in enumerate(scorer.rates.values()):
            arrays[f"{name}.{number}.keys"] = rates.keys
            arrays[f"{name}.{number}.table"] = rates.table.astype(np.float16)
            arrays[f"{name}.{number}.prior"] = rates.prior
    return arrays


def unpack(arrays: Arrays) -> Model:
    """The model from its arrays."""
    floor, threshold = (float(value) for value in arrays["limits"])
    cue, role, part, judge = (_scorer(arrays, name) for name in SCORERS)
    return Model(arrays["tags"], arrays["dull"], cue, role, part, judge, floor, threshold)


def _scorer(arrays: Arrays, name: str) -> Scorer:
    from lightgbm import Booster

    rates = {
        str(kind): Rates(
            arrays[f"{name}.{number}.keys"],
            arrays[f"{name}.{number}.table"].astype(np.float32),
            arrays[f"{name}.{number}.prior"],
        )
        for number, kind in enumerate(arrays[f"{name}.kinds"])
    }
    return Scorer(rates, Booster(model_str=arrays[f"{name}.trees"].tobytes().decode()))


def slim(trees: str) -> str:
    """A booster's text without what only training needs, leaf values to five digits."""

    def short(line: re.Match[str]) -> str:
        return f"{line[1]}={' '.join(f'{float(value):.5g}' for value in line[2].split())}"

    return LEAVES.sub(short, UNUSED.sub("", trees))

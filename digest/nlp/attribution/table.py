"""What a model is asked about: rows of plain columns, each with its name, and keys into learnt rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .rates import Keys


@dataclass(slots=True)
class Table:
    """``plain`` has one array a column, ``keys`` one array of keys a kind of rate; all of one length."""

    plain: dict[str, NDArray[Any]]
    keys: dict[str, Keys]

    def matrix(self) -> NDArray[np.float32]:
        """The plain columns side by side."""
        return np.stack(list(self.plain.values()), 1).astype(np.float32)

    def __len__(self) -> int:
        return len(next(iter(self.plain.values())))


def spread(sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For groups of these sizes laid end to end: the group of each row, and its place in the group."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return group, place

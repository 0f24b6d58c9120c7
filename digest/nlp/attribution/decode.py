"""The best run of roles over each cue's sentence: Viterbi with one cost for every change of role."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .page import Ints

SWITCH = 1.2
"""Log cost of changing role between neighbouring tokens."""


def best_roles(log_probability: NDArray[np.float32], sizes: Ints) -> NDArray[np.int8]:
    """The best role of each token.

    ``log_probability`` is (cue, token, role), padded to the longest sentence; ``sizes`` the true lengths.
    Returns (cue, token), 0 in the padding.
    """
    count, longest, roles = log_probability.shape
    rows, back = np.arange(count), np.zeros((count, longest, roles), np.int8)
    each = np.arange(roles, dtype=np.int8)[None]
    score = log_probability[:, 0].copy()
    for at in range(1, longest):
        top = score.argmax(1)
        jump = (score[rows, top] - SWITCH)[:, None]
        stay = score >= jump
        back[:, at] = np.where(stay, each, top[:, None])
        step = np.where(stay, score, jump) + log_probability[:, at]
        score = np.where((at < sizes)[:, None], step, score)
    return _walk_back(back, score.argmax(1), sizes)


def _walk_back(back: NDArray[np.int8], final: Ints, sizes: Ints) -> NDArray[np.int8]:
    count, longest, _ = back.shape
    out, now, rows = np.zeros((count, longest), np.int8), final.astype(np.int8), np.arange(count)
    for at in range(longest - 1, -1, -1):
        live = at < sizes
        out[:, at] = np.where(live, now, 0)
        now = np.where(live, back[rows, at, now], now)
    return out

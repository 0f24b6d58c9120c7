"""One quantity as different sources put it, side by side."""

from __future__ import annotations

from collections.abc import Iterable

from digest.disputes.figures import differ
from digest.model import Figure

from .groups import Group

FigureLine = tuple[Figure, Group]


def side_by_side(groups: Iterable[Group]) -> list[tuple[FigureLine, ...]]:
    """Sets of figures for one quantity in which at least two differ, in order of the first."""
    sets: list[list[FigureLine]] = []
    for group in groups:
        for figure in group.first.claim.figures:
            home = next((lines for lines in sets if any(differ(figure, other) for other, _ in lines)), None)
            if home is None:
                sets.append([(figure, group)])
            elif all(_line(figure, group) != _line(*line) for line in home):
                home.append((figure, group))
    return [tuple(lines) for lines in sets if len(lines) > 1]


def _line(figure: Figure, group: Group) -> tuple[float, str]:
    return figure.value, group.first.side

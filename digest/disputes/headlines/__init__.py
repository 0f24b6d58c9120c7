"""How headlines stand: to a claim (``stance``), and to each other (``denies``, ``pair_score``)."""

from .decision import STANCES, HeadlineStance, stance
from .pairs import pair_score
from .titles import denies, headlined

__all__ = ["STANCES", "HeadlineStance", "denies", "headlined", "pair_score", "stance"]

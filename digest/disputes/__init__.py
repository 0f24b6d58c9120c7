"""Which claims meet, and how. Pure.

``within`` looks at one article, ``meet`` across articles. A pair has a kind (denies, concedes, differs), a
reason in words and a confidence; there may be any number of sides, and there is never a verdict.
"""

from .across import meet
from .headlines import pair_score
from .inside import targets, within

__all__ = ["meet", "pair_score", "targets", "within"]

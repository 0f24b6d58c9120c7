"""Stories and an interest become a digest. Pure and deterministic; no parse, no store.

    reads -> groups (each claim once, its outlets and origins counted)
          -> arguments (disputes, claim and denial adjacent), sides, figures, places
          -> stories, most disputed and most corroborated first
          -> budget -> Digest, with what changed since ``before``

Nothing is ordered by a party's name: time and place in the article decide, so that swapping two parties gives
the mirror image.
"""

from .digest import Budget, compose

__all__ = ["Budget", "compose"]

"""Places in an article: found, resolved together, with reason and runner-up.

    finder = PlaceFinder()
    mentions = finder(doc, article)

Every name that might be a place becomes a spot (`spots`), the names of the article vote for each other's
candidates (`context`), a ranker chooses, an acceptor throws out what names no place, twice (`decide`), and
the decision is put into words (`words`). What the story so far and people say to it is `digest.meaning`.
"""

from __future__ import annotations

from .finder import PlaceFinder

__all__ = ["PlaceFinder"]

"""What happens in which order: feeds to articles to stories. One feed's failure stops one feed.

rounds    update (feeds), take (files), read_link (one address)
poll      one feed: ask, parse, plan, get the pages          never raises
plan      which entries are new, changed, known              pure
desk      analysis, origins, stories, disputes, one transaction a batch
revisit   pages looked at again, for edits their feed does not tell
hubs      hubs asked to push what is new
preview   what subscribing would mean
"""

from __future__ import annotations

from .desk import Memory
from .hubs import Hubs, keep
from .preview import look, preview, survey
from .rounds import read_link, take, update
from .values import Analyze, Given, Preview, Round, Survey

__all__ = [
    "Analyze",
    "Given",
    "Hubs",
    "Memory",
    "Preview",
    "Round",
    "Survey",
    "keep",
    "look",
    "preview",
    "read_link",
    "survey",
    "take",
    "update",
]

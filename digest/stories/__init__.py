"""Which story does this article join? Decided as it arrives, from earlier articles only. Pure.

terms -> vectors by kind -> likeness to each earlier article of the window   (recent)
      -> features of the few likeliest stories -> probability of each        (decision)
      -> join, merge, or open a story; splits, merges and silence recorded   (index)
"""

from .decision import FEATURES, probability
from .index import Joined, Settings, StoryEvent, StoryIndex, cluster

__all__ = ["FEATURES", "Joined", "Settings", "StoryEvent", "StoryIndex", "cluster", "probability"]

"""The values that flow: frozen, plain, made of nothing but each other.

Read module after module, from top to bottom, and you follow an article:

    articles: Entry -> Article
    analysis: Article -> Analysis (Claim, Mention)
    stories:  Analysis -> Story, Dispute, Origin
    digests:  Topic -> Digest (Delta)
    kept:     what the store holds of feeds, people and deliveries

Offsets are Python string indices into ``Article.text``, end exclusive.
Times are aware datetimes in UTC.
"""

from __future__ import annotations

from digest.model.analysis import (
    Analysis,
    Claim,
    Content,
    Cue,
    Figure,
    Mention,
    Met,
    Source,
    Spans,
    Stance,
    cut,
)
from digest.model.articles import Article, Entry, Fate, Feed, Step
from digest.model.digests import (
    Card,
    Change,
    Delta,
    Digest,
    ShownChange,
    ShownClaim,
    ShownDispute,
    ShownFigures,
    ShownStory,
    Sources,
    Topic,
)
from digest.model.kept import (
    Correction,
    Delivery,
    FeedState,
    ItemState,
    PlaceChoice,
    Post,
    Push,
    Sent,
    Stage,
    Subscription,
)
from digest.model.stories import ClaimRef, Dispute, Origin, Read, Story

__all__ = [
    "Analysis",
    "Article",
    "Card",
    "Change",
    "Claim",
    "ClaimRef",
    "Content",
    "Correction",
    "Cue",
    "Delivery",
    "Delta",
    "Digest",
    "Dispute",
    "Entry",
    "Fate",
    "Feed",
    "FeedState",
    "Figure",
    "ItemState",
    "Mention",
    "Met",
    "Origin",
    "PlaceChoice",
    "Post",
    "Push",
    "Read",
    "Sent",
    "ShownChange",
    "ShownClaim",
    "ShownDispute",
    "ShownFigures",
    "ShownStory",
    "Source",
    "Sources",
    "Spans",
    "Stage",
    "Stance",
    "Step",
    "Story",
    "Subscription",
    "Topic",
    "cut",
]

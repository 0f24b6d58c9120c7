"""When the page of an article is looked at again, and whether what it says then is an edit. Pure.

Publishers change pages without their feed saying so. Each page is looked at some hours after it was read, and
at longer distances after that; what is different then counts only when it is the article that changed, not
what stands around it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from .. import corrections
from ..model import Article, ItemState

AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))  # since the item was read
GONE_AGAIN = timedelta(minutes=30)  # a page not found is looked for once more before it counts
LEAST_LEFT = 0.7  # share of the text a page must still give: less is a wall or a notice before the article
_AROUND = re.compile(
    r"(?:last |first )?(?:updated|modified|published|posted)\b|(?:read|see|watch) (?:more|also)\b|related\b|"
    r"most (?:read|viewed|popular)\b|advertisement\b|share (?:this|on)\b|sign up\b|subscribe\b|"
    r"\d[\d,.]*\s*(?:comments?|shares?|views?|min(?:ute)?s?|hours?|days?)(?:\s+(?:ago|read))?\W*$",
    re.IGNORECASE,
)


def planned(item: ItemState, now: datetime) -> ItemState:
    """The item with the next of its visits that lies ahead, None when none does."""
    for number, distance in enumerate(AFTER):
        if item.seen + distance > now and number >= item.visits:
            return replace(item, visits=number, visit_at=item.seen + distance)
    return replace(item, visits=len(AFTER), visit_at=None)


def visited(item: ItemState, now: datetime) -> ItemState:
    """The item once its page was looked at."""
    return planned(replace(item, visits=item.visits + 1), now)


def edited(before: Article, after: Article) -> bool:
    """Whether the page's text ``after`` is an edit of the article: some sentence of it changed, went or came.

    Not when much less is left than there was, nor when only lines changed that stand around an article.
    """
    if len(after.text) < LEAST_LEFT * len(before.text):
        return False
    for change in corrections.compare(before.text, after.text):
        old = before.text[slice(*change.before)] if change.before else ""
        new = after.text[slice(*change.after)] if change.after else ""
        if any(said and not _AROUND.match(said.strip()) for said in (old, new)):
            return True
    return False

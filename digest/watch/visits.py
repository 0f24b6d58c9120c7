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
_MARK = re.compile(r"^\W*(?:(?:live|updated?|breaking|watch|video|exclusive)\b\W+|\(\d+\)\W*)+")
"""What is set before a headline that stays what it was; a count of messages in a browser's tab among it."""
_WORD = re.compile(r"[^\W_]+")


def planned(item: ItemState, now: datetime) -> ItemState:
    """The item with the next of its visits that lies ahead, None when none does."""
    for number, distance in enumerate(AFTER):
        if item.seen + distance > now and number >= item.visits:
            return replace(item, visits=number, visit_at=item.seen + distance)
    return replace(item, visits=len(AFTER), visit_at=None)


def visited(item: ItemState, now: datetime) -> ItemState:
    """The item once its page was looked at."""
    return planned(replace(item, visits=item.visits + 1), now)


def is_whole(before: Article, after: Article) -> bool:
    """Whether the page still gives the article: much less than there was is a wall or a notice before it."""
    return len(after.text) >= LEAST_LEFT * len(before.text)


def retitled(before: str, after: str) -> bool:
    """Whether a page's headline is another one: case, punctuation and marks such as "LIVE:" make none.

    Both as the page itself gives them; "" where it gave none, which tells nothing.
    """
    old, new = (_WORD.findall(_MARK.sub("", title.casefold())) for title in (before, after))
    return bool(old and new) and old != new


def edited(before: Article, after: Article) -> bool:
    """Whether the page's text ``after`` is an edit of the article: some sentence of it changed, went or came.

    Not when much less is left than there was, nor when only lines changed that stand around an article.
    """
    if not is_whole(before, after):
        return False
    for change in corrections.compare(before.text, after.text):
        old = before.text[slice(*change.before)] if change.before else ""
        new = after.text[slice(*change.after)] if change.after else ""
        if any(said and not _AROUND.match(said.strip()) for said in (old, new)):
            return True
    return False

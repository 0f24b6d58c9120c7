"""Every due digest arrives exactly once, whatever breaks.

plan       what is due, is it worth saying?             pure
outgoing   pages out, one delivery at a time            the only place that calls Platform.send
living     earlier posts, edited when a publisher corrects
owner      which process holds a delivery, and is it alive?
desk       a tick: claim what is due, send what waits

The order is what makes it exact: a slot is claimed in the database with its composed pages before the first
byte goes out; "sending" is noted before each page and the platform's message id after it; whoever finds
"sending" or "unsure" asks the platform for the page's key before sending it again.
"""

from __future__ import annotations

from .desk import Desk, Render
from .outgoing import Outgoing, key

__all__ = ["Desk", "Outgoing", "Render", "key"]

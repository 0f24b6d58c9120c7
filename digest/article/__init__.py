"""Entry and page to readable text, and articles from local files.

urls       one address for one article
text       HTML to text: trafilatura for pages, blocks and lines for fragments
meta       what a page says of itself: address, outlet, authors, times, paywall
language   which language a text is in
extract    all of it: the article behind a feed's entry
names      ids for files
local      text, HTML, JSON Lines and feed files
"""

from __future__ import annotations

from .extract import extract, sourced
from .language import language
from .local import BadLine, holds_lines, moment, read_folder, read_jsonl, read_path
from .names import Names
from .text import fragment, readable
from .urls import canonical, host_of

__all__ = [
    "BadLine",
    "Names",
    "canonical",
    "extract",
    "fragment",
    "holds_lines",
    "host_of",
    "language",
    "moment",
    "read_folder",
    "read_jsonl",
    "read_path",
    "readable",
    "sourced",
]

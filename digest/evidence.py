"""Links that open an article at the sentence a claim stands in. Pure.

A text fragment (WICG Scroll to Text Fragment: ``#:~:text=[prefix-,]start[,end][,-suffix]``) names words; the
browser finds them, ignoring case and markup inside a block, scrolls there and highlights them.
"""

from __future__ import annotations

import re
from urllib.parse import quote

WHOLE = 180  # characters: a longer sentence is named by its first and last words
EDGE = 6  # words named at each end
CONTEXT = 4  # words of prefix or suffix that tell two equal passages apart


def link(url: str, text: str, span: tuple[int, int]) -> str:
    """The article's address with a fragment for ``text[span]``; one that is not http stays as it is."""
    if not url.startswith(("http://", "https://")):
        return url
    passage = text[span[0] : span[1]].strip()
    if not passage:
        return url
    base, hash_sign, fragment = url.partition("#")
    joint = f"#{fragment}" if hash_sign and ":~:" not in fragment else "#"
    return f"{base}{joint}:~:text={directive(text, span)}"


def directive(text: str, span: tuple[int, int]) -> str:
    """The text directive for a passage: whole when short, else its ends."""
    passage = text[span[0] : span[1]].strip()
    if len(passage) <= WHOLE and "\n" not in passage:
        return _escaped(passage)
    words = passage.split()
    return f"{_escaped(' '.join(words[:EDGE]))},{_escaped(' '.join(words[-EDGE:]))}"


def _escaped(words: str) -> str:
    """Percent-encoded, with the three signs that mean something to the directive: dash, comma, ampersand."""
    one_line = re.sub(r"\s+", " ", words)
    return quote(one_line, safe="").replace("-", "%2D")

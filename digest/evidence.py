"""Links that open an article at the sentence a claim stands in. Pure.

A text fragment (WICG Scroll to Text Fragment: ``#:~:text=[prefix-,]start[,end][,-suffix]``) names words; the
browser looks for them by whole words, ignoring case, accents, markup and runs of spaces, scrolls there and
highlights them. ``benchmarks.evidence`` proves it in Chromium.
"""

from __future__ import annotations

import re
from urllib.parse import quote

WHOLE = 120  # characters: a longer passage is named by its first and last words
EDGE = 5  # words named at each end, at least
CONTEXT = 4  # words before a passage that tell it from an equal one earlier in the article

Span = tuple[int, int]


def link(url: str, text: str, span: Span) -> str:
    """The article's address with a fragment for ``text[span]``; one that is not http stays as it is."""
    start, end = trimmed(text, span)
    if not url.startswith(("http://", "https://")) or start >= end:
        return url
    base, sign, fragment = url.partition("#")
    page = f"{base}#{fragment.split(':~:')[0]}" if sign else f"{base}#"
    return f"{page}:~:text={directive(text, (start, end))}"


def trimmed(text: str, span: Span) -> Span:
    """The passage without blanks and without signs at its ends, which a page may render otherwise."""
    start, end = max(0, span[0]), min(span[1], len(text))
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def directive(text: str, span: Span) -> str:
    """The text directive for a passage: whole when short and on one line, else its first and last words.

    Where the same words stand earlier in the article, the words before the passage tell them apart.
    """
    start, end = span
    passage = text[start:end]
    words = [(start + match.start(), start + match.end()) for match in re.finditer(r"\S+", passage)]
    if (end - start <= WHOLE and "\n" not in passage and "\u00ad" not in passage) or (
        len(words) <= 2 * EDGE and "\n" not in passage
    ):
        named, first = [passage], passage
    else:
        head, tail = _head(text, words), _tail(text, words)
        named, first = [head, tail], head
    context = _before(text, start) if _stands_before(text, first, start) else ""
    return ",".join([*([f"{_escaped(context)}-"] if context else []), *map(_escaped, named)])


def _head(text: str, words: list[Span]) -> str:
    """First words, of the first line: a fragment does not reach over a line break."""
    line = text[words[0][0] : words[min(EDGE, len(words)) - 1][1]].split("\n")[0]
    return line.rstrip("“”\"'‘’,;:—–- ")


def _tail(text: str, words: list[Span]) -> str:
    """Last words; more of them while they also stand earlier in the passage, where the range would end."""
    passage = _folded(text[words[0][0] : words[-1][1]])
    for n in range(EDGE, len(words) - EDGE + 1):
        tail = text[words[-n][0] : words[-1][1]].split("\n")[-1].lstrip("“”\"'‘’(—–- ")
        if passage.find(_folded(tail)) >= len(passage) - len(_folded(tail)) - 1:
            return tail
    return text[words[-min(EDGE, len(words))][0] : words[-1][1]].split("\n")[-1]


def _stands_before(text: str, words: str, start: int) -> bool:
    return _folded(words) in _folded(text[:start])


def _before(text: str, start: int) -> str:
    """The words before a passage, from its own line."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    words = " ".join(line.split()[-CONTEXT:])
    return re.sub(r"^\W+|\W+$", "", words) if words and words[-1].isalnum() else words


def _folded(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").lower().split())


def _escaped(words: str) -> str:
    """Percent-encoded, with the three signs that mean something to the directive: dash, comma, ampersand."""
    one_line = re.sub(r"\s+", " ", words.replace("\u00ad", ""))
    return quote(one_line, safe="", errors="replace").replace("-", "%2D")

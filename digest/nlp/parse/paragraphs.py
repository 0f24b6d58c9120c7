"""Texts as unparsed Docs in which no sentence runs over a paragraph's end or begins with a dateline.

Left alone, the parser joins a headline without a full stop to the sentence after it, and what the article
says first is lost; and it takes the town of "LIMA — Peru's civil defense agency said" for who speaks.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DATELINE = re.compile(
    r"^[ \t]*[A-Z][A-Z'’.\-]+(?: [A-Z][A-Z'’.\-]+){0,3}"  # GOTHENBURG, NEW YORK
    r"(?:, (?:[A-Z][\w.'’\-]*)(?: [A-Z][\w.'’\-]*){0,2}){0,2}"  # , Sweden
    r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"  # , Nov. 5
    r"(?: \([^()\n]{2,30}\))? ?(?:[—–\x96\x97]|--?) ",  # (Harbor Wire) —
    re.MULTILINE,
)
"""Where an article was written: capitals, place, date and wire, then a dash, at a paragraph's start."""


LABEL = re.compile(
    r"^[ \t]*(?:"
    r"(?:UPDATED?|BREAKING|LATEST|NEW|DEVELOPING|WATCH|EXCLUSIVE)(?: \d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?)?"
    r"|[0-2]?\d[:.][0-5]\d ?(?:[ap]\.?m\.?)?(?: (?:GMT|BST|UTC|[A-Z]{1,2}[SD]?T))?"
    r"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}(?:, [A-Z][\w.]+)? \([A-Z][\w .]{1,20}\)(?= ?[—–\x96\x97-])"
    r") ?(?:[:—–\x96\x97]|--?) *(?=\S)",
    re.MULTILINE,
)
"""What a live blog or a wire sets before a paragraph: "UPDATE:", "10:45 GMT —", "Denver (AP) –"."""
WRAPPED = re.compile(r"[a-z0-9,;]\r?\n[ \t]*[a-z]")
"""A line break within a sentence: the line ends in a word, the next begins in lower case."""
FEW = 3
"""Such breaks from which on a text is taken for one with lines of one width."""


def unwrapped(text: str) -> str:
    """The text with line breaks inside paragraphs as blanks, of the same length; itself when it has none.

    Mail, wires and plain-text files break lines at a width. In a text that does, a break where the next word
    would not have fit is one of these, too, whatever stands before it.
    """
    if not WRAPPED.search(text):
        return text
    lines = text.split("\n")
    pairs = list(pairwise(lines))
    inside = [WRAPPED.search(f"{line[-2:]}\n{following[:80]}") is not None for line, following in pairs]
    widths = [len(line.strip()) for line, joined in zip(lines, inside, strict=False) if joined]
    width = max(widths) if len(widths) >= FEW else len(text)
    ends = [
        " " if joined or _full(*pair, width) else "\n" for pair, joined in zip(pairs, inside, strict=True)
    ]
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would not have fit in this one."""
    words = following.split(maxsplit=1)
    return bool(words) and len(line.strip()) + 1 + len(words[0]) > width


def paragraphs(nlp: Language, text: str) -> Doc:
    """The text as a tokenized Doc with a sentence start after every line break and every dateline."""
    doc = nlp.make_doc(text)
    if "\n" in text:
        for blank in doc.to_array("IS_SPACE")[:-1].nonzero()[0].tolist():
            if "\n" in doc[blank].text:
                doc[blank + 1].is_sent_start = True
    for found in (*DATELINE.finditer(text), *LABEL.finditer(text)):
        after = doc.char_span(found.end(), len(text), alignment_mode="contract")
        if after is not None:
            after[0].is_sent_start = True
    return doc

"""Texts as unparsed Docs in which no sentence runs over a paragraph's end or begins with a dateline.

Left alone, the parser joins a headline without a full stop to the sentence after it, and what the article
says first is lost; and it takes the town of "LIMA — Peru's civil defense agency said" for who speaks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DATELINE = re.compile(
    r"^[ \t]*[A-Z][A-Z'’.\-]+(?: [A-Z][A-Z'’.\-]+){0,3}"  # GOTHENBURG, NEW YORK
    r"(?:, (?:[A-Z][\w.'’\-]*)(?: [A-Z][\w.'’\-]*){0,2}){0,2}"  # , Sweden
    r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"  # , Nov. 5
    r"(?: \([^()\n]{2,30}\))? ?(?:[—–]|--?) ",  # (Harbor Wire) —
    re.MULTILINE,
)
"""Where an article was written: capitals, place, date and wire, then a dash, at a paragraph's start."""


def paragraphs(nlp: Language, text: str) -> Doc:
    """The text as a tokenized Doc with a sentence start after every line break and every dateline."""
    doc = nlp.make_doc(text)
    if "\n" in text:
        for blank in doc.to_array("IS_SPACE")[:-1].nonzero()[0].tolist():
            if "\n" in doc[blank].text:
                doc[blank + 1].is_sent_start = True
    for found in DATELINE.finditer(text):
        after = doc.char_span(found.end(), len(text), alignment_mode="contract")
        if after is not None:
            after[0].is_sent_start = True
    return doc

"""Texts as unparsed Docs in which no sentence runs over a paragraph's end.

Left alone, the parser joins a headline without a full stop to the sentence after it, and what the article
says first is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def paragraphs(nlp: Language, text: str) -> Doc:
    """The text as a tokenized Doc with a sentence start after every line break."""
    doc = nlp.make_doc(text)
    if "\n" in text:
        for token in doc[:-1]:
            if token.is_space and "\n" in token.text:
                doc[token.i + 1].is_sent_start = True
    return doc

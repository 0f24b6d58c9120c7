"""Which language a text is in."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

LEAST = 40  # characters: less tells nothing
ENOUGH = 4000
DOUBT = 0.2  # a probability of English from which on a text counts as English: a wrong "no" loses it
SHORT = 200  # characters: of a headline alone a name or two may pass for another language
DOUBT_SHORT = 0.01
_lock = threading.Lock()


def language(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; "en" when there is too little to tell.

    py3langid (Lui & Baldwin 2012); a text that may well be English counts as English.
    """
    if len(text) < LEAST:
        return "en"
    with _lock:  # the identifier keeps scratch arrays
        ranked = _identifier().rank(text[:ENOUGH])
    best = str(ranked[0][0])
    doubt = DOUBT if len(text) >= SHORT else DOUBT_SHORT
    return "en" if dict(ranked).get("en", 0.0) >= doubt else best


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads a model: not at import

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

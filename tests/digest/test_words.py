"""Words for comparing texts."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from digest.words import SHORT, fold, stems


@given(st.text() | st.text(alphabet="Éé’“”İßﬁ\u00ad\u0301 aB"))
def test_folding_takes_off_every_accent_and_nothing_else(text: str) -> None:
    """However it is done, ``fold`` is: compatible forms, lower case, no combining sign."""
    plain = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).lower()
    assert fold(text) == "".join(char for char in plain if not unicodedata.combining(char))


def test_stems_are_the_callers_own_list() -> None:
    """Stems of short texts are kept; changing what one caller got changes nothing for the next."""
    stems("The minister denied reports").clear()
    assert stems("The minister denied reports") == ["minist", "deni", "report"]
    assert len(stems("reports " * SHORT)) == SHORT

"""The real parser and the shipped model, loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.nlp import parse
from digest.nlp.attribution import Attribution, attribute


@pytest.fixture(scope="session")
def attributions() -> Callable[[str], list[Attribution]]:
    nlp = parse.load()
    return lambda text: attribute(nlp(text))

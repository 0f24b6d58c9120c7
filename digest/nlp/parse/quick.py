"""What the model's pipeline computes, with less work: the same trees, tags and names in half the time.

- A greedy parse as spaCy runs it lets go of the interpreter's lock and takes it again whenever it looks at a
  state: for every move of every token, which costs more than the network. Here the same moves are made by
  the same transition system with the lock held (`parsed`).
- A word's vector before its neighbours are seen depends on the word alone, so it is made once a batch and
  not once a token (`distinct`). News text repeats three words in four.

`tests/digest/nlp/test_quick.py` compares with the pipeline as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.api import Model

EMBEDDING = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
"""How the names of the layers of a hash embedding begin, in order."""


def annotate(nlp: Language, docs: list[Doc]) -> list[Doc]:
    """The Docs through every component of the pipeline, all at once."""
    from spacy.pipeline.transition_parser import Parser

    for _, component in nlp.pipeline:
        if isinstance(component, Parser) and _plain(component):
            component.set_annotations(docs, parsed(component, docs))
        elif hasattr(component, "pipe"):
            docs = list(component.pipe(docs, batch_size=len(docs)))
        else:
            docs = [component(doc) for doc in docs]
    return docs


def _plain(component: Any) -> bool:
    """Whether a parser is greedy, has the usual two layers, knows all its moves, and works in numpy."""
    attrs = component.model.attrs
    greedy = component.cfg.get("beam_width", 1) == 1 and component.model.ops.name == "numpy"
    return bool(greedy and attrs["has_upper"] and not attrs["unseen_classes"])


def parsed(component: Any, docs: Sequence[Doc]) -> list[Any]:
    """The final states of a greedy parse, one a Doc: at each step all unfinished Docs make their best move.

    ``component`` is a dependency parser or a named entity recognizer. The same as its ``predict``.
    """
    states: list[Any] = component.moves.init_batch(docs)
    live = [state for state in states if not state.is_final()]
    if not live:
        return states
    network = component.model.predict(docs)
    score = _scores(component.model.get_ref("upper"))
    while live:
        hidden = network.state2vec.predict(network.get_token_ids(live))
        live = component.transition_states(live, score(hidden))
    network.clear_memory()
    return states


def _scores(upper: Model[Any, Any]) -> Callable[[Any], Any]:
    """From hidden layers (state, hidden) to the scores of moves (state, move)."""
    weights, bias = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")

    def score(hidden: Any) -> Any:
        scores = hidden @ weights
        scores += bias
        return scores

    return score


def hasten(nlp: Language) -> None:
    """Let every hash embedding of the pipeline look at distinct words only."""
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for node in model.walk() if hasattr(model, "walk") else ():
            names = tuple(layer.name for layer in node.layers)
            if len(names) == len(EMBEDDING) and all(map(str.startswith, names, EMBEDDING)):
                node.layers[2:4] = [distinct(*node.layers[2:4])]


def distinct(*layers: Model[Any, Any]) -> Model[Any, Any]:
    """Layers from rows of features (Ragged) to vectors (Ragged), worked out once for rows that are alike."""
    from thinc.api import Model, chain

    return Model("distinct", _forward, layers=[chain(*layers)])


def _forward(model: Model[Any, Any], words: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    from thinc.api import Ragged

    if is_train:
        raise NotImplementedError("a hastened pipeline does not train")
    _, first, which = np.unique(_keys(words.dataXd), return_index=True, return_inverse=True)
    some = Ragged(words.dataXd[first], model.ops.asarray1i([len(first)]))
    vectors = model.layers[0].predict(some)
    return Ragged(vectors.dataXd[which], words.lengths), lambda gradient: gradient


def _keys(features: Any) -> Any:
    """One 64-bit key a row: rows that differ have different keys but for one pair in 10**19."""
    key = np.zeros(len(features), np.uint64)
    for column in features.T:
        key = (key ^ column) * np.uint64(0xFF51AFD7ED558CCD)
        key ^= key >> np.uint64(31)
    return key

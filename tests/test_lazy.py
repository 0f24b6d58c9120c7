"""Importing does nothing heavy: people who only want a value do not wait for a parser."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("spacy", "lightgbm", "discord", "slack_bolt", "slack_sdk", "apscheduler", "PIL", "trafilatura")


def loaded(code: str) -> set[str]:
    """Which of HEAVY are loaded after running ``code`` in a fresh interpreter."""
    tell = f"{code}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_digest_is_light() -> None:
    """`import digest` loads neither a parser nor a chat library."""
    assert loaded("import digest") == set()


def test_the_program_starts_without_what_it_may_not_need() -> None:
    """Help and errors come before any parser, database or platform is loaded."""
    assert loaded("import bot.__main__") == set()


@pytest.mark.parametrize("module", ["digest.store", "digest.news", "digest.query", "digest.schedule"])
def test_reading_the_news_needs_no_parser(module: str) -> None:
    """What answers from the database never loads spaCy or LightGBM."""
    assert loaded(f"import {module}") & {"spacy", "lightgbm"} == set()


def test_the_bot_needs_no_parser_either() -> None:
    """The process that holds the gateway connection never loads spaCy: workers do."""
    assert loaded("import bot.service") & {"spacy", "lightgbm"} == set()

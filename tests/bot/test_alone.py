"""A second bot in one data folder is told of the first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot import alone

HOLD = """
import pathlib, sys
from bot import alone
with alone.marked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


def test_the_second_knows_of_the_first_and_the_third_of_nobody(tmp_path: Path) -> None:
    """The mark holds as long as its bot runs, and goes with it."""
    with alone.marked(tmp_path) as nobody:
        with alone.marked(tmp_path) as first:
            assert (nobody, first) == ("", str(os.getpid()))
        with alone.marked(tmp_path) as still:
            assert still == first
    with alone.marked(tmp_path) as again:
        assert again == ""


def test_a_killed_one_leaves_no_mark(tmp_path: Path) -> None:
    """The system takes the lock back, whatever its process had no time for."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], env=os.environ | {"PYTHONPATH": "."},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert held.stdout is not None
    assert held.stdout.readline() == b"held\n"
    with alone.marked(tmp_path) as other:
        assert other == str(held.pid)
    held.kill()
    held.communicate()
    with alone.marked(tmp_path) as other:
        assert other == ""

"""Whether another ``dateline run`` works in the same data folder.

Told, not forbidden: a digest is posted once whoever is running (``bot.delivery``), and a new process may
start before the old one has ended. But two of them answer every command twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: then nobody is told
    fcntl = None  # type: ignore[assignment]  # a module, where there is one

FILE = "run.lock"


@contextmanager
def marked(folder: Path) -> Iterator[str]:
    """Mark the folder as in use until the end. Gives the number of the process that was there, else "".

    The mark is a lock of the system's: it is gone with its process, however that ends.
    """
    if fcntl is None:
        yield ""
        return
    with (folder / FILE).open("a+", encoding="ascii") as file:
        other = _other(file.fileno())
        if not other:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield other


def _other(file: int) -> str:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(file, 20, 0).decode("ascii", "replace") or "?"
    except OSError:  # a file system without locks
        return ""
    return ""

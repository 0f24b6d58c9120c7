"""Ids for files: a file's name, and as much of its path as it takes when another file has that name. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Names:
    """Which file has which id. ``get`` and ``put`` remember it: for a run, or over runs in a database."""

    get: Callable[[str], str | None]
    put: Callable[[str, str], None]
    _seen: dict[str, str] = field(default_factory=dict)  # path to id, of this run

    @classmethod
    def of_a_run(cls) -> Names:
        """Ids that are told apart within one run."""
        known: dict[str, str] = {}
        return cls(known.get, known.__setitem__)

    def __call__(self, path: Path) -> str:
        """The id of the file: the same for the same file, another one for another.

        The first file of a name has the name; the next one "folder/name", and so on up to the whole path.
        """
        whole = str(path.resolve())
        if whole not in self._seen:
            self._seen[whole] = self._free(Path(whole).parts, whole)
        return self._seen[whole]

    def _free(self, parts: tuple[str, ...], whole: str) -> str:
        for length in range(1, len(parts)):
            name = "/".join(parts[-length:])
            owner = self.get(name)
            if owner is None:
                self.put(name, whole)
            if owner in {None, whole}:
                return name
        return whole

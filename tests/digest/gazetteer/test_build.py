"""Building: rows in, files out; added files; built once whoever asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import BadInput, SetupError
from digest.gazetteer import Gazetteer, pack
from digest.gazetteer.added import read_added
from digest.gazetteer.build import locked
from digest.gazetteer.sources import Row

HEADER = "name\tlat\tlon\tkind\tinside\tnames\n"


def town(ident: int, name: str, lat: float, lon: float, population: int = 1000) -> Row:
    row = Row(ident, name, lat, lon, population, "city", "UA", "05")
    row.call(name, "main")
    return row


@pytest.fixture
def known() -> dict[int, Row]:
    country = Row(1, "Ukraine", 49.0, 32.0, 40_000_000, "country", "UA")
    country.call("Ukraine", "main")
    oblast = Row(2, "Donetsk oblast", 48.0, 37.8, 4_000_000, "region", "UA", "05")
    oblast.call("Donetsk oblast", "main")
    return {row.geonameid: row for row in (country, oblast, town(3, "Pokrovsk", 48.28, 37.18, 60_000))}


def built(folder: Path, rows: dict[int, Row]) -> Gazetteer:
    pack.write(folder, sorted(rows.values(), key=lambda row: row.geonameid), {})
    return Gazetteer(folder)


def test_what_is_written_is_read(tmp_path: Path, known: dict[int, Row]) -> None:
    """Every row comes back by its name with its divisions."""
    places = built(tmp_path, known)
    assert [c.geonameid for c in places.candidates("pokrovsk")] == [3]
    assert places.place(3).label == "Pokrovsk, Donetsk oblast, Ukraine"


def test_a_district_inside_a_town(tmp_path: Path, known: dict[int, Row]) -> None:
    """A row of one's own lies in its town, and so in the town's oblast, without a point of its own."""
    file = tmp_path / "own.tsv"
    file.write_text(HEADER + "Prigorodny\t\t\tsuburb\tPokrovsk\tPrigorodny microdistrict\n", "utf-8")
    for row in read_added(file, lambda: known):
        known[row.geonameid] = row
    places = built(tmp_path, known)
    found = places.candidates("Prigorodny microdistrict")[0]
    assert places.inside(found.geonameid, 3)
    assert places.inside(found.geonameid, 2)
    assert not places.inside(3, found.geonameid)
    assert places.place(found.geonameid).kind == "suburb"


def test_a_country_dump(tmp_path: Path, known: dict[int, Row]) -> None:
    """A line of GeoNames' own 19 columns becomes a place with its other names."""
    cells = [
        "77",
        "Novyi",
        "Novyi",
        "Novy,Новий",
        "48.1",
        "37.1",
        "P",
        "PPL",
        "UA",
        "",
        "05",
        "",
        "",
        "",
        "41",
    ]
    file = tmp_path / "UA.txt"
    file.write_text("\t".join([*cells, "", "100", "Europe/Kyiv", "2024-01-01"]) + "\n", "utf-8")
    (row,) = read_added(file, lambda: known)
    assert (row.geonameid, row.kind, row.population) == (77, "city", 41)
    assert "novy" in row.spelled


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"), ("a\tb\n", "one of them 'name'"), (HEADER + "\t1\t2\tcity\t\t\n", "needs a name"),
        (HEADER + "X\t\t\tcity\t\t\n", "must be numbers"), (HEADER + "X\t99\t0\tcity\t\t\n", "no such point"),
        (HEADER + "X\t1\t2\tcastle\t\t\n", "castle"), (HEADER + "X\t\t\tcity\tNowhere\t\n", "Nowhere"),
    ],
)  # fmt: skip
def test_wrong_files_say_what_is_wrong(tmp_path: Path, known: dict[int, Row], text: str, says: str) -> None:
    """A wrong file ends in one line that names the file and the fault."""
    file = tmp_path / "wrong.tsv"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=says):
        list(read_added(file, lambda: known))


def test_foreign_files_are_refused(tmp_path: Path, known: dict[int, Row]) -> None:
    """A folder built by another version says so instead of being misread."""
    built(tmp_path, known)
    (tmp_path / "rows.bin").write_bytes(b"{}".ljust(pack.HEADER))
    with pytest.raises(SetupError, match="delete it"):
        Gazetteer(tmp_path)


def test_the_lock_ends_with_the_block(tmp_path: Path) -> None:
    """Who builds holds the lock, and gives it back."""
    for _ in range(2):
        with locked(tmp_path / "lock"):
            assert (tmp_path / "lock").exists()

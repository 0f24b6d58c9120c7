"""Feeds in and out as OPML 2.0 (http://opml.org/spec2.opml). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from ..errors import BadInput
from ..model import Feed
from .values import clean, line

MOST = 20_000  # feeds of one file


_BEGINS = re.compile(rb"[^<]{0,200}(?:<[?!][^>]{0,2000}>\s{0,1000}){0,20}<opml[\s>]", re.IGNORECASE)


def looks_like(body: bytes) -> bool:
    """Whether this is a list of feeds, and none itself."""
    return _BEGINS.match(body) is not None


def read(body: bytes) -> list[Feed]:
    """The feeds of an OPML file, in its order, each address once, folders left out.

    Broken XML is read as far as it goes. BadInput when there is no OPML in it, or no feed.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (ValueError, etree.LxmlError):
        root = None
    if root is None or str(root.tag).rpartition("}")[2].lower() != "opml":
        raise BadInput("not an OPML file: it must hold <opml> with <outline xmlUrl=…> elements")
    found: dict[str, Feed] = {}
    for outline in root.iter("{*}outline"):
        feed = _feed(_attributes(outline))
        if feed is not None and len(found) < MOST:
            found.setdefault(feed.url, feed)
    if not found:
        raise BadInput("no feed in this OPML file: no <outline> has an xmlUrl of http or https")
    return list(found.values())


def _attributes(outline: Any) -> dict[str, str]:
    """An element's attributes, names in lower case, without those that hold bytes that are no text."""
    found = {}
    for name in outline.keys():  # noqa: SIM118  # lxml's elements are no mappings
        with suppress(UnicodeDecodeError):
            found[name.lower()] = clean(str(outline.get(name)))
    return found


def _feed(attributes: dict[str, str]) -> Feed | None:
    url = attributes.get("xmlurl", "").strip()
    if url.lower().startswith("feed://"):
        url = "http" + url[4:]
    if not url.lower().startswith(("http://", "https://")):
        return None
    title = line(attributes.get("title") or attributes.get("text") or "")
    outlet, home = line(attributes.get("outlet", "")), line(attributes.get("home", ""))
    return Feed(url, title, outlet, home)


def write(feeds: Iterable[Feed], now: datetime, title: str = "Dateline") -> bytes:
    """Feeds as OPML; outlet and home go into attributes of their own, which other readers pass over."""
    root = etree.Element("opml", version="2.0")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    for feed in feeds:
        name = feed.title or feed.outlet or feed.url
        given = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url}
        given |= {key: value for key, value in (("outlet", feed.outlet), ("home", feed.home)) if value}
        etree.SubElement(body, "outline", {key: clean(value) for key, value in given.items()})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))

r"""Spans to Discord's Markdown: the one place where outside text is escaped.

Discord shows a backslash before any ASCII punctuation as that character alone, and its parser then sees
plain words; so nothing here needs to know what the client's rules are in detail, only where they begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from ..message import Span, Text, tame

_INLINE = re.compile(r"[\\*_~`|<>\[\]#@]|(?<=[A-Za-z]):(?=//)|:(?=[\w+-]+:)")
r"""Where something can begin: emphasis, spoilers, code, mentions, times, links, headings, emoji names."""

_LINE_START = re.compile(r"(?m)^(\s*)([-+])(?=\s|$)")
_NUMBERED = re.compile(r"(?m)^(\s*\d+)\.(?=\s|$)")
_PINGS = re.compile(r"@(?=everyone|here)", re.IGNORECASE)

ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
URL_MOST = 2048


def escape(text: str) -> str:
    """``text`` so that Discord shows exactly its words and does nothing with them.

    ``@everyone`` and ``@here`` also get an invisible break, for clients that colour them regardless.
    """
    return _INLINE.sub(r"\\\g<0>", _PINGS.sub("@" + ZERO_WIDTH, tame(text)))


def line(text: Text, *, brief: bool = False) -> str:
    """The spans as one line; breaks inside become spaces.

    ``brief``: times inside the line as ages ("3 hours ago", the moment on hovering), for lists whose every
    line carries one; a time that opens a line is what the line is about and stays whole.
    """
    ages = text[:1] + tuple(replace(span, relative=True) if span.when else span for span in text[1:])
    return _guarded(" ".join(inline(ages if brief else text).split("\n")))


def lines(text: Text) -> list[str]:
    """The spans as lines, none of which can pass for a list, a heading or a quotation."""
    return [_guarded(one) for one in inline(text).split("\n")]


def inline(text: Text) -> str:
    """The spans joined, with their styles and links."""
    return "".join(_apart(map(_span, _merged(text))))


def code_block(text: str) -> str:
    """Preformatted text; a fence inside it is broken up."""
    return "```\n" + re.sub("`(?=`)", "`" + ZERO_WIDTH, tame(text)) + "\n```"


def safe_url(url: str) -> str:
    """``url`` fit to stand in a masked link, "" when it is not http(s) or too long."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    fit = quote(tame(url.strip()), safe="%/:=&?~#+!$,;'@.-_*[]", encoding="utf-8", errors="replace")
    return fit.replace("*", "%2A").replace("[", "%5B").replace("]", "%5D") if len(fit) <= URL_MOST else ""


def _guarded(one: str) -> str:
    return _NUMBERED.sub(r"\1\\.", _LINE_START.sub(r"\1\\\2", one))


def _merged(text: Text) -> Iterable[Span]:
    """Neighbours of one style as one span: ``**a****b**`` would not be read as two bold words."""
    kept: list[Span] = []
    for span in text:
        last = kept[-1] if kept else None
        if last and _is_words(last) and _is_words(span) and _style(last) == _style(span):
            kept[-1] = replace(span, text=last.text + span.text)
        elif span.text or span.when:
            kept.append(span)
    return kept


def _is_words(span: Span) -> bool:
    return not (span.when or span.channel)


def _style(span: Span) -> tuple[object, ...]:
    return span.link, span.strong, span.emphasis, span.code


def _apart(parts: Iterable[str]) -> Iterable[str]:
    """Styled neighbours get an invisible break, so that one's closing stars do not open the other."""
    before = ""
    for part in parts:
        if before[-1:] in ("*", "`") and part[:1] in ("*", "`"):
            yield ZERO_WIDTH
        yield part
        before = part or before


def _span(span: Span) -> str:
    if span.when is not None:
        return _styled(f"<t:{int(span.when.timestamp())}:{'R' if span.relative else 'f'}>", span)
    if span.channel.isdecimal():
        return _styled(f"<#{span.channel}>", span)
    if span.code:
        return _code(span.text)
    url = safe_url(span.link) if span.link else ""
    lead, words, tail = _trimmed(span.text.replace("\n", " ") if url else span.text)
    if not words:
        return lead + tail
    shown = f"[{escape(words)}]({url})" if url else escape(words)
    return lead + _styled(shown, span) + tail


def _styled(shown: str, span: Span) -> str:
    stars = ("**" if span.strong else "") + ("*" if span.emphasis else "")
    return f"{stars}{shown}{stars[::-1]}"


def _code(text: str) -> str:
    words = tame(text).replace("\n", " ").replace("`", "'").strip()
    return f"`{words}`" if words else ""


def _trimmed(text: str) -> tuple[str, str, str]:
    """White space before, the words, white space after: stars must touch the words."""
    words = text.strip()
    if not words:
        return "", "", text
    start = text.index(words)
    return text[:start], words, text[start + len(words) :]

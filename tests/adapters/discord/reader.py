"""How Discord's client reads Markdown, as far as its parser's rules are known: an oracle for the tests.

The rules are those of the client's published parser generation (simple-markdown with Discord's additions);
written here from their description, independently of what is under test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

RULES: tuple[tuple[str, str], ...] = (
    ("code block", r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([\s\S]+?)\n*```"),
    ("escape", r"\\([^0-9A-Za-z\s])"),
    ("autolink", r"<(https?://[^ >]+)>"),
    ("time", r"<t:(-?\d{1,17})(?::[a-zA-Z])?>"),
    ("user", r"<@!?(\d+)>"),
    ("role", r"<@&(\d+)>"),
    ("channel", r"<#(\d+)>"),
    ("guild", r"<(id:\w+)(?::\d+)?>"),
    ("command", r"</([^:>]+):\d+>"),
    ("emoji", r"<a?:(\w+):\d+>"),
    ("everyone", r"@(everyone|here)"),
    ("shortcode", r":([\w+-]+):"),
    ("url", r"((?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])"),
    (
        "link",
        r"\[((?:\\.|[^\\\[\]])*)\]\(\s*<?((?:https?|discord)://[^\s()<>]*)>?(?:\s+[\"'][^\n]*[\"'])?\s*\)",
    ),
    ("strong", r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    ("underline", r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    ("strike", r"~~((?:\\[\s\S]|[^\\])+?)~~"),
    ("spoiler", r"\|\|([\s\S]+?)\|\|"),
    ("emphasis", r"\*(?=\S)((?:\\[\s\S]|\*\*|[^\\*])+?)(?<=\S)\*(?!\*)"),
    ("emphasis", r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"),
    ("code", r"(?P<ticks>`+)([\s\S]*?[^`])(?P=ticks)(?!`)"),
)
PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in RULES)
LINES = re.compile(
    r"(?P<heading> *#{1,3} +)|(?P<small> *-# +)|(?P<quote> *>(?:>>)? )|(?P<item> *(?:[*-]|\d+\.) +)"
)

Token = tuple[str, str]


def read(content: str) -> list[Token]:
    """The content as (kind, text): "text" for plain words, "heading", "item"… for what opens a line."""
    tokens: list[Token] = []
    at, line_start = 0, True
    while at < len(content):
        if line_start and (opening := LINES.match(content, at)):
            tokens.append((str(opening.lastgroup), ""))
            at = opening.end()
            line_start = str(opening.lastgroup) == "quote"
            continue
        token, at = _next(content, at)
        line_start = token[1].endswith("\n") and token[0] == "text"
        tokens.append(token)
    return list(_joined(tokens))


def _next(content: str, at: int) -> tuple[Token, int]:
    for kind, pattern in PATTERNS:
        found = pattern.match(content, at)
        if found:
            inner = found.group(2 if kind == "code" else 1)
            return (("text", inner) if kind == "escape" else (kind, inner)), found.end()
    return ("text", content[at]), at + 1


def _joined(tokens: list[Token]) -> Iterator[Token]:
    words = ""
    for kind, text in tokens:
        if kind == "text":
            words += text
            continue
        if words:
            yield "text", words
        words = ""
        yield kind, text
    if words:
        yield "text", words

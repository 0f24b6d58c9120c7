"""One message in every form it may be asked for: text, JSON, a web page, or what a platform would be sent."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never

from adapters import console
from adapters.message import (
    Block,
    Bullets,
    Buttons,
    Code,
    Divider,
    Heading,
    Message,
    Paragraph,
    Picture,
    Quote,
    Select,
    Small,
    Span,
    Text,
    tame,
)
from adapters.port import Payload

from .wiring import platform_module

FORMATS = ("text", "json", "discord", "slack", "html")
WIRE = ("discord", "slack")


def shown(message: Message, form: str, *, value: object = None, color: bool = False, width: int = 100) -> str:
    """The message in one of FORMATS; ``value`` is the news value behind it, for JSON."""
    if form == "text":
        return console.render(message, color=color, width=width)
    if form == "html":
        return page(message)
    if form == "json":
        return as_json(message if value is None else value)
    return as_json([{"body": one.body, "files": list(one.files)} for one in payloads(message, form)])


def payloads(message: Message, platform: str) -> list[Payload]:
    """What ``platform`` would be sent for the message, page by page, in order."""
    paper = platform_module(platform).offline()
    return [paper.payload(one) for one in paper.pages(message)]


def write(found: Sequence[Payload], folder: Path) -> list[Path]:
    """Each body as 01.json, 02.json, … with its files beside it; the paths written, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for number, payload in enumerate(found, start=1):
        body = folder / f"{number:02}.json"
        body.write_text(as_json(payload.body) + "\n", "utf-8")
        written.append(body)
        for name, data in payload.files.items():
            (folder / name).write_bytes(data)
            written.append(folder / name)
    return written


def as_json(value: object) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__.lower(), **asdict(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


# --- a web page ------------------------------------------------------------------------------------------

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}
body{color:#1b1f24;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem}h3{font-size:1rem;margin-bottom:.2rem}small{color:#57606a}
blockquote{border-left:4px solid #8c959f;margin:.4rem 0;padding-left:.8rem}img{max-width:100%;height:auto}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}a{color:#79c0ff}small{color:#9da7b1}}
"""


def page(message: Message) -> str:
    """The message as one self-contained web page; everything from outside is escaped."""
    body = "\n".join(_html(block) for block in message.blocks)
    title = html.escape(tame(message.title))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_spans(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{_spans(text)}</p>"
        case Small(text):
            return f"<p><small>{_spans(text)}</small></p>"
        case Bullets(items, first):
            tag, start = ("ol", f' start="{first}"') if first else ("ul", "")
            return f"<{tag}{start}>{''.join(f'<li>{_spans(item)}</li>' for item in items)}</{tag}>"
        case Quote(lines):
            return f"<blockquote>{'<br>'.join(_spans(line) for line in lines)}</blockquote>"
        case Code(code):
            return f"<pre>{html.escape(tame(code))}</pre>"
        case Divider():
            return "<hr>"
        case Picture(_, data, alt):
            return f'<img alt="{html.escape(tame(alt))}" src="data:image/png;base64,{_base64(data)}">'
        case Buttons() | Select():
            return ""  # nothing to press on paper
        case _:
            assert_never(block)


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode("ascii")


def _spans(text: Text) -> str:
    return "".join(map(_span, text))


def _span(span: Span) -> str:
    said = html.escape(tame(span.text))
    if span.when:
        said = f'<time datetime="{span.when.isoformat()}">{said}</time>'
    for wanted, tag in ((span.code, "code"), (span.emphasis, "em"), (span.strong, "strong")):
        said = f"<{tag}>{said}</{tag}>" if wanted else said
    if span.link.startswith(("http://", "https://")):
        said = f'<a href="{html.escape(span.link)}" rel="noopener noreferrer">{said}</a>'
    return said

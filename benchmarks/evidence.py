"""Evidence links in a real browser: do they scroll to and highlight exactly the sentence?

`python -m benchmarks.evidence` serves pages of our own on 127.0.0.1, opens each link in Chromium (headless)
and looks at the picture: the highlight has a colour of its own and must lie on the sentence and nowhere else.
It needs Chromium (Debian package ``chromium``) and says so where there is none.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, web
from PIL import Image

from digest.evidence import link
from digest.words import sentences

from .disputes import stories
from .report import Row

MARK = (255, 0, 255)
MARKED = f"background:rgb{MARK};color:rgb{MARK}"
STYLE = f"<style>::target-text{{{MARKED}}}body{{font:18px sans-serif;width:600px}}</style>"
COVER = 0.5  # of the sentence's area that must be marked
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its article as we would have it, and the sentence a link must reach."""

    name: str
    html: str
    text: str
    span: tuple[int, int]


def pages(seed: int = 3) -> list[Page]:
    """Articles of our dispute set as pages, a sentence each, with what real pages do to sentences."""
    random = Random(seed)
    texts = [read.article.text for story in stories("open") + stories("locked") for read in story.reads]
    found = []
    for number, text in enumerate(texts):
        other = texts[(number + 7) % len(texts)]
        whole = f"{other}\n{text}\n{texts[(number + 13) % len(texts)]}"
        begin = len(other) + 1
        spans = [(begin + s, begin + e) for s, e in sentences(text)]
        span = random.choice(spans)
        form = FORMS[number % len(FORMS)]
        found.append(_page(f"{number}-{form}", form, whole, span, random))
    return found


FORMS = ("plain", "markup", "nbsp", "quotes", "soft", "break", "repeated", "soft in text")


def _page(name: str, form: str, whole: str, span: tuple[int, int], random: Random) -> Page:
    text, (start, end) = whole, span
    sentence = text[start:end]
    if form == "quotes":
        words = sentence.split()
        at = random.randrange(1, max(2, len(words) - 3))
        if len(words) > 4:
            sentence = " ".join([*words[:at], f"“{words[at]} {words[at + 1]}”", *words[at + 2 :]])
    if form == "soft in text":
        sentence = _soft(sentence, "\u00ad")
    if form == "break":
        words = sentence.split(" ")
        at = random.randrange(1, len(words) - 1)
        sentence = " ".join(words[:at]) + "\n" + " ".join(words[at:])
    if form == "repeated":
        text = text[:start] + sentence + " Then, the paper said again: " + sentence + text[end:]
        start += len(sentence) + len(" Then, the paper said again: ")
    else:
        text = text[:start] + sentence + text[end:]
    end = start + len(sentence)
    shown = _shown(sentence, form, random)
    before, after = escape(text[:start], quote=False), escape(text[end:], quote=False)
    body = (before + shown + after).replace("\n", "</p><p>")
    filler = "<p>" + "<br>".join(["…"] * 60) + "</p>"
    html = f"<!doctype html><meta charset=utf-8>{STYLE}{filler}<p>{body}</p>{filler}"
    return Page(name, html, text, (start, end))


def _shown(sentence: str, form: str, random: Random) -> str:
    """The sentence as the page's HTML has it."""
    words = escape(sentence, quote=False).split(" ")
    at = random.randrange(len(words))
    if form == "markup":
        words[at] = f"<a href='#'><b>{words[at]}</b></a>"
        words[0] = f"<em>{words[0]}</em>"
    shown = " ".join(words).replace("\n", "<br>")
    if form == "nbsp":
        shown = shown.replace(" ", "&nbsp;", 2)
    return _soft(shown, "&shy;") if form in ("soft", "soft in text") and "\u00ad" not in shown else shown


def _soft(words: str, sign: str) -> str:
    return " ".join(
        word[:4] + sign + word[4:] if len(word) > 7 and word.isalpha() else word for word in words.split(" ")
    )


RECTS = """(() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), nodes = []; let all = '';
  for (let n; n = walk.nextNode();) for (let i = 0; i < n.data.length; i++)
    if (/[\\p{L}\\p{N}]/u.test(n.data[i])) { all += n.data[i].toLowerCase(); nodes.push([n, i]); }
  const want = WANT, at = LAST ? all.lastIndexOf(want) : all.indexOf(want), range = document.createRange();
  range.setStart(...nodes[at]); const [n, i] = nodes[at + want.length - 1]; range.setEnd(n, i + 1);
  const rects = [...range.getClientRects()].filter(r => r.width > 1);
  return JSON.stringify(rects.map(r => [r.x, r.y, r.right, r.bottom]));
})()"""


@dataclass(slots=True)
class Browser:
    """A tab of a running browser, spoken to by its debugging protocol."""

    socket: ClientWebSocketResponse
    number: int = 0

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask, and wait for the answer."""
        self.number += 1
        await self.socket.send_json({"id": self.number, "method": method, "params": params})
        while True:
            answer = await self.socket.receive_json()
            if answer.get("id") == self.number:
                return dict(answer.get("result", {}))

    async def until(self, event: str) -> None:
        """Wait for an event."""
        while (await self.socket.receive_json()).get("method") != event:
            pass


@asynccontextmanager
async def browser(program: str) -> AsyncIterator[Browser]:
    """Chromium, headless, one tab; gone at the end."""
    with tempfile.TemporaryDirectory() as home:
        process = await asyncio.create_subprocess_exec(
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
            "--hide-scrollbars", "--window-size=800,700", f"--user-data-dir={home}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        try:
            address = ""
            while "DevTools listening on" not in address:
                address = (await process.stderr.readline()).decode()
            port = address.split("127.0.0.1:")[1].split("/")[0]
            drain = asyncio.create_task(process.stderr.read())
            async with ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                    tab = next(one for one in await answer.json() if one["type"] == "page")
                async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Browser(socket)
            drain.cancel()
        finally:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def served(made: list[Page]) -> AsyncIterator[str]:
    """The pages on 127.0.0.1; their base address."""
    app = web.Application()
    html = {page.name.replace(" ", "_"): page.html for page in made}

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=html[request.match_info["name"]], content_type="text/html")

    async def no_icon(_: web.Request) -> web.Response:
        return web.Response(status=204)

    app.router.add_get("/favicon.ico", no_icon)
    app.router.add_get("/{name}", show)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def reached(tab: Browser, base: str, page: Page) -> str:
    """ "" when the link scrolls to and marks exactly the sentence, else what went wrong."""
    url = link(f"{base}/{page.name.replace(' ', '_')}", page.text, page.span)
    await tab.call("Page.navigate", url="about:blank")
    await tab.call("Page.navigate", url=url)
    await tab.until("Page.loadEventFired")
    await tab.call("Runtime.evaluate", awaitPromise=True, expression=_TWO_FRAMES)
    letters = "".join(sign.lower() for sign in page.text[slice(*page.span)] if sign.isalnum())
    script = RECTS.replace("WANT", json.dumps(letters)).replace(
        "LAST", "true" if "repeated" in page.name else "false"
    )
    found = await tab.call("Runtime.evaluate", expression=script, returnByValue=True)
    rects = json.loads(found["result"]["value"])
    shot = await tab.call("Page.captureScreenshot", format="png")
    picture = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
    return compared(picture, rects)


_TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"


def compared(picture: Image.Image, rects: list[list[float]]) -> str:
    """Whether the marked points of a picture are those of the rectangles."""
    marked = {at for at in _points(picture) if picture.getpixel(at) == MARK}
    if not marked:
        return "nothing is highlighted"
    inside = {
        at
        for at in marked
        if any(x - 4 <= at[0] <= r + 4 and y - 3 <= at[1] <= b + 3 for x, y, r, b in rects)
    }
    if len(marked) - len(inside) > 0.04 * len(marked):
        return "more than the sentence is highlighted"
    area = sum((r - x) * (b - y) for x, y, r, b in rects)
    return "" if len(inside) * STEP * STEP >= COVER * area else "a part of the sentence is not highlighted"


STEP = 2


def _points(picture: Image.Image) -> Iterator[tuple[int, int]]:
    return ((x, y) for x in range(0, picture.width, STEP) for y in range(0, picture.height, STEP))


async def proof(program: str) -> dict[str, str]:
    """Page name -> "" or what went wrong, for every page."""
    made = pages()
    async with served(made) as base, browser(program) as tab:
        await tab.call("Page.enable")
        return {page.name: await reached(tab, base, page) for page in made}


def program() -> str | None:
    """Chromium's path, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def quality() -> Iterator[Row]:
    """Share of links that reach exactly their sentence; no row where there is no browser."""
    if found := program():
        results = asyncio.run(proof(found))
        yield Row(
            "evidence",
            "links that reach their sentence",
            list(results.values()).count("") / len(results),
            goal=0.99,
        )


def main() -> int:
    found = program()
    if found is None:
        print("no Chromium here: apt-get install chromium, then run this again")
        return 2
    results = asyncio.run(proof(found))
    for name, wrong in results.items():
        if wrong:
            print(f"{name}: {wrong}")
    right = list(results.values()).count("")
    print(f"{right} of {len(results)} links reach exactly their sentence in {found}")
    return 0 if right >= 0.99 * len(results) else 1


if __name__ == "__main__":
    sys.exit(main())

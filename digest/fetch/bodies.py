"""Decompression that stops at a cap, so that a bomb costs the cap and no more."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli

try:
    from compression import zstd
except ImportError:  # before Python 3.14
    from backports import zstd

from ..errors import FetchError
from ..model import Fate

ACCEPTED = "gzip, deflate, br, zstd"
_MOST_ENCODINGS = 2  # "gzip, br" is odd but seen; more is an attack on memory


class Decoder(Protocol):
    """Compressed bytes in, at most ``room`` bytes out; asks for b"" while it holds more."""

    def __call__(self, data: bytes, room: int) -> bytes: ...


def decoders(encoding: str) -> list[Decoder]:
    """What undoes a Content-Encoding header, in the order to apply. FetchError when unknown."""
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in {"", "identity", "none", "utf-8"}]
    if len(names) > _MOST_ENCODINGS:
        raise FetchError(f"compressed {len(names)} times over", Fate.refused)
    try:
        return [_MAKERS[name]() for name in reversed(names)]
    except KeyError as error:
        raise FetchError(f"unknown Content-Encoding {error.args[0][:40]!r}", Fate.broken) from None


def inflate(chunk: bytes, chain: list[Decoder], room: int) -> bytes:
    """``chunk`` through every decoder, at most ``room + 1`` bytes: one more tells that it was too much.

    Raises FetchError when the bytes are not what the header says.
    """
    try:
        for decode in chain:
            chunk = decode(chunk, room + 1)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        raise FetchError(f"broken compression: {error}"[:200], Fate.broken) from None
    return chunk[: room + 1]


def _zlib(wbits: int) -> Callable[[], Decoder]:
    def make() -> Decoder:
        engine = zlib.decompressobj(wbits)

        def decode(data: bytes, room: int) -> bytes:
            nonlocal engine
            pieces: list[bytes] = []
            while data and room > 0:
                if engine.eof:  # several gzip members in a row are one body
                    if wbits < 0 or not data.strip(b"\0"):
                        break
                    engine = zlib.decompressobj(wbits)
                piece = engine.decompress(data, room)
                pieces.append(piece)
                room -= len(piece)
                data = engine.unused_data if engine.eof else engine.unconsumed_tail
            return b"".join(pieces)

        return decode

    return make


def _deflate() -> Decoder:
    """Deflate as written (zlib) and as many servers send it (raw)."""
    chosen: Decoder | None = None

    def decode(data: bytes, room: int) -> bytes:
        nonlocal chosen
        if chosen is None and data:
            zlib_header = data[0] & 0x0F == 8 and (len(data) < 2 or int.from_bytes(data[:2]) % 31 == 0)
            chosen = _zlib(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)()
        return chosen(data, room) if chosen else b""

    return decode


def _brotli() -> Decoder:
    engine = brotli.Decompressor()

    def decode(data: bytes, room: int) -> bytes:
        pieces = [engine.process(data, output_buffer_limit=room)] if data else []
        while sum(map(len, pieces)) < room and not engine.can_accept_more_data():
            pieces.append(engine.process(b"", output_buffer_limit=room))
        return b"".join(pieces)

    return decode


def _zstd() -> Decoder:
    # a window of 8 MB is what RFC 8878 asks browsers and servers to keep to
    engine = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})
    return lambda data, room: engine.decompress(data, room) if data and not engine.eof else b""


_MAKERS: dict[str, Callable[[], Decoder]] = {
    "gzip": _zlib(zlib.MAX_WBITS | 16),
    "x-gzip": _zlib(zlib.MAX_WBITS | 16),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

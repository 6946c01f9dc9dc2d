"""Opens what text can be wrapped in: base64 of both alphabets, hexadecimal, zlib, zip. Pickles and JSON are text."""

import base64
import binascii
import contextlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"\\x((?:[0-9a-f]{2}){8,})")
DEEPEST = 4


def unwrapped(text: str, depth: int = DEEPEST) -> Iterator[str]:
    """Yield a text and everything that is wrapped in it, as far down as `depth`."""
    yield text
    if depth == 0:
        return
    for found in _TOKEN.findall(text):
        yield from opened(_decoded(found), depth - 1)
    for found in _HEX.findall(text):
        yield from opened(bytes.fromhex(found), depth - 1)


def opened(content: bytes, depth: int = DEEPEST) -> Iterator[str]:
    """Yield what bytes hold: themselves, inflated, and the members of an archive."""
    if not content:
        return
    if content[:1] == b"\x78":
        with contextlib.suppress(zlib.error):
            yield from opened(zlib.decompress(content), depth)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from opened(name.encode() + b" " + archive.read(name), depth)
    yield from unwrapped(content.decode("latin-1"), depth)


def _decoded(token: str) -> bytes:
    plain = token.rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_" if set("-_") & set(plain) else None)
    except (binascii.Error, ValueError):
        return b""

"""Reading the bytes of one CSV file: which encoding it is in, its header, its text."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Source:
    """One file of an export, with the encoding its first bytes tell."""

    path: Path
    encoding: str
    bom: bytes

    @property
    def is_plain(self) -> bool:
        return self.encoding == "utf-8"


@dataclass(frozen=True)
class Line:
    """One physical line as text; `doubtful` when its bytes were not what the encoding promises."""

    text: str
    doubtful: bool


def open_source(path: Path) -> Source:
    """Tell the encoding: byte order mark first, then UTF-16 without one (every second byte empty), else UTF-8."""
    with path.open("rb") as stream:
        start = stream.read(4)
    for bom, encoding in BOMS:
        if start.startswith(bom):
            return Source(path, encoding, bom)
    if len(start) == 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        return Source(path, "utf-16-le", b"")
    return Source(path, "utf-8", b"")


def read_header(source: Source) -> list[str]:
    """The names in the first record, as written; empty for an empty file."""
    texts = (line.text for line in read_lines(source))
    for record in csv.reader(texts):
        return [name.strip() for name in record]
    return []


def read_blocks(source: Source) -> Iterator[bytes]:
    """The file as UTF-8 without byte order mark, unchecked; for another encoding UnicodeDecodeError may come."""
    decoder = codecs.getincrementaldecoder(source.encoding)()
    with source.path.open("rb") as stream:
        stream.seek(len(source.bom))
        while block := stream.read(BLOCK):
            yield block if source.is_plain else decoder.decode(block).encode("utf-8")
        if not source.is_plain:
            yield decoder.decode(b"", final=True).encode("utf-8")


def read_lines(source: Source) -> Iterator[Line]:
    """The file line by line. Bytes that are not UTF-8 are read as Windows-1252, as old exporters write; NUL goes."""
    errors = "surrogateescape" if source.is_plain else "replace"
    encoding = "utf-8-sig" if source.is_plain else source.encoding
    with source.path.open(encoding=encoding, errors=errors, newline="") as stream:
        for number, raw in enumerate(stream):
            text = raw.removeprefix("\ufeff") if number == 0 else raw
            yield _line(text)


def _line(text: str) -> Line:
    clean = text
    if any("\udc80" <= character <= "\udcff" for character in text):
        clean = text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    clean = clean.replace("\0", "")
    return Line(clean, doubtful=clean != text or "\ufffd" in clean)

"""Guards free text of survivor records: telephone numbers, e-mail, SSN and street addresses (policy §11)."""

import re
from collections.abc import Iterator, Mapping

PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{3}[ -]?\d{2}[ -]?\d{4}(?!\d)"),
    re.compile(
        r"\b\d{1,5} (?:[\w.]+ ){0,3}(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|way|ln|lane|ct|court)\b",
        re.I,
    ),
)


def identifying_part(value: object) -> str:
    """Return the first part of an answer that could name or locate somebody, or an empty string."""
    for text in _texts(value):
        for pattern in PATTERNS:
            if found := pattern.search(text):
                return found.group()
    return ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)

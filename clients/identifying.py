"""Guards free text about survivors: names that say they are one, telephone numbers, e-mail, SSN, addresses (§11).

What a pattern cannot know, a page says beside the field: a bare first name looks like any other word.
"""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from cas_portal.access.errors import Invalid

PATTERNS = (
    re.compile(r"\b(?:[Nn]ame[sd]?(?: is| was|:)?|[Cc]alled (?:him|her)self) [A-Z][\w'-]+"),
    re.compile(r"\b(?:Mrs?\.?|Ms\.?|Miss|Dr\.?) [A-Z][\w'-]+"),
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


def refuse_identifying(survivor: bool, *texts: str) -> None:
    """Raise Invalid when a text about a survivor holds something that could name or locate somebody (policy §11)."""
    part = next((found for text in texts if survivor and (found := identifying_part(text))), "")
    if part:
        raise Invalid(
            _("Leave out “%(part)s”: a survivor’s record holds nothing that could name or locate them.")
            % {"part": part}
        )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)

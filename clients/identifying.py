"""Guards free text about survivors: nothing in it may name, reach or locate somebody (policy §11, instruments §10).

Two layers read every text. This one speaks to the person at the keyboard: it knows patterns, the way names are written,
and the first names of the community. The database (clients/sql/nameless.sql) refuses numbers, addresses of any kind and
links by itself, also in a text nobody thought of guarding. What neither can know is said beside the field.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from cas_portal.access.errors import Invalid
from cas_portal.accounts.models import Agency
from cas_portal.time import clock
from clients.ordinary_words import NO_NAMES, ORDINARY

# A text about a survivor is a remark, not a story.
LONGEST = 1000
# A date in a text this long ago is somebody's birth, not an event of the work.
LONG_AGO = timedelta(days=365 * 12)

_STREET = r"st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|way|ln|lane|ct|court|pl|place|pkwy|parkway|hwy|highway"
_DIGIT = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
PATTERNS = (
    re.compile(r"\b(?:[Nn]ame[sd]?(?: is| was|:)?|[Cc]alled (?:him|her|them)self) [A-Z][\w'-]+"),
    re.compile(r"\b(?:Mrs?\.?|Ms\.?|Miss|Dr\.?|Sr\.?|Sra\.?) [A-Z][\w'-]+"),
    re.compile(r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+\.\w+|\b(?:gmail|yahoo|hotmail|outlook|icloud)\b", re.I),
    re.compile(r"(?<!\w)@\w[\w.]+"),
    re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|me|io|info|app)\b", re.I),
    re.compile(r"\b(?:insta(?:gram)?|facebook|fb|snap(?:chat)?|tiktok|whatsapp|telegram) ?(?:[:@]|name|handle)", re.I),
    re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]*\d{3}[ .-]*\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{3}[ .-]\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{3}[ -]?\d{2}[ -]?\d{4}(?!\d)"),
    re.compile(r"\d{7,}|(?:\d[ .-]){6,}\d"),
    re.compile(rf"(?:\b(?:{_DIGIT})\b[ ,.-]*){{7,}}", re.I),
    re.compile(r"-?\d{1,3}\.\d{4,}"),
    re.compile(rf"\b\d{{1,5}} (?:[\w.]+ ){{0,3}}(?:{_STREET})\b", re.I),
    re.compile(r"\bP\.? ?O\.? ?Box\b|\b(?:apt|apartment|suite|unit|room) ?#? ?\d+\w?\b", re.I),
    re.compile(r"\bcorner of\b|\bcross streets?\b", re.I),
    re.compile(r"\bCA,? 9\d{4}\b"),
    re.compile(r"\b(?:born|birthday|dob|d\.o\.b\.)[^.]{0,12}\d", re.I),
)  # fmt: skip
_DATE = re.compile(r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_ENDS = frozenset('.!?:;•–—"“(/-')
# Patterns read pieces of this length that overlap, so that a long text costs no more than its length.
PIECE, OVERLAP = 400, 100


def identifying_part(value: object) -> str:
    """Return the first part of an answer that could name, reach or locate somebody, or an empty string."""
    texts = list(_texts(value))
    for text in texts:
        if found := _pattern_in(text) or _name_as_written(text):
            return found
    return _name_of_the_community(texts)


def refuse_identifying(survivor: bool, *texts: str) -> None:
    """Raise Invalid when a text about a survivor holds something that could name or locate somebody (policy §11)."""
    if not survivor:
        return
    if part := identifying_part(list(texts)):
        raise Invalid(
            _("Leave out “%(part)s”: a survivor’s record holds nothing that could name or locate them.")
            % {"part": part}
        )
    if any(len(text) > LONGEST for text in texts):
        raise Invalid(_("Write less: a text about a survivor has at most %(most)s characters.") % {"most": LONGEST})


def _pattern_in(text: str) -> str:
    oldest = clock.today() - LONG_AGO
    for start in range(0, max(len(text), 1), PIECE - OVERLAP):
        piece = text[start : start + PIECE]
        for pattern in PATTERNS:
            if found := pattern.search(piece):
                return found.group()
        if old := next((found.group() for found in _DATE.finditer(piece) if _day(found) < oldest), ""):
            return old
    return ""


def _day(found: re.Match[str]) -> date:
    year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(6, 4, 5)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return clock.today()


def _name_as_written(text: str) -> str:
    """Return a word with a capital letter inside a sentence that is neither ordinary nor of an agency here."""
    suspects = [
        found.group()
        for found in _WORD.finditer(text)
        if found.group()[0].isupper()
        and not found.group().isupper()
        and found.group().lower() not in ORDINARY
        and not _begins_sentence(text, found.start())
    ]
    known = _words_of_agencies() if suspects else frozenset()
    return next((word for word in suspects if word.lower() not in known), "")


def _begins_sentence(text: str, place: int) -> bool:
    before = text[max(0, place - 12) : place]
    return not before.strip() or before.rstrip()[-1] in _SENTENCE_ENDS or "\n" in before[len(before.rstrip()) :]


def _words_of_agencies() -> frozenset[str]:
    names = Agency.objects.values_list("name", flat=True)
    return frozenset(word.lower() for name in names for word in _WORD.findall(name))


def _name_of_the_community(texts: list[str]) -> str:
    """Return a word that at least eleven clients here have as their first name, however it is written.

    Fewer are not asked for: the answer would tell that somebody with a rare name is known (policy §11).
    """
    words = {word.lower(): word for text in texts for word in _WORD.findall(text) if len(word) > 2}
    asked = [word for word in words if word not in ORDINARY and word not in NO_NAMES]
    if not asked:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clients_common_first_names(%s)", [asked])
        found = cursor.fetchone()[0]
    return words[found[0]] if found else ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)

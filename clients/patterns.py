"""Numbers, places and addresses in texts about survivors, however they are written (policy §11).

What a reader would dial, look up or drive to is found whatever dashes, spaces and signs stand between its digits. The
database reads the same way (clients/sql/numbers.sql). Days and years of the work are no such numbers; days long ago
are births.
"""

import re
import unicodedata
from datetime import date, timedelta

from cas_portal.time import clock

# A date in a text this long ago is somebody's birth, not an event of the work.
LONG_AGO = timedelta(days=365 * 12)
# Every kind of dash, and what people put in a number instead of one.
DASHES = re.compile(r"[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D_/\u00B7\u2022\u2219]")
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
# Seven digits and more that only signs and spaces part: a telephone or a register, of whatever country.
NUMBER = re.compile(r"(?:\d[ .()+-]{0,3}){6,}\d")
SIGNS = (
    re.compile(r"\b\d{1,3} ?° ?\d"),
    re.compile(rf"\b\d{{1,3}}(?:st|nd|rd|th) ?(?:&|and|at|/) ?(?:[A-Z]\b|[\w.]+ (?:{_STREET})\b)"),
    re.compile(r"\bzip(?: code)?:? ?\d{5}\b", re.I),
    re.compile(r"\b(?:licen[sc]e|plate|mrn|passport|cin|medi-?cal)\b[^.\n]{0,12}\d{3,}", re.I),
    re.compile(r"\b(?=[A-Z0-9]*\d[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])(?!COVID)[A-Z0-9]{6,}\b"),
    re.compile(r"\b(?:ig|insta|snap|fb) \w+[._]\w+", re.I),
)  # fmt: skip
_DATE = re.compile(r"(?<![\d.-])(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[.-](\d{1,2})[.-](\d{4}|\d{2}))(?![\d]|[.-]\d)")
_YEARS = re.compile(r"(?<![\d.-])20\d\d(?: ?- ?20\d\d)?(?!\d|[.-]\d)")
# Patterns read pieces of this length that overlap, so that a long text costs no more than its length.
PIECE, OVERLAP = 400, 100


def pattern_in(text: str) -> str:
    """Return the first part of a text that could reach, register or locate somebody, or an empty string."""
    plain = _plain(text)
    for start in range(0, max(len(plain), 1), PIECE - OVERLAP):
        piece = plain[start : start + PIECE]
        for pattern in (*PATTERNS, *SIGNS):
            if found := pattern.search(piece):
                return found.group()
        flat = DASHES.sub("-", piece)
        dates = list(_DATE.finditer(flat))
        if old := next((found.group() for found in dates if _day(found) < clock.today() - LONG_AGO), ""):
            return old
        if found := NUMBER.search(_YEARS.sub(" ", _DATE.sub(_without_day, flat))):
            return found.group()
    return ""


def _plain(text: str) -> str:
    """Return a text in the usual letters and signs, without what nobody sees."""
    usual = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in usual if unicodedata.category(letter) != "Cf")


def _without_day(found: re.Match[str]) -> str:
    """Leave out what can be a day; the rest is a number like any other."""
    return found.group() if _day(found) == date.max else " x "


def _day(found: re.Match[str]) -> date:
    """Return the day, of two digits that of the last hundred years; `date.max` when there is no such day."""
    year, month, day = (int(part) for part in (found.group(1, 2, 3) if found.group(1) else found.group(6, 4, 5)))
    if year < 100:
        century = 2000 if year <= clock.today().year % 100 + 1 else 1900
        year += century
    for first, second in ((month, day), (day, month)):
        try:
            return date(year, first, second)
        except ValueError:
            continue
    return date.max

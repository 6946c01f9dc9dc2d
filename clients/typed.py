"""What somebody typed into the one box, taken apart. Pure: a text and the day of today in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cas_portal.time import clock

_SSN = re.compile(r"\b\d{3}[\s.\u2010-\u2015-]?\d{2}[\s.\u2010-\u2015-]?\d{4}\b")
_SURVIVOR_CODE = re.compile(r"\bSV-\d{4}-\d{6}\b", re.IGNORECASE)
_CLIENT_CODE = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b")
_SEVEN = re.compile(r"(?<![\w/.-])\d{3}[ .-]?\d{4}(?![\w/.-])")
_NUMBERS = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_RUN = re.compile(r"\b(\d{2})(\d{2})(\d{4})\b")
_MONTHS = (
    ("january", "enero"), ("february", "febrero"), ("march", "marzo"), ("april", "abril"), ("may", "mayo"),
    ("june", "junio"), ("july", "julio"), ("august", "agosto"), ("september", "septiembre"), ("october", "octubre"),
    ("november", "noviembre"), ("december", "diciembre"),
)  # fmt: skip
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_IN_WORDS = (
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}}) (?:de )?{_MONTH},? (?:de )?(?P<year>\d{{4}})\b"),
)
_SHORTEST_NAME = 2
_OLDEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Asked:
    """What one search asks for, taken apart. Seven digits of a phone are its last ones."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""
    hmis_id: str = ""
    survivor_code: str = ""
    client_code: str = ""
    ssn: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not any((self.name, self.birth_date, self.phone, self.hmis_id, self.code, self.ssn))

    @property
    def code(self) -> str:
        """The code of a record, as pages and mails show it."""
        return self.survivor_code or self.client_code


def parse(text: str) -> Asked:
    """Take one box apart: a day is a birth date, ten or seven digits a phone, words with digits an id, the rest a name.

    Eight digits from 0 to F are the code of a client, and may be an HMIS id; eight numbers may be a birth date as well.
    Nine digits are never searched for from here: a Social Security number has a way of its own that no address shows.
    """
    left = text.strip()[:200]
    code, left = _take(_SURVIVOR_CODE, left)
    birth_date, left = _birth_date(left)
    phone, left = _take(_PHONE, left)
    _ssn, left = _take(_SSN, left)
    short = "" if phone else _take(_SEVEN, left)[0]
    if not short.isdigit():  # seven digits in a row may be an HMIS id as well
        _short, left = _take(_SEVEN, left) if short else ("", left)
    words = left.split()
    ids = [word for word in words if any(letter.isdigit() for letter in word)]
    codes = [word for word in words if _CLIENT_CODE.fullmatch(word)]
    name = " ".join(word for word in words if word not in ids)
    return Asked(
        name=name if len(name) >= _SHORTEST_NAME else "",
        birth_date=birth_date or next((day for word in ids for day in _days(_RUN.fullmatch(word), (3, 1, 2))), None),
        phone=re.sub(r"\D", "", phone or short)[-10:],
        hmis_id=ids[0][:32] if ids else "",
        survivor_code=code.upper(),
        client_code=codes[0].lower() if codes else "",
    )


def ssn_in(text: str) -> str:
    """Return the nine digits of a Social Security number somebody typed into the box, or an empty string."""
    _phone, left = _take(_PHONE, text)
    found = _SSN.search(left)
    return re.sub(r"\D", "", found.group()) if found else ""


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    return (match.group(0), text.replace(match.group(0), " ")) if match else ("", text)


def _birth_date(text: str) -> tuple[date | None, str]:
    """Return a day and what is left: month first as people here write it, day first where that alone can be."""
    readings = ((_NUMBERS, (4, 1, 3)), (_NUMBERS, (4, 3, 1)), (_ISO, (1, 2, 3)))
    for pattern, order in readings:
        match = pattern.search(text)
        for day in _days(match, order):
            return day, text.replace(match.group(0), " ") if match else text
    for pattern in _IN_WORDS:
        for match in pattern.finditer(text):
            for day in _day(int(match["year"]), _month(match["month"]), int(match["day"])):
                return day, text.replace(match.group(0), " ")
    return None, text


def _month(word: str) -> int:
    """Return the month a word of three letters or more is the beginning of, in English or Spanish; 0 for any other."""
    plain = word.lower()
    return next((n for n, names in enumerate(_MONTHS, 1) if any(name.startswith(plain) for name in names)), 0)


def _days(match: re.Match[str] | None, order: tuple[int, int, int]) -> Iterator[date]:
    """Two digits of a year are the last such day that has come: nobody is born in the future."""
    if match is None:
        return
    year, month, day = (match.group(part) for part in order)
    if len(year) > 2:
        yield from _day(int(year), int(month), int(day))
        return
    today = clock.today()
    century = today.year - today.year % 100
    found = [one for begins in (century, century - 100) for one in _day(begins + int(year), int(month), int(day))]
    yield from [one for one in found if one <= today][:1]


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        found = date(year, month, day)
    except ValueError:
        return
    if found.year >= _OLDEST_YEAR:
        yield found

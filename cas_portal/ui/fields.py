"""Form fields for facts people type in many ways: dates, telephone numbers, Social Security numbers."""

import calendar
import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cas_portal.ui.days import short_day
from cas_portal.ui.widgets import MemorableDateWidget, PhoneInput, SSNInput

Limit = date | Callable[[], date]


class MemorableDateField(forms.Field):
    """A date typed as month, day and year; gives a ``date``, or None when left empty and not required.

    ``earliest`` and ``latest`` are dates, or callables asked at validation (``latest=clock.today``).
    """

    widget = MemorableDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing": _("The date must include %(what)s"),
        "month": _("Choose a month from the list"),
        "day": _("Enter the day as a number from 1 to 31"),
        "year": _("Enter the year with four digits, for example 1985"),
        "year_far": _("Enter a year between %(first)s and %(last)s"),
        "no_such_day": _("%(month)s %(year)s has only %(last)s days"),
        "too_early": _("The date must be %(limit)s or later"),
        "too_late": _("The date must be %(limit)s or earlier"),
    }

    def __init__(self, *, earliest: Limit | None = None, latest: Limit | None = None, **kwargs: Any):
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = dict(zip(MemorableDateWidget.PARTS, (str(v or "").strip() for v in value), strict=True))
        if not any(parts.values()):
            return None
        self._complete(parts)
        return self._date(*(self._number(name, text) for name, text in parts.items()))

    def _complete(self, parts: dict[str, str]) -> None:
        names = {"month": _("a month"), "day": _("a day"), "year": _("a year")}
        missing = [name for name, text in parts.items() if not text]
        if missing:
            what = _(" and ").join(str(names[name]) for name in missing)
            raise self._error("missing", missing, what=what)

    def _number(self, part: str, text: str) -> int:
        good = {"month": (1, 12, 2), "day": (1, 31, 2), "year": (1850, 2200, 4)}
        low, high, digits = good[part]
        if part == "year" and re.fullmatch(r"[0-9]{4}", text) and not low <= int(text) <= high:
            raise self._error("year_far", [part], first=str(low), last=str(high))
        if not re.fullmatch(rf"[0-9]{{1,{digits}}}", text) or not low <= int(text) <= high:
            raise self._error(part, [part])
        return int(text)

    def _date(self, month: int, day: int, year: int) -> date:
        last = calendar.monthrange(year, month)[1]
        if day > last:
            name = date_format(date(year, month, 1), "F")
            raise self._error("no_such_day", ["day"], month=name, year=str(year), last=last)
        return date(year, month, day)

    def _error(self, code: str, parts: list[str], **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={**params, "parts": parts})

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        early, late = (limit() if callable(limit) else limit for limit in (self.earliest, self.latest))
        everything = list(MemorableDateWidget.PARTS)
        if early and value < early:
            raise self._error("too_early", everything, limit=short_day(early))
        if late and value > late:
            raise self._error("too_late", everything, limit=short_day(late))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class PhoneField(forms.CharField):
    """A telephone number: ten digits for North America, ``+`` and digits for others."""

    widget = PhoneInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "phone": _("Enter a phone number with area code, for example 559-555-0123"),
    }

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        digits = re.sub(r"\D", "", text)
        if text.startswith("+") and not digits.startswith("1") and 8 <= len(digits) <= 15:
            return f"+{digits}"
        digits = digits.removeprefix("1") if len(digits) == 11 else digits
        if len(digits) != 10 or digits[0] in "01" or re.search(r"[^\d\s().+\-/]", text):
            raise ValidationError(self.error_messages["phone"], code="phone")
        return digits


class SSNField(forms.CharField):
    """A Social Security number as nine digits; with ``partial`` unknown digits may be typed as x.

    Refuses numbers that were never issued (area 000, 666 or 9xx, group 00, serial 0000).
    """

    widget = SSNInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "ssn": _("Enter nine digits, for example 123-45-6789"),
        "ssn_partial": _("Enter nine digits. Type x for each digit that is not known, for example xxx-xx-6789"),
        "never_issued": _("This number cannot be a Social Security number. Check it with the client"),
    }

    def __init__(self, *, partial: bool = False, **kwargs: Any):
        self.partial = partial
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[\s.\-]", "", super().to_python(value) or "").lower()
        if not text:
            return ""
        if not re.fullmatch(r"[0-9x]{9}" if self.partial else r"[0-9]{9}", text):
            code = "ssn_partial" if self.partial else "ssn"
            raise ValidationError(self.error_messages[code], code=code)
        area, group, serial = text[:3], text[3:5], text[5:]
        if area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000":
            raise ValidationError(self.error_messages["never_issued"], code="never_issued")
        return text


class RevealForm(forms.Form):
    """A form with fields that only count after a certain answer to another field.

    ``reveals = {"other_text": ("reason", {"other"})}``: ``other_text`` is asked when ``reason`` is
    ``other``. Otherwise its input is dropped and its errors do not stand in the way.
    """

    reveals: ClassVar[dict[str, tuple[str, Collection[str]]]] = {}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name, (other, values) in self.reveals.items():
            given = cleaned.get(other)
            answers = given if isinstance(given, list | tuple | set) else [given]
            if not {str(answer) for answer in answers} & {str(value) for value in values}:
                self.errors.pop(name, None)
                cleaned[name] = getattr(self.fields[name], "empty_value", None)
        return cleaned

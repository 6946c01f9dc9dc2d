"""Widgets whose markup Django does not have."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _


class OptionText(str):
    """The label of a choice, with a hint below it; ``exclusive`` unchecks the other boxes of its group."""

    hint: str
    exclusive: bool

    def __new__(cls, text: str, hint: str = "", *, exclusive: bool = False) -> "OptionText":
        option = super().__new__(cls, text)
        option.hint, option.exclusive = hint, exclusive
        return option


class MemorableDateWidget(forms.MultiWidget):
    """Month as a list, day and year typed. Reads one ISO date under the plain name as well."""

    PARTS: ClassVar[tuple[str, ...]] = ("month", "day", "year")
    template_name = "forms/widgets/memorable_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: tuple[str, str, str] | None = None):
        number = {"inputmode": "numeric", "class": "usa-input"}
        months = [("", _("- Select -")), *((str(n), name) for n, name in MONTHS.items())]
        widgets = [
            forms.Select({"class": "usa-select"}, choices=months),
            forms.TextInput({**number, "maxlength": "2"}),
            forms.TextInput({**number, "maxlength": "4"}),
        ]
        for widget, words in zip(widgets, autocomplete or (), strict=False):
            widget.attrs["autocomplete"] = words
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [str(value.month), value.day, value.year] if isinstance(value, date) else [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        whole = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", str(data.get(name) or ""))
        if whole:
            year, month, day = whole.groups()
            return [str(int(month)), day, year]
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        wrong = attrs.pop("invalid_parts", ())
        attrs.pop("aria-invalid", None)
        context = super().get_context(name, value, attrs)
        for part, sub in zip(self.PARTS, context["widget"]["subwidgets"], strict=True):
            sub["part"] = part
            if part in wrong:
                sub["attrs"]["aria-invalid"] = "true"
                sub["attrs"]["class"] += " usa-input--error"
        return context


class PhoneInput(forms.TextInput):
    """A telephone number in any sensible form."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", "class": "input--medium", **(attrs or {})})


class SearchInput(forms.TextInput):
    """One search box."""

    input_type = "search"


class SSNInput(forms.TextInput):
    """A Social Security number. A stored one is never written into the page; its last four digits are the hint's."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        plain = {"autocomplete": "off", "spellcheck": "false", "inputmode": "numeric"}
        super().__init__({**plain, "class": "input--medium", "data-secret": "ssn", **(attrs or {})})


class SignatureInput(forms.HiddenInput):
    """A field to sign in with a finger, a pen or a mouse; sends the strokes. Without script it says what to do."""

    template_name = "forms/widgets/signature.html"
    use_fieldset = True
    # Shown like any field, although what it sends is not.
    is_hidden = False

"""One form field for each kind of question. They read what was typed; the engine alone decides whether it is valid."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.definition import (
    DATA_NOT_COLLECTED,
    Item,
    ItemType,
    Option,
)
from assessments.presenters import OWN_WORDS
from cas_portal.ui.widgets import MemorableDateWidget, OptionText

LONGEST_LIST_OF_BUTTONS = 12
MISSING_CHOICES = [
    ("", _("- Answered above -")),
    ("8", _("Client doesn’t know")),
    ("9", _("Client prefers not to answer")),
    ("99", _("Not asked (data not collected)")),
]
NOT_ASKED = str(DATA_NOT_COLLECTED)


class Lenient:
    """Takes any input and an empty one: drafts are saved incomplete, `required` only shapes the label."""

    def validate(self, value: object) -> None:
        """Leave validation to the engine."""


class AnswerField(Lenient, forms.CharField):
    """Something typed."""

    def run_validators(self, value: object) -> None:
        """Leave validation to the engine."""


class ChoiceAnswer(Lenient, forms.ChoiceField):
    """One of a list."""


class ChoicesAnswer(Lenient, forms.MultipleChoiceField):
    """Several of a list."""


class DateAnswer(Lenient, forms.Field):
    """A date in parts, given on as parts, so that a missing day can still become the first of the month."""

    widget = MemorableDateWidget

    def to_python(self, value: Any) -> object:
        """Return the parts by name, or None when all are empty."""
        if isinstance(value, date) or not value:
            return value or None
        parts = dict(zip(MemorableDateWidget.PARTS, (str(part or "").strip() for part in value), strict=True))
        return parts if any(parts.values()) else None


def field_for(item: Item, *, choices: list[tuple[str, str]] | None = None, compact: bool = False) -> forms.Field:
    """Return the field of a question; `choices` are those of a reference, `compact` is for the cells of a table."""
    shared: dict[str, Any] = {
        "label": str(item.text),
        "help_text": str(item.help or ""),
        "required": item.required,
    }
    if item.options:
        return _choice_field(item, shared, compact)
    if item.type == ItemType.REFERENCE and item.repeats:
        return ChoicesAnswer(choices=choices or [], widget=forms.CheckboxSelectMultiple, **shared)
    if item.type == ItemType.REFERENCE:
        return ChoiceAnswer(choices=[("", _("- Select -")), *(choices or [])], **shared)
    if item.type == ItemType.DATE:
        return DateAnswer(**shared)
    return _typed_field(item, shared)


def missing_field(item: Item) -> forms.Field:
    """Return the field that says why an open question has no answer (HUD 8, 9, 99)."""
    return ChoiceAnswer(choices=MISSING_CHOICES, label=_("Or say why there is no answer"), required=False)


def say_in_own_words(item: Item, field: forms.Field) -> None:
    """Turn what stands for no answer into the client's own words; "not asked" is the worker's to say."""
    if not isinstance(field, forms.ChoiceField):
        return
    reasons = {str(option.code) for option in item.options if option.is_missing} or set(dict(MISSING_CHOICES))
    chosen = field.initial if isinstance(field.initial, list) else [field.initial]
    present: Any = field.choices
    field.choices = [
        (code, _own_words(str(code), words) if str(code) in reasons else words)
        for code, words in present
        if str(code) not in reasons & {NOT_ASKED} or NOT_ASKED in map(str, chosen)
    ]


def _own_words(code: str, words: Any) -> Any:
    said = OWN_WORDS.get(int(code)) if code.isdecimal() else None
    if said is None:
        return words
    return OptionText(str(said), exclusive=words.exclusive) if isinstance(words, OptionText) else said


def _choice_field(item: Item, shared: dict[str, Any], compact: bool) -> forms.Field:
    choices = [(str(option.code), _option_text(item, option)) for option in item.options]
    if item.repeats:
        return ChoicesAnswer(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    if compact or (len(choices) > LONGEST_LIST_OF_BUTTONS and not any(option.group for option in item.options)):
        return ChoiceAnswer(choices=[("", _("- Select -")), *choices], **shared)
    return ChoiceAnswer(choices=choices, widget=forms.RadioSelect, **shared)


def _option_text(item: Item, option: Option) -> OptionText:
    return OptionText(str(option.text), exclusive=item.repeats and (option.exclusive or option.is_missing))


def _typed_field(item: Item, shared: dict[str, Any]) -> forms.Field:
    if item.type == ItemType.TEXT:
        field = AnswerField(widget=forms.Textarea({"rows": 4}), strip=False, **shared)
        field.max_length = item.limits.max_length
        return field
    attrs = {"autocomplete": "off"}
    if item.type in (ItemType.INTEGER, ItemType.DECIMAL):
        attrs["inputmode"] = "numeric" if item.type == ItemType.INTEGER else "decimal"
        attrs["class"] = "input--small"
    return AnswerField(widget=forms.TextInput(attrs), **shared)


def shown_value(item: Item, answer: object) -> object:
    """Return a stored answer as the field shows it; what is missing is shown by the field beside it."""
    if answer is None or isinstance(answer, Mapping):
        return None
    if item.repeats and isinstance(answer, list):
        return [str(code) for code in answer]
    if item.type == ItemType.DATE and isinstance(answer, str):
        return date.fromisoformat(answer)
    return str(answer)


def typed_value(raw: object) -> object:
    """Return what was typed and is no answer yet as the field shows it: a date in parts, else the words."""
    if isinstance(raw, Mapping):
        return [str(raw.get(part) or "") for part in MemorableDateWidget.PARTS] if "missing" not in raw else None
    return raw

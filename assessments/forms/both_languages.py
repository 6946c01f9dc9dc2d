"""A question in two languages, as it is read out on the phone: wording, hint and answers, the other language below."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.engine.definition import Item
from cas_portal.ui.widgets import OptionText

NOTHING = SafeString("")


def other_language() -> str:
    """Return the language that stands below the one the page is in."""
    return "en" if (translation.get_language() or "en").startswith("es") else "es"


def below(text: object, language: str) -> SafeString:
    """Return a text as it stands below the one in the language of the page."""
    return format_html('<span class="wording" lang="{}">{}</span>', language, text)


def say_both(item: Item, field: forms.Field, language: str) -> None:
    """Put the question in the other language before its hint, and hint and answers below theirs."""
    help_below = below(item.help.said_in(language), language) if item.help else NOTHING
    field.help_text = format_html("{} {}{}", below(item.text.said_in(language), language), field.help_text, help_below)
    answer_both(item, field, language)


def answer_both(item: Item, field: forms.Field, language: str) -> None:
    """Say each answer in the other language too: below it, or beside it where a list drops down."""
    if not isinstance(field, forms.ChoiceField):
        return
    beside = not isinstance(field.widget, forms.RadioSelect)
    present: Any = field.choices
    field.choices = [
        (code, _both(words, _other(item, str(code), words, language), language, beside) if code else words)
        for code, words in present
    ]


def _other(item: Item, code: str, words: object, language: str) -> str:
    """The answer in the other language; names of places are the same in each."""
    if option := next((option for option in item.options if str(option.code) == code), None):
        return option.text.said_in(language)
    with translation.override(language):
        return str(words)


def _both(words: Any, other: str, language: str, beside: bool) -> Any:
    if str(words) == other:
        return words
    if beside:
        return f"{words} / {other}"
    return OptionText(str(words), below(other, language), exclusive=getattr(words, "exclusive", False))

"""Who else was met where a living situation is recorded."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AlsoForm(forms.Form):
    """The other adults of the household, each to be checked."""

    also = forms.MultipleChoiceField(
        label=_("Who else was there?"),
        help_text=_("The same answers are recorded for each adult you check, so that nobody is asked twice."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["also"].choices = list(people)  # type: ignore[attr-defined]

"""An entry of a list: what it says, in both languages, from when, and why."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.book import Line
from cas_portal.accounts.wording.services import Words
from cas_portal.outbox.editing import Editing
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField


class ReasonForm(forms.Form):
    """A reason of a list, and its explanation; some reasons count only with one."""

    code = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Explanation"), max_length=170, required=False)

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_note = offer(self, lines)

    def clean(self) -> dict[str, Any] | None:
        """A reason that needs an explanation has one."""
        cleaned = super().clean()
        if self.cleaned_data.get("code") in self.needs_note and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Explain the reason in a few words"))
        return cleaned


def offer(form: forms.Form, lines: Sequence[Line]) -> frozenset[str]:
    """Let the field "code" of a form offer these reasons; returns those that need an explanation."""
    cast(forms.ChoiceField, form.fields["code"]).choices = [(line.code, line.text) for line in lines]
    return frozenset(line.code for line in lines if line.needs_note)


class NewEntryForm(forms.Form):
    """A reason to add."""

    text_en = forms.CharField(label=_("Words in English"), max_length=120)
    text_es = forms.CharField(
        label=_("Words in Spanish"),
        max_length=120,
        required=False,
        help_text=_("Without them people who read Spanish see the English words."),
    )
    position = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        max_value=999,
        help_text=_("A smaller number comes first."),
        widget=forms.NumberInput({"class": "input--short"}),
    )
    needs_note = forms.BooleanField(label=_("It counts only with an explanation"), required=False)
    valid_from = MemorableDateField(label=_("From which day?"), earliest=clock.today)
    why = forms.CharField(
        label=_("Why?"), help_text=_("For whoever reads the history: a decision, a meeting, a law."), max_length=200
    )

    def __init__(self, *args: Any, notes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not notes:
            del self.fields["needs_note"]

    def words(self) -> Words:
        """Return what the services take."""
        data = self.cleaned_data
        return Words(
            text_en=data["text_en"],
            text_es=data["text_es"],
            position=data["position"],
            needs_note=data.get("needs_note", False),
            active=not data.get("ends"),
        )


class EntryForm(Editing, NewEntryForm):
    """An entry that is there: it may end. A name is only reworded."""

    remembers = "seen"

    ends = forms.BooleanField(
        label=_("It ends: from that day it cannot be chosen"),
        required=False,
        help_text=_("What is recorded keeps it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["text_en", "text_es", "position", "needs_note", "ends", "valid_from", "why", "seen"]

    def __init__(self, *args: Any, names: bool, fixed: bool, notes: bool, **kwargs: Any) -> None:
        super().__init__(*args, notes=notes and not (names or fixed), **kwargs)
        if names:
            self.fields["position"].widget = forms.HiddenInput()
        if names or fixed:
            del self.fields["ends"]

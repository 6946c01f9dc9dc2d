"""What is said about openings: a unit that is free, and why one is withdrawn."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.ui.fields import MemorableDateField
from clients.models import Program
from referrals.models.openings import Preference


class ReportOpeningForm(forms.Form):
    """A unit that is free or becomes free."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    program = forms.ChoiceField(label=_("Program"))
    unit_label = forms.CharField(
        label=_("Unit"),
        max_length=60,
        help_text=_("As your agency calls it, for example “A, 12B”. No address."),
    )
    available_on = MemorableDateField(label=_("Available from"))
    preferences = forms.MultipleChoiceField(
        label=_("Who goes first"),
        choices=Preference.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only when the program's funding says so."),
    )
    notes = forms.CharField(
        label=_("Notes for SSF"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, programs: list[Program], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(program.public_id), f"{program.name} ({program.agency.name})") for program in programs]
        field = cast(forms.ChoiceField, self.fields["program"])
        field.choices = shown if len(shown) == 1 else [("", _("- Select -")), *shown]


class WithdrawForm(forms.Form):
    """Why an opening is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))

"""Forms around the client's own side: handing the screen over, taking it back, asking for a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import CorrectionRequest
from cas_portal.outbox.once import OnceForm

PIN_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "input--short"}


class HandOverForm(forms.Form):
    """A PIN for the way back; without one it is the password."""

    pin = forms.RegexField(
        r"^\d{4,8}$",
        label=_("PIN for taking the screen back"),
        help_text=_("4 to 8 digits. Leave it empty to use your password."),
        required=False,
        strip=True,
        widget=forms.PasswordInput(PIN_DIGITS),
        error_messages={"invalid": _("Enter 4 to 8 digits")},
    )

    def __init__(self, *args: Any, needs_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].required = needs_pin


class TakeBackForm(forms.Form):
    """The PIN or the password."""

    secret = forms.CharField(
        label=_("PIN or password of the worker"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )


class CorrectionForm(OnceForm):
    """What is wrong, in the client's words."""

    text = forms.CharField(
        label=_("What is wrong, and what would be right?"),
        help_text=_("Use your own words. Nobody loses a place on a list by asking."),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
    )


class SettleForm(forms.Form):
    """How it was settled."""

    outcome = forms.ChoiceField(
        label=_("How was it settled?"), choices=CorrectionRequest.Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("Answer to the client"), max_length=500, widget=forms.Textarea({"rows": 3}))

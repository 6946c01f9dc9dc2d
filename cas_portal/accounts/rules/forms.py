"""A dated change of one setting; a holiday."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.rules.spec import Rule, Unit
from cas_portal.outbox.editing import Editing
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField


class ChangeForm(Editing):
    """What shall hold, from when, and why."""

    remembers = "seen"
    value = forms.CharField()
    valid_from = MemorableDateField(label=_("From which day?"), earliest=clock.today)
    reason = forms.CharField(
        label=_("Why?"), help_text=_("For whoever reads the history: a decision, a meeting, a law."), max_length=200
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        if rule.choices:
            self.fields["value"] = forms.ChoiceField(
                label=_("New value"), choices=list(rule.choices), widget=forms.RadioSelect
            )
        else:
            label = (
                _("New value, in %(unit)s") % {"unit": Unit(rule.unit).label}
                if rule.unit != Unit.COUNT
                else _("New value")
            )
            self.fields["value"] = forms.IntegerField(
                label=label,
                help_text=_("From %(low)s to %(high)s.") % {"low": rule.low, "high": rule.high},
                min_value=rule.low,
                max_value=rule.high,
                widget=forms.NumberInput({"class": "input--short"}),
            )

    def clean_value(self) -> object:
        """Return what is stored."""
        return self.rule.parsed(self.cleaned_data["value"])


class HolidayForm(forms.Form):
    """One day."""

    day = MemorableDateField(label=_("Day"), earliest=clock.today)
    name = forms.CharField(label=_("Name"), max_length=80)

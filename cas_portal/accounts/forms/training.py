"""What is asked about certificates and training sessions."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField


class TrainingForm(forms.Form):
    """The day somebody completed the yearly training."""

    done_on = MemorableDateField(label=_("Day the training was completed"), latest=clock.today)


class ExtendForm(forms.Form):
    """Until when a lapsing certificate is good, and why."""

    through = MemorableDateField(label=_("Valid through"), earliest=clock.today)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example: the next training is on a later day.")
    )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class SessionForm(forms.Form):
    """A session to offer."""

    title = forms.CharField(label=_("Title"), max_length=120)
    day = MemorableDateField(label=_("Day"), earliest=clock.today)
    begins = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput({"type": "time", "class": "input--short"}))
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=15, max_value=600, widget=forms.NumberInput({"class": "input--short"})
    )
    where = forms.CharField(label=_("Where"), help_text=_("A room, or a link."), max_length=200)
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=500, widget=forms.NumberInput({"class": "input--short"})
    )

    def session(self, zone: str) -> dict[str, Any]:
        """Return the answers as the service takes them; the hour is that of the community."""
        data = self.cleaned_data
        starts_at = datetime.combine(data["day"], data["begins"], ZoneInfo(zone)).astimezone(UTC)
        return {name: data[name] for name in ("title", "minutes", "where", "places")} | {"starts_at": starts_at}


class CallOffForm(forms.Form):
    """Why a session does not take place."""

    reason = forms.CharField(label=_("Why?"), max_length=200)

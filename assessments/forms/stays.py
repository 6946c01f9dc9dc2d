"""Forms about dated stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import DatedStay
from assessments.services.stays import StayFacts, situations
from cas_portal.hud import lists
from cas_portal.outbox.editing import EditForm
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField


class StayForm(OnceForm):
    """One stay: from when, until when, what kind of place, and what proves it."""

    started_on = MemorableDateField(
        label=_("From"),
        help_text=_("The first day there. If only the month is known, take the 1st."),
        latest=clock.today,
    )
    ended_on = MemorableDateField(
        label=_("Until"),
        help_text=_("The day they left. Leave it empty while they are still there. One day alone: the same day twice."),
        latest=clock.today,
        required=False,
    )
    situation = forms.TypedChoiceField(label=_("What kind of place?"), coerce=int)
    place = forms.CharField(label=_("Name or area"), max_length=100, required=False)
    proof = forms.ChoiceField(
        label=_("What proves it?"), choices=DatedStay.Proof.choices, widget=forms.RadioSelect, initial="self"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: list[Any] = [("", _("- Select -")), *situations().items()]
        self.fields["situation"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """A stay ends on the day it began, or later."""
        cleaned = super().clean()
        start, end = self.cleaned_data.get("started_on"), self.cleaned_data.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("Enter the day the stay began, or a later one"))
        return cleaned

    def facts(self) -> StayFacts:
        """Return what the service takes."""
        return StayFacts(**{name: self.cleaned_data[name] for name in StayFacts.__dataclass_fields__})


class ChangeStayForm(StayForm):
    """The same, of a stay that is there."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RemoveStayForm(forms.Form):
    """Why a stay is taken out."""

    reason = forms.CharField(label=_("What is wrong with it?"), max_length=200)


class ConditionForm(EditForm):
    """Whether somebody has a disabling condition (HUD 3.08)."""

    disabling_condition = forms.TypedChoiceField(
        label=_("Does this person have a long-lasting condition that makes it hard to live on their own?"),
        help_text=_(
            "It may be physical, developmental, a chronic illness, HIV, mental health or substance use. Which one is "
            "never written down."
        ),
        choices=lambda: lists.choices("1.8", only=[1, 0, 8, 9]),
        coerce=int,
        widget=forms.RadioSelect,
    )

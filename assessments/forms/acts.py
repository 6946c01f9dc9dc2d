"""Small forms: logging an event, discarding, voiding."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.policies import PRESET_EVENT, events_allowed
from cas_portal.access.actor import Actor
from cas_portal.accounts.wording.forms import ReasonForm
from cas_portal.hud import lists
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def event_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the actor's events with HUD's words, the one most used first."""
    choices = [(str(code), label) for code, label in lists.choices("4.20.2", only=events_allowed(actor))]
    return sorted(choices, key=lambda choice: choice[0] != str(PRESET_EVENT))


class EventAnswers(RevealForm):
    """Shared by both event forms: the results that two of the events take."""

    rehoused = forms.ChoiceField(
        label=_("Was the household housed in a safe place because of it?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    aftercare = forms.ChoiceField(
        label=_("Is the household enrolled in case management after placement?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    reveals = {"rehoused": ("event", {"2"}), "aftercare": ("event", {"5"})}

    def offer_events(self, choices: list[tuple[str, Any]]) -> None:
        """Put the choices into the question for the event."""
        event = self.fields["event"]
        if isinstance(event, forms.ChoiceField):
            event.choices = choices

    def yes_or_no(self, name: str) -> bool | None:
        """Return the answer as True, False or None when it was not given."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get(name) or "")


class EventForm(EventAnswers):
    """Logging a CE event by hand."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    event_date = MemorableDateField(label=_("Date"), latest=clock.today)
    event = forms.ChoiceField(label=_("What was done?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Note"), max_length=200, required=False)
    field_order = ["event_date", "event", "rehoused", "aftercare", "reason", "token"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_events(event_choices(actor))

    def event_data(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        data = self.cleaned_data
        return {
            "event": int(data["event"]),
            "event_date": data["event_date"],
            "rehoused": self.yes_or_no("rehoused"),
            "aftercare": self.yes_or_no("aftercare"),
            "reason": data["reason"],
            "public_id": data["token"],
        }


class ResultForm(forms.Form):
    """What came of a diversion or of case management after a placement, added later."""

    answer = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)

    def __init__(self, *args: Any, rehoused: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        asks = EventAnswers.base_fields["rehoused" if rehoused else "aftercare"]
        self.fields["answer"].label = asks.label

    def said_yes(self) -> bool:
        """Return the answer."""
        return bool(self.cleaned_data["answer"] == "yes")


class EventVoidForm(forms.Form):
    """Why a CE event is void."""

    reason = forms.CharField(label=_("Why is this event void?"), max_length=200)


class HandOffForm(EventForm):
    """To whom a client is handed, and which event that is."""

    to_agency = forms.ChoiceField(label=_("To which agency?"))
    reason = forms.CharField(label=_("What is it about?"), max_length=300)
    field_order = ["to_agency", "reason", "event_date", "event", "rehoused", "aftercare", "token"]

    def __init__(self, *args: Any, actor: Actor, agencies: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["to_agency"].choices = [("", _("- Select -")), *agencies]  # type: ignore[attr-defined]

    def hand_off_data(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        return {**self.event_data(), "to_agency_id": UUID(self.cleaned_data["to_agency"])}


class DiscardForm(ReasonForm):
    """Why a draft ends without a submit."""

    code = forms.ChoiceField(label=_("Why is this draft discarded?"), widget=forms.RadioSelect)


class VoidForm(ReasonForm):
    """Why a submitted assessment is void."""

    code = forms.ChoiceField(label=_("Why is this assessment void?"), widget=forms.RadioSelect)

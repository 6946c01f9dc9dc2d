"""Small forms: what follows a submit, logging an event, discarding, voiding."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.visibility import Reading
from assessments.models import Assessment
from assessments.policies import PRESET_EVENT, events_allowed
from assessments.services.event_choice import Need, need_of, preset_event
from assessments.validity import CRISIS
from cas_portal.access.actor import Actor
from cas_portal.accounts.wording.book import Line
from cas_portal.accounts.wording.forms import ReasonForm, offer
from cas_portal.hud import lists
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm

NO_EVENT = "none"
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def event_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the actor's events with HUD's words, the one most used first."""
    choices = [(str(code), label) for code, label in lists.choices("4.20.2", only=events_allowed(actor))]
    return sorted(choices, key=lambda choice: choice[0] != str(PRESET_EVENT))


class _EventAnswers(RevealForm):
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

    def _offer(self, choices: list[tuple[str, Any]]) -> None:
        event = self.fields["event"]
        if isinstance(event, forms.ChoiceField):
            event.choices = choices

    def yes_or_no(self, name: str) -> bool | None:
        """Return the answer as True, False or None when it was not given."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get(name) or "")


class FollowUpForm(_EventAnswers):
    """On the check-answers page: the CE event that goes with the assessment, or why there is none (policy §12)."""

    event = forms.ChoiceField(label=_("What did you do next with the household?"), widget=forms.RadioSelect)
    code = forms.ChoiceField(label=_("Why is there no event?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Explanation"), max_length=170, required=False)
    place = forms.BooleanField(label=_("Send the household to the shelter list"), required=False, initial=True)
    field_order = ["event", "rehoused", "aftercare", "code", "reason", "place"]
    reveals = {**_EventAnswers.reveals, "code": ("event", {NO_EVENT}), "reason": ("event", {NO_EVENT})}

    def __init__(self, *args: Any, actor: Actor, reading: Reading, lines: Sequence[Line], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.needs_note = offer(self, lines)
        instrument = reading.definition.instrument
        need = need_of(instrument)
        self._offer([*event_choices(actor), (NO_EVENT, _("None of these today"))])
        self.fields["event"].initial = str(preset_event(reading))
        dropped = [] if need == Need.OR_REASON else ["code", "reason"]
        if need in (Need.WRITTEN, Need.NONE):
            dropped += ["event", "rehoused", "aftercare"]
        if instrument != CRISIS or reading.computed.get("AH10") != Assessment.Prioritization.PLACED:
            dropped.append("place")
        for name in dropped:
            del self.fields[name]
        self.reveals = {name: on for name, on in self.reveals.items() if name in self.fields}  # type: ignore[misc]

    def clean(self) -> dict[str, Any] | None:
        """A reason that needs an explanation has one."""
        cleaned = super().clean()
        without = self.cleaned_data.get("event") == NO_EVENT
        if without and self.cleaned_data.get("code") in self.needs_note and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Explain the reason in a few words"))
        return cleaned

    def follow_up(self) -> dict[str, Any]:
        """Return the arguments of the submit service."""
        data = self.cleaned_data
        sent: dict[str, Any] = {"place": bool(data["place"])} if "place" in data else {}
        event = data.get("event", NO_EVENT)
        if event == NO_EVENT:
            said = {"no_event_code": data.get("code") or "", "no_event_reason": data.get("reason") or ""}
            return {**sent, "event": None, **said}
        results = {"rehoused": self.yes_or_no("rehoused"), "aftercare": self.yes_or_no("aftercare")}
        return {**sent, "event": int(event), **results}


class EventForm(_EventAnswers):
    """Logging a CE event by hand."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    event_date = MemorableDateField(label=_("Date"), latest=clock.today)
    event = forms.ChoiceField(label=_("What was done?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Note"), max_length=200, required=False)
    field_order = ["event_date", "event", "rehoused", "aftercare", "reason", "token"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._offer(event_choices(actor))

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
        asks = _EventAnswers.base_fields["rehoused" if rehoused else "aftercare"]
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

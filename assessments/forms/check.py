"""On the check-answers page: what was done next, and on which list the household stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.about_adults import Doubt
from assessments.engine.visibility import Reading
from assessments.forms.about_adults import ask_about_adults, told_about_adults
from assessments.forms.acts import EventAnswers, event_choices
from assessments.models import Assessment
from assessments.safety import asks_for_provider
from assessments.services.event_choice import Need, need_of, preset_event
from assessments.validity import CRISIS
from cas_portal.access.actor import Actor
from cas_portal.accounts.wording.book import Line
from cas_portal.accounts.wording.forms import offer
from cas_portal.ui.widgets import OptionText

NO_EVENT, STANDS = "none", "stands"
LATER, NOW = "later", "now"


@dataclass(frozen=True, slots=True)
class Left:
    """What a corrected record left that stands, in words: its event or the reason for none; a stay of another day."""

    event: str = ""
    stay: str = ""


class FollowUpForm(EventAnswers):
    """On the check-answers page: the CE event that goes with the assessment, or why there is none (policy §12).

    With `left` the assessment corrects another one: nothing new happened unless the worker says so.
    """

    event = forms.ChoiceField(label=_("What did you do next with the household?"), widget=forms.RadioSelect)
    code = forms.ChoiceField(label=_("Why is there no event?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Explanation"), max_length=170, required=False)
    stay_was_wrong = forms.BooleanField(
        label=_("That living situation was wrong too. Put it right with these answers."), required=False
    )
    place = forms.BooleanField(label=_("Send the household to the shelter list"), required=False, initial=True)
    under_name = forms.ChoiceField(
        label=_("Is the household to stand on the lists under its name?"),
        help_text=_("They asked for a confidential provider. Ask them; the lists are read by many agencies."),
        initial=LATER,
        widget=forms.RadioSelect,
    )
    field_order = ["event", "rehoused", "aftercare", "code", "reason", "stay_was_wrong", "place", "under_name"]
    reveals = {**EventAnswers.reveals, "code": ("event", {NO_EVENT}), "reason": ("event", {NO_EVENT})}

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        reading: Reading,
        lines: Sequence[Line],
        left: Left | None = None,
        doubts: Sequence[Doubt] = (),
        names: Mapping[int, str] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.doubts = doubts
        self.needs_note = offer(self, lines)
        self.fields["under_name"].choices = _name_choices()  # type: ignore[attr-defined]
        self.fields["stay_was_wrong"].help_text = left.stay if left else ""
        self._offer(event_choices(actor), reading, left)
        for name in _not_asked(reading, left):
            del self.fields[name]
        self.reveals = {name: on for name, on in self.reveals.items() if name in self.fields}  # type: ignore[misc]
        ask_about_adults(self, doubts, names or {})

    def _offer(self, choices: list[tuple[str, str]], reading: Reading, left: Left | None) -> None:
        nothing = (NO_EVENT, _("None of these today"))
        first, chosen = [*choices, nothing], str(preset_event(reading))
        if left and left.event:
            first, chosen = [(STANDS, OptionText(str(_("Nothing new")), left.event)), *choices], STANDS
        elif left and need_of(reading.definition.instrument) == Need.OFFERED:
            chosen = NO_EVENT
        self.offer_events(first)
        self.fields["event"].initial = chosen

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
        sent: dict[str, Any] = {"stay_was_wrong": True} if data.get("stay_was_wrong") else {}
        if self.doubts:
            sent["told"] = told_about_adults(data, self.doubts)
        if "place" in data:
            sent["place"] = bool(data["place"])
        if "under_name" in data:
            sent["place"] = data["under_name"] == NOW
        event = data.get("event", NO_EVENT)
        if event in (NO_EVENT, STANDS):
            said = {"no_event_code": data.get("code") or "", "no_event_reason": data.get("reason") or ""}
            return {**sent, "event": None, **said}
        results = {"rehoused": self.yes_or_no("rehoused"), "aftercare": self.yes_or_no("aftercare")}
        return {**sent, "event": int(event), **results}


def _not_asked(reading: Reading, left: Left | None) -> Iterator[str]:
    """The questions that this assessment does not bring with it."""
    instrument = reading.definition.instrument
    need = need_of(instrument)
    if need != Need.OR_REASON or (left and left.event):
        yield from ("code", "reason")
    if need in (Need.WRITTEN, Need.NONE):
        yield from ("event", "rehoused", "aftercare")
    if not (left and left.stay):
        yield "stay_was_wrong"
    placed = reading.computed.get("AH10") == Assessment.Prioritization.PLACED
    asks = asks_for_provider(reading.value)
    if instrument != CRISIS or not placed or asks:
        yield "place"
    if not (placed and asks):
        yield "under_name"


def _name_choices() -> list[tuple[str, OptionText]]:
    later = str(_("They can be added later, with a correction of this assessment."))
    return [
        (LATER, OptionText(str(_("Not until they have decided")), later)),
        (NOW, OptionText(str(_("Yes, they said so today")))),
    ]

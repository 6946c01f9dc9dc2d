"""What people say when they make a move: validated and normalized here, saved by the services."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.hud import groups, lists
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm
from referrals import reasons
from referrals.deadlines import Rules
from referrals.models import Referral
from referrals.reasons import Outcome
from referrals.services.program import suggested_park_end

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RENTAL_SUBSIDY_LIST = "3.12.A"
SUBSIDIZED = frozenset({str(groups.RENTAL_WITH_SUBSIDY)})


def _note(label: "StrOrPromise", *, required: bool = False, help_text: "StrOrPromise" = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, help_text=help_text, widget=forms.Textarea({"rows": 3})
    )


class ReasonField(forms.ChoiceField):
    """The reasons of an outcome, as the community words them on the day."""

    widget = forms.RadioSelect

    def __init__(self, *, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outcome = outcome


def _reason(outcome: Outcome) -> ReasonField:
    return ReasonField(outcome=outcome, label=_("Reason"))


def _past_day(label: "StrOrPromise", *, required: bool = True, help_text: "StrOrPromise" = "") -> MemorableDateField:
    return MemorableDateField(label=label, required=required, help_text=help_text, latest=clock.today)


class MoveForm(RevealForm):
    """The form of one verb; knows the referral it is about and the rules of the community."""

    def __init__(self, *args: Any, referral: Referral, rules: Rules, **kwargs: Any) -> None:
        self.referral, self.rules = referral, rules
        super().__init__(*args, **kwargs)
        self.needs_note: set[str] = set()
        for field in self.fields.values():
            field.help_text = rules.say(field.help_text)
            if isinstance(field, ReasonField):
                self._offer(field)

    def _offer(self, field: ReasonField) -> None:
        book = reasons.open_reasons(self.referral.continuum_id)
        lines = book.offered(reasons.LISTS[field.outcome], clock.today(self.rules.zone))
        field.choices = [(line.code, line.text) for line in lines]
        self.needs_note = {line.code for line in lines if line.needs_note}

    def clean(self) -> dict[str, Any] | None:
        """A reason that needs an explanation has one."""
        cleaned = super().clean()
        if self.cleaned_data.get("reason") in self.needs_note and not self.cleaned_data.get("note"):
            self.add_error("note", _("Explain the reason in a few words"))
        return cleaned


class NotifyForm(MoveForm):
    """Whom to ask. Only without a recorded provider must an agency be chosen."""

    agency = forms.ChoiceField(label=_("Agency that asks the client"))

    def __init__(self, *args: Any, agencies: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["agency"])
        if self.referral.provider_agency_id is None:
            field.choices = [("", _("- Select -")), *agencies]
        else:
            del self.fields["agency"]


class DropForm(MoveForm):
    """Cancel before sending."""

    reason = _reason(Outcome.CANCELLED)
    note = _note(_("Note"))


class InterestedForm(MoveForm):
    """The client said yes."""

    contact_on = _past_day(
        _("Day you spoke with the client"), help_text=_("At most %(interest_contact_days)s days ago.")
    )
    note = _note(_("What the program should know"))


class ClientDeclinesForm(MoveForm):
    """The client said no. That has no penalty."""

    reason = _reason(Outcome.CLIENT)
    contact_on = _past_day(_("Day the client said so"), required=False)
    note = _note(_("Note"))


class NoteForm(MoveForm):
    """A note alone."""

    note = _note(_("Note"))


class WhyForm(MoveForm):
    """Words that somebody else needs."""

    note = _note(_("Say why"), required=True)


class ConfirmDeclineForm(MoveForm):
    """SSF agrees with a decline; with another reason than those listed it says why."""

    note = _note(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.referral.reason == reasons.OTHER:
            self.fields["note"].required = True
            self.fields["note"].label = _("Say why you agree with this reason")


class NothingForm(MoveForm):
    """Nothing is asked; the page says what happens."""


class DeclineForm(MoveForm):
    """The program declines."""

    reason = _reason(Outcome.PROVIDER)
    note = _note(_("Explanation"), help_text=_("Needed when the reason is “Other”. SSF reads it."))


class NoShowForm(MoveForm):
    """Which appointments were missed."""

    first = _past_day(_("First missed appointment"))
    second = _past_day(
        _("Second missed appointment"),
        required=False,
        help_text=_("Leave empty when there was no contact for %(no_show_wait_bd)s business days after the first."),
    )
    note = _note(_("Note"))


class ParkForm(MoveForm):
    """Why the client cannot go on now, and until when."""

    reason = _reason(Outcome.PARK)
    until = MemorableDateField(
        label=_("Held until"),
        required=False,
        help_text=_(
            "Leave empty for the usual end: %(park_disengaged_days)s days when the client cannot be found, a review in "
            "%(park_review_months)s months when the end is not known. A stay in jail, hospital or treatment needs its "
            "end date."
        ),
    )
    note = _note(_("Note"))

    def clean(self) -> dict[str, Any] | None:
        """Fill in the usual end; a stay with a known end must name it."""
        cleaned = super().clean()
        reason, until = self.cleaned_data.get("reason"), self.cleaned_data.get("until")
        if reason and until is None and "until" not in self.errors:
            self.cleaned_data["until"] = suggested_park_end(reason, clock.today(), self.rules)
            if self.cleaned_data["until"] is None:
                self.add_error("until", _("Enter the day the stay ends"))
        if until is not None and until <= clock.today():
            self.add_error("until", _("Enter a day after today"))
        return cleaned


class EngagingForm(MoveForm):
    """The client takes part."""

    last_seen_on = _past_day(_("Day you last saw the client"), required=False)
    note = _note(_("What happens next"))


class NotEngagingForm(MoveForm):
    """The client does not take part."""

    reason = _reason(Outcome.NOT_ENGAGED)
    last_seen_on = _past_day(
        _("Day you last saw the client"), required=False, help_text=_("Leave empty when the client was never reached.")
    )
    note = _note(_("Note"))


class EnrollForm(MoveForm):
    """The project start."""

    starts_on = _past_day(_("Project start date"))


def _destinations(codes: set[int] | None = None) -> list[tuple[Any, Any]]:
    pairs = groups.situation_choices(groups.SituationUse.DESTINATION)
    shown = [pair for pair in pairs if codes is None or pair[0] in codes]
    return [("", _("- Select -")), *[pair for pair in shown if pair[0] != groups.DECEASED]]


class LeavingForm(MoveForm):
    """Where a household went; a rental with a subsidy names its kind."""

    reveals: ClassVar[dict[str, tuple[str, Collection[str]]]] = {"subsidy": ("destination", SUBSIDIZED)}
    destination = forms.TypedChoiceField(label=_("Kind of housing"), coerce=int)
    subsidy = forms.TypedChoiceField(label=_("Kind of subsidy"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["destination"]).choices = self.destination_choices()
        cast(forms.ChoiceField, self.fields["subsidy"]).choices = [
            ("", _("- Select -")),
            *lists.choices(RENTAL_SUBSIDY_LIST),
        ]

    def destination_choices(self) -> list[tuple[Any, Any]]:
        """The places offered."""
        return _destinations()

    def clean(self) -> dict[str, Any] | None:
        """Ask for the subsidy where there is one."""
        cleaned = super().clean()
        rental = self.cleaned_data.get("destination") == groups.RENTAL_WITH_SUBSIDY
        if rental and not self.cleaned_data.get("subsidy"):
            self.add_error("subsidy", _("Choose the kind of subsidy"))
        return cleaned


class MoveInForm(LeavingForm):
    """The move-in."""

    field_order = ["moved_in_on", "destination", "subsidy"]
    moved_in_on = _past_day(_("Move-in date"))

    def destination_choices(self) -> list[tuple[Any, Any]]:
        """Permanent housing only."""
        return _destinations(set(groups.situations(groups.SituationGroup.PERMANENT)))


class ReturnForm(LeavingForm):
    """The household left without moving in."""

    field_order = ["left_on", "reason", "destination", "subsidy", "note"]
    left_on = _past_day(_("Day the household left"))
    reason = _reason(Outcome.RETURNED)
    note = _note(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].label = _("Where the household went")


class TryForm(MoveForm):
    """A try to reach the client."""

    on = _past_day(_("Day of the try"))


def initial_for(form: type[MoveForm], today: date) -> Mapping[str, date]:
    """Days that are usually today are filled in."""
    usual = {"contact_on", "starts_on", "moved_in_on", "on"}
    return {name: today for name in usual if name in form.base_fields}

"""The page of each verb that asks something: its form, its words, and the service it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from clients.services.enrollment import Leaving
from referrals import forms, services
from referrals.models import Referral
from referrals.moves import BY_VERB, Verb

Data = dict[str, Any]
EXIT_LEFT = "unable_to_serve"


@dataclass(frozen=True, slots=True)
class VerbPage:
    """One verb as a page. `run` hands the cleaned form to the service. Words may name settings, as Rules.say does."""

    verb: Verb
    form: type[forms.MoveForm]
    run: Callable[[Actor, Referral, Data], Referral]
    lead: str | Promise
    button: str | Promise
    done: str | Promise

    @property
    def slug(self) -> str:
        """How the address spells the verb."""
        return self.verb.value.replace("_", "-")

    @property
    def leaves(self) -> bool:
        """Whether the referral leaves the actor's desk, so that the list is the next page."""
        return BY_VERB[self.verb].shuts_record


def _notify(by: Actor, referral: Referral, data: Data) -> Referral:
    agency = data.get("agency")
    return services.notify_provider(
        by=by, referral_id=referral.public_id, provider_agency_id=int(agency) if agency else None
    )


def _interested(by: Actor, referral: Referral, data: Data) -> Referral:
    return services.client_interested(
        by=by, referral_id=referral.public_id, contact_on=data["contact_on"], note=data["note"]
    )


def _client_declines(by: Actor, referral: Referral, data: Data) -> Referral:
    return services.client_declines(
        by=by,
        referral_id=referral.public_id,
        reason=data["reason"],
        note=data["note"],
        contact_on=data["contact_on"],
    )


def _no_show(by: Actor, referral: Referral, data: Data) -> Referral:
    missed = [day for day in (data["first"], data["second"]) if day]
    return services.no_show(by=by, referral_id=referral.public_id, missed=missed, note=data["note"])


def _move_in(by: Actor, referral: Referral, data: Data) -> Referral:
    return services.move_in(
        by=by,
        referral_id=referral.public_id,
        moved_in_on=data["moved_in_on"],
        destination=data["destination"],
        subsidy=data["subsidy"],
    )


def _return(by: Actor, referral: Referral, data: Data) -> Referral:
    leaving = Leaving(
        exit_date=data["left_on"], destination=data["destination"], reason=EXIT_LEFT, subsidy=data["subsidy"]
    )
    return services.return_to_list(
        by=by, referral_id=referral.public_id, reason=data["reason"], leaving=leaving, note=data["note"]
    )


def _passing(service: Callable[..., Referral], *names: str) -> Callable[[Actor, Referral, Data], Referral]:
    """A call that hands fields to the service under their own names."""

    def run(by: Actor, referral: Referral, data: Data) -> Referral:
        return service(by=by, referral_id=referral.public_id, **{name: data[name] for name in names})

    return run


_PAGES = (
    VerbPage(
        Verb.NOTIFY, forms.NotifyForm, _notify,
        _("The client's provider has %(provider_answer_bd)s business days to ask the client."),
        _("Ask"), _("The client's provider was asked."),
    ),
    VerbPage(
        Verb.DROP, forms.DropForm, _passing(services.drop, "reason", "note"),
        _("The household goes back to its place on the list. Nothing else changes for it."),
        _("Cancel this referral"), _("The referral is cancelled. The household is back on the list."),
    ),
    VerbPage(
        Verb.INTERESTED, forms.InterestedForm, _interested,
        _("SSF sends the referral to the program next. Promise no place and no date."),
        _("The client is interested"), _("SSF was told that the client is interested."),
    ),
    VerbPage(
        Verb.CLIENT_DECLINES, forms.ClientDeclinesForm, _client_declines,
        _("Declining has no penalty: the household keeps its place on the list."),
        _("Record the answer"), _("The client's answer is recorded. The household keeps its place."),
    ),
    VerbPage(
        Verb.CANNOT_REACH, forms.NoteForm, _passing(services.cannot_reach, "note"),
        _("At least %(contact_tries)s tries on %(contact_try_days)s days are recorded. The client stays active and "
          "keeps their place."),
        _("Say that the client cannot be reached"), _("SSF was told that the client could not be reached."),
    ),
    VerbPage(
        Verb.REFER, forms.NothingForm, _passing(services.refer),
        _("The program sees the household from now on. A coordinated entry event is written, and the living "
          "situation is repeated under today's date when none was recorded today."),
        _("Send to the housing provider"), _("The referral was sent to the housing provider."),
    ),
    VerbPage(
        Verb.DECLINE, forms.DeclineForm, _passing(services.decline, "reason", "note"),
        _("SSF confirms the decline or asks you to go on."),
        _("Send the decline"), _("The decline was sent to SSF."),
    ),
    VerbPage(
        Verb.CONFIRM_DECLINE, forms.ConfirmDeclineForm, _passing(services.confirm_decline, "note"),
        _("The referral ends as declined by the program. The opening needs another household."),
        _("Confirm the decline"), _("The decline is confirmed. The opening needs another household."),
    ),
    VerbPage(
        Verb.OVERRIDE_DECLINE, forms.WhyForm, _passing(services.override_decline, "note"),
        _("The program is asked to go on with this household."),
        _("Ask the program to go on"), _("The program was asked to go on."),
    ),
    VerbPage(
        Verb.NO_SHOW, forms.NoShowForm, _no_show,
        _("A no-show is %(missed_appointments)s missed appointments, or one and %(no_show_wait_bd)s business days "
          "without contact."),
        _("Record the no-show"), _("The no-show is recorded."),
    ),
    VerbPage(
        Verb.PARK, forms.ParkForm, _passing(services.park, "reason", "until", "note"),
        _("The client is held until a day and then can be offered an opening again. Your opening becomes free."),
        _("Park the referral"), _("The referral is parked. SSF looks for another household."),
    ),
    VerbPage(
        Verb.ENGAGING, forms.EngagingForm, _passing(services.engaging, "last_seen_on", "note"),
        _("You have %(decision_days)s more days to decide."),
        _("The client takes part"), _("Thank you. The decision is due in %(decision_days)s days."),
    ),
    VerbPage(
        Verb.NOT_ENGAGING, forms.NotEngagingForm,
        _passing(services.not_engaging, "reason", "last_seen_on", "note"),
        _("SSF and the client's provider are told. Then park the referral, decline it or record a no-show."),
        _("The client does not take part"), _("SSF was told. Park, decline or record a no-show next."),
    ),
    VerbPage(
        Verb.CANCEL_STALLED, forms.NoteForm, _passing(services.cancel_stalled, "note"),
        _("The referral ends because the program did not answer. The household keeps its place on the list."),
        _("Cancel the referral"), _("The referral is cancelled. The household keeps its place."),
    ),
    VerbPage(
        Verb.ENROLL, forms.EnrollForm, _passing(services.enroll, "starts_on"),
        _("Everybody of the household is enrolled. Other offers to the household end."),
        _("Enroll the household"), _("The household is enrolled. Record the move-in next."),
    ),
    VerbPage(
        Verb.MOVE_IN, forms.MoveInForm, _move_in,
        _("The household leaves coordinated entry, and the opening is filled."),
        _("Record the move-in"), _("The move-in is recorded. The opening is filled."),
    ),
    VerbPage(
        Verb.RETURN, forms.ReturnForm, _return,
        _("The household goes back to the list with its original assessment date."),
        _("Return the household to the list"), _("The household is back on the list."),
    ),
)  # fmt: skip
VERB_PAGES = {page.verb: page for page in _PAGES}

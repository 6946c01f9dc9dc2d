"""A call: how to call back first, then who it is, then the Crisis Assessment (ux L1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.models import Call, Draft
from assessments.services.drafts import start_draft
from assessments.services.saving import save_answers
from assessments.validity import CRISIS
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.time import clock
from clients.models import Client, ContactMethod
from clients.services import consent, contact_methods, people
from clients.services.enrollment import enroll_household, open_enrollment

BY_PHONE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A new caller as far as a call asks; without a signature the record stays with the agency that takes the call."""

    profile: people.Profile
    signature: str = ""


@transaction.atomic
def start_call(*, by: Actor, callback: str, said_name: str = "") -> Call:
    """Write down how to call back before anything else is asked."""
    require(by.can(Permission.REFER_TO_SHELTER))
    return Call.objects.create(
        continuum_id=by.continuum_id, owner_id=by.person_id, callback=callback, said_name=said_name.strip()[:100]
    )


def call_for(*, by: Actor, call_id: UUID) -> Call:
    """Return a call of the actor; raises Missing for another specialist's."""
    calls = Call.objects.visible_to(by).select_related("draft__client__identity", "draft__client__agency")
    call = calls.filter(public_id=call_id).first()
    if call is None:
        raise Missing
    return call


@transaction.atomic
def enter_caller(
    *, by: Actor, call: Call, caller: Caller, shown: tuple[int, ...] = ()
) -> Draft | people.PossibleDuplicates:
    """Enter a new caller, their number and their decision on sharing, and begin the Crisis Assessment.

    Returns PossibleDuplicates with people who may be the same unless they were `shown`.
    """
    client = people.create_client(by=by, profile=caller.profile, shown=shown)
    if isinstance(client, people.PossibleDuplicates):
        return client
    today = clock.today()
    if call.callback:
        way = contact_methods.Method(kind=ContactMethod.Kind.PHONE, value=call.callback, preferred=True)
        contact_methods.add_contact_method(by=by, client_id=client.pk, method=way)
    if caller.signature:
        consent.record_release(by=by, client_id=client.pk, signature=caller.signature, signed_on=today, witness=by.name)
    else:
        consent.record_refusal(by=by, client_id=client.pk, signed_on=today, witness=by.name)
    return begin(by=by, call=call, client=client)


@transaction.atomic
def begin(*, by: Actor, call: Call, client: Client) -> Draft:
    """Enroll the caller if nobody did, and start or go on with the Crisis Assessment, answered by phone.

    Raises Forbidden or Conflict with what stands in the way; a second time leads to the same draft.
    """
    if open_enrollment(client) is None:
        enroll_household(by=by, client_id=client.pk, entry_date=clock.today())
    client = Client.objects.visible_to(by).select_related("continuum", "identity", "agency").get(pk=client.pk)
    draft = start_draft(by=by, client=client, instrument=CRISIS)
    if not draft.answers:
        way = {"CR30.kind": "phone", "CR30.value": call.callback}
        waiting: dict[str, object] = {"CR30": [way]} if call.callback and "CR30" not in draft.suggestions else {}
        save_answers(by=by, draft_id=draft.public_id, answers={"AH03": BY_PHONE}, half_typed=waiting)
    call.draft = draft
    call.save(update_fields=["draft"])
    return draft


@transaction.atomic
def end_call(*, by: Actor, call_id: UUID) -> Call:
    """End a call: it is no longer offered to be taken up again; its draft stays. A second time changes nothing."""
    call = call_for(by=by, call_id=call_id)
    if call.ended_at is None:
        call.ended_at = clock.now()
        call.save(update_fields=["ended_at"])
    return call


@transaction.atomic
def purge_calls(*, by: Actor, before: datetime) -> int:
    """Delete calls that began before a moment, with the numbers of people nobody entered. Returns how many."""
    return Call.objects.visible_to(by).filter(started_at__lt=before).delete()[0]

"""Notes, services and warm hand-offs. Each is written once; what is wrong is withdrawn with a reason."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.time import clock
from clients import policies
from clients.identifying import refuse_identifying
from clients.models import Client, Note, Service
from clients.models.notes import Withdrawable
from clients.services.records import author_agency, locked_client


@transaction.atomic
def add_note(*, by: Actor, client_id: int, text: str, happened_on: date, private: bool) -> Note:
    """Write a note: private to the actor's agency, or shared with everybody who works with the client.

    A note is no contact and never counts as activity (policy §13). Raises Invalid for an empty one or a day to come.
    """
    client = locked_client(by, client_id)
    if not text.strip():
        raise Invalid(_("Write the note."))
    refuse_identifying(client.survivor, text, by=by, client_id=client.pk)
    _check_day(client, happened_on)
    return Note.objects.create(
        **_authored(by, client), text=text.strip()[:4000], happened_on=happened_on, private=private
    )


@transaction.atomic
def record_service(*, by: Actor, client_id: int, kind: str, given_on: date, detail: str = "") -> Service:
    """Write down what was done for a client. Raises Invalid for an unknown kind, "other" unexplained, a day to come."""
    client = locked_client(by, client_id)
    if kind not in Service.Kind.values:
        raise Invalid(_("Choose a kind of service from the list."))
    if kind == Service.Kind.OTHER and not detail.strip():
        raise Invalid(_("Say what was done."))
    refuse_identifying(client.survivor, detail, by=by, client_id=client.pk)
    _check_day(client, given_on)
    return Service.objects.create(**_authored(by, client), kind=kind, given_on=given_on, detail=detail.strip()[:300])


@transaction.atomic
def withdraw(*, by: Actor, row: Withdrawable, reason: str) -> Withdrawable:
    """Take back a note or a service with a reason: whoever wrote it, or a manager of that agency. Twice is once.

    Raises Missing for a row the actor does not see, Forbidden for somebody else's, Invalid without a reason.
    """
    kind = type(row)
    found = kind.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if found is None:
        raise Missing
    if not policies.can_withdraw(by, found):
        raise Forbidden
    if not reason.strip():
        raise Invalid(_("Say what is wrong."))
    refuse_identifying(found.wall_survivor, reason, by=by, client_id=found.client_id)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by_id = clock.now(), by.user_id
        found.withdraw_reason = reason.strip()[:200]
        found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    return found


def note_or_service(by: Actor, public_id: UUID) -> Note | Service:
    """Return a note or a service the actor sees; raises Missing."""
    for kind in (Note, Service):
        found = kind.objects.visible_to(by).filter(public_id=public_id).first()
        if found is not None:
            return found
    raise Missing


def _authored(by: Actor, client: Client) -> dict[str, object]:
    return {
        "client": client,
        "continuum_id": client.continuum_id,
        "agency_id": author_agency(by, client, Permission.EDIT_CLIENT),
        "created_by_id": by.user_id,
    }


def _check_day(client: Client, day: date) -> None:
    if day > clock.today(client.continuum.time_zone):
        raise Invalid(_("The day cannot lie in the future."))

"""What a client wants corrected: asked for, shown to those who assess, settled with an answer. Records stay as made."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, CorrectionRequest
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.time import clock
from clients.identifying import refuse_identifying
from clients.services.records import author_agency, locked_client

LONGEST, LONGEST_ANSWER = 1000, 500


@transaction.atomic
def ask_correction(
    *, by: Actor, client_id: int, text: str, assessment: Assessment | None = None, by_client: bool = False
) -> CorrectionRequest:
    """Write down what is wrong, in the client's words. Raises Invalid for nothing, Missing for a hidden client."""
    client = locked_client(by, client_id, Permission.EDIT_CLIENT)
    if not text.strip():
        raise Invalid(_("Say what is wrong, and what would be right."))
    refuse_identifying(client.survivor, text, by=by, client_id=client.pk)
    return CorrectionRequest.objects.create(
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, Permission.EDIT_CLIENT),
        client=client,
        created_by_id=by.user_id,
        assessment=assessment,
        asked_on=clock.today(client.continuum.time_zone),
        text=text.strip()[:LONGEST],
        by_client=by_client,
    )


@transaction.atomic
def settle_correction(*, by: Actor, correction_id: UUID, outcome: str, answer: str) -> CorrectionRequest:
    """Settle it, with what was done. Once settled it stays so; the same again changes nothing.

    Raises Missing for one the actor does not see, Forbidden without the right to edit the client, Invalid unanswered.
    """
    found = CorrectionRequest.objects.visible_to(by).filter(public_id=correction_id).first()
    if found is None:
        raise Missing
    client = locked_client(by, found.client_id, Permission.EDIT_CLIENT)
    if outcome not in CorrectionRequest.Outcome.values or not answer.strip():
        raise Invalid(_("Say how it was settled, in words the client can read."))
    refuse_identifying(client.survivor, answer, by=by, client_id=client.pk)
    found.refresh_from_db()
    if found.resolved_at is None:
        found.resolved_at, found.resolved_by_id = clock.now(), by.user_id
        found.outcome, found.answer = outcome, answer.strip()[:LONGEST_ANSWER]
        found.save(update_fields=["resolved_at", "resolved_by", "outcome", "answer"])
    return found

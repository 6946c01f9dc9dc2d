"""Voiding a submitted assessment (instruments §11)."""

from django.db import transaction

from assessments import policies
from assessments.models import Assessment
from assessments.wording import VOID
from cas_portal.access.actor import Actor
from cas_portal.access.policy import require
from cas_portal.accounts.wording.book import give
from cas_portal.time import clock
from clients.models import Client


@transaction.atomic
def void_assessment(*, by: Actor, assessment: Assessment, reason: str = "", code: str = "") -> Assessment:
    """Void with a reason: the record stays, but scores and carries over no more; the one before it counts again (D17).

    `code` is a reason of the community's list, `reason` its explanation; an explanation alone is "other". A second call
    does nothing. Raises Forbidden for everybody but the system administrator, Invalid without a reason that holds.
    """
    # As a submit does: whoever corrects the same record waits, and finds it void.
    list(Client.objects.select_for_update(of=("self",)).filter(pk=assessment.client_id).values_list("pk"))
    row = (
        Assessment.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("client__continuum")
        .get(pk=assessment.pk)
    )
    if row.is_void and by.roles:
        return row
    require(policies.can_void(by, row))
    today = clock.today(row.client.continuum.time_zone)
    given = give(row.continuum_id, VOID, code, reason, today)
    row.voided_at, row.voided_by_id, row.void_reason, row.void_code = clock.now(), by.user_id, given.words, given.code
    row.save(update_fields=["voided_at", "voided_by", "void_reason", "void_code"])
    Assessment.objects.filter(superseded_by=row).update(superseded_by=row.superseded_by_id)
    return row

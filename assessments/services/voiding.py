"""Voiding a submitted assessment (instruments §11)."""

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.models import Assessment
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.policy import require
from cas_portal.time import clock


@transaction.atomic
def void_assessment(*, by: Actor, assessment: Assessment, reason: str) -> Assessment:
    """Void with a reason: the record stays, but scores and carries over no more; the one before it counts again (D17).

    A second call does nothing. Raises Forbidden for everybody but the system administrator, Invalid without a reason.
    """
    row = (
        Assessment.objects.visible_to(by).select_for_update(of=("self",)).select_related("client").get(pk=assessment.pk)
    )
    if row.is_void and by.roles:
        return row
    require(policies.can_void(by, row))
    if not reason.strip():
        raise Invalid(_("Say why the assessment is void."))
    row.voided_at, row.voided_by_id, row.void_reason = clock.now(), by.user_id, reason.strip()[:200]
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    Assessment.objects.filter(superseded_by=row).update(superseded_by=None)
    return row

"""Telling the lead case manager that a household changed, which may alter its type or its score (policy §9, N19)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.notifications.services import notify
from clients.models import CaseManager, Household
from clients.services import ce_stays


def tell_of_change(*, by: Actor, household_id: int, event: str) -> None:
    """Ask the lead case manager of the head whether it is time for a new assessment; a stored one stays as it is.

    Somebody joined, was born or left, the household parted, or how somebody belongs to it was corrected: `event` names
    it, so that nobody is told twice. Of a household that is not enrolled in the CE program nobody is told, nor where
    the record of its head is closed to whoever did it.
    """
    head_id = Household.objects.filter(pk=household_id).values_list("client_id", flat=True).first()
    if head_id is None or not ce_stays.open_stays(household_id).filter(client_id=head_id).exists():
        return
    leads = CaseManager.objects.filter(client_id=head_id, ends_on=None, lead=True)
    found = list(leads.values_list("user_id", "client__public_id"))
    if not found:
        return
    notify(
        by=by,
        recipient_ids=[user_id for user_id, _head in found],
        kind="N19",
        text=lambda: _("A household changed. Ask whether it is time for a new assessment."),
        url=reverse("clients:client", args=[found[0][1]]),
        dedupe_key=f"household:{household_id}:{event}",
    )

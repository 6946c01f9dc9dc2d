"""Telling people that a household is extremely vulnerable (policy §3, §9 N1)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Assessment
from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from cas_portal.time import clock
from clients.models import CaseManager


def tell_of_evh(*, by: Actor, assessment: Assessment) -> None:
    """Notify the client's provider, the agency's managers and, when the record is shared, 2-1-1 of an EVH.

    Survivor records and records without a release are told to the own agency alone: nobody else could open them.
    """
    if not assessment.evh:
        return
    client = assessment.client
    continuum = assessment.continuum_id
    told = set(people_with(continuum_id=continuum, roles=[Role.AGENCY_MANAGER], agency_id=assessment.agency_id))
    told |= set(CaseManager.objects.filter(client=client, ends_on=None).values_list("user_id", flat=True))
    if not client.survivor and client.shared_until and client.shared_until > clock.now():
        told |= set(people_with(continuum_id=continuum, roles=[Role.CALL_CENTER]))
    notify(
        by=by,
        recipient_ids=told - {by.user_id},
        kind="N1",
        text=lambda: _("An assessment needs action today: try shelter the same day and start on the papers."),
        url=reverse("clients:client", args=[client.public_id]),
        dedupe_key=f"evh:{_began_with(assessment)}",
    )


def _began_with(assessment: Assessment) -> int:
    """Return the key of the record with which the household became extremely vulnerable, without a break until now.

    It starts at a submit and ends when no record counts (policy §3): whoever heard of it hears of it once.
    """
    rows = list(
        Assessment.objects.filter(client=assessment.client_id, evh=True, pk__lt=assessment.pk)
        .counting()
        .only("pk", "assessed_on", "valid_through", "superseded_by_id")
    )
    first = assessment
    while running := [row for row in rows if _counted_at(row, first)]:
        first = min(running, key=lambda row: row.pk)
    return first.pk


def _counted_at(row: Assessment, later: Assessment) -> bool:
    """Whether a record still counted when a later one was submitted, perhaps in its place."""
    in_force = row.superseded_by_id is None or row.superseded_by_id >= later.pk
    return row.pk < later.pk and in_force and row.valid_through is not None and row.valid_through >= later.assessed_on

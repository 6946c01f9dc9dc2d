"""Finding the object of a page: what the actor cannot see is not there."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from assessments.models import Assessment, Draft
from assessments.services.drafts import draft_for
from cas_portal.access.requests import PortalRequest
from clients.models import Client


def find_client(request: PortalRequest, client_id: UUID) -> Client:
    """Return a visible client, or answer 404; a merged one leads to the record that was kept."""
    clients = Client.objects.visible_to(request.actor).select_related("continuum", "identity", "agency")
    client: Client = clients.named(request.actor, public_id=client_id)
    return client


def find_draft(request: PortalRequest, draft_id: UUID) -> Draft:
    """Return a visible draft, or answer 404."""
    return draft_for(by=request.actor, draft_id=draft_id)


def find_assessment(request: PortalRequest, assessment_id: UUID) -> Assessment:
    """Return a visible assessment, or answer 404."""
    records = Assessment.objects.visible_to(request.actor).select_related(
        "client__identity",
        "client__agency",
        "client__continuum",
        "agency",
        "created_by",
        "superseded_by",
        "voided_by",
        "location_program",
    )
    return get_object_or_404(records, public_id=assessment_id)

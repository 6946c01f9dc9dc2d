"""Contacts that assessing brings about (policy §13)."""

from datetime import date

from cas_portal.access.actor import Actor
from clients.models import Contact, Enrollment


def note_contact(*, by: Actor, enrollment: Enrollment, agency_id: int, on: date, kind: Contact.Kind) -> Contact:
    """Write one qualifying contact with the person; activity is read from these rows alone."""
    return Contact.objects.create(
        continuum_id=enrollment.continuum_id,
        agency_id=agency_id,
        client_id=enrollment.client_id,
        happened_on=on,
        kind=kind,
        qualifying=True,
        created_by_id=by.user_id,
    )

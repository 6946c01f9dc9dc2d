"""Contacts with a client."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.time import clock
from clients.models import Contact
from clients.services.records import author_agency, locked_client


@transaction.atomic
def log_contact(
    *, by: Actor, client_id: int, kind: str, happened_on: date, permission: Permission = Permission.EDIT_CLIENT
) -> Contact:
    """Write down one contact; it is never changed. A try that reached nobody does not count as activity (policy §13).

    Raises Invalid for a day to come or an unknown kind.
    """
    client = locked_client(by, client_id, permission)
    if kind not in Contact.Kind.values:
        raise Invalid(_("Choose a kind of contact from the list."))
    if happened_on > clock.today():
        raise Invalid(_("A contact cannot lie in the future."))
    return Contact.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, permission),
        created_by_id=by.user_id,
        kind=kind,
        happened_on=happened_on,
        qualifying=kind != Contact.Kind.FAILED_TRY,
    )

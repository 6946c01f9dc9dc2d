"""Contacts, and who looks after a client."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.roles import Reach, Role
from cas_portal.accounts.models import Agency, Membership
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients import policies
from clients.models import CaseManager, Client, Contact
from clients.services.records import author_agency, locked_client

MANAGING_ROLES = [Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CALL_CENTER, Role.CAN_NAVIGATOR, Role.VSP_ASSESSOR]


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


@transaction.atomic
def assign_case_manager(
    *,
    by: Actor,
    client_id: int,
    user_id: int,
    agency_id: int,
    lead: bool = True,
    starts_on: date | None = None,
    opened: str | None = None,
) -> CaseManager:
    """Make a person of an agency case manager from a day on (policy §10). A new lead ends the lead of the other.

    Assigning the present lead again changes nothing. Raises Invalid when the person does not work at the agency,
    StaleForm when somebody chose another lead after a form was opened (`opened`).
    """
    client = _seen_client(by, client_id)
    present = list(CaseManager.objects.select_for_update(of=("self",)).filter(client=client, ends_on=None))
    ids = {manager.user_id for manager in present}
    require(policies.can_assign_case_manager(by, client, manager_id=user_id, agency_id=agency_id, present=ids))
    check_works_there(client.continuum_id, user_id, agency_id)
    day = starts_on or clock.today()
    wanted = {"manager": f"{user_id}@{agency_id}"}
    led = next((manager for manager in present if manager.lead), None)
    editing.hold(stored=leading(client), wanted=wanted, opened=opened, row=led)
    for manager in present:
        if manager.user_id == user_id and manager.lead == lead:
            return manager
        if manager.user_id == user_id or (lead and manager.lead):
            manager.ends_on = max(day, manager.starts_on)
            manager.save(update_fields=["ends_on"])
    return CaseManager.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, Permission.REASSIGN_CASE_MANAGER),
        created_by_id=by.user_id,
        user_id=user_id,
        starts_on=day,
        lead=lead,
    )


def leading(client: Client) -> dict[str, str]:
    """Return who leads, as the form that chooses somebody names them; "" for nobody."""
    led = CaseManager.objects.filter(client=client, ends_on=None, lead=True).order_by("-pk").first()
    return {"manager": f"{led.user_id}@{led.agency_id}" if led else ""}


def _seen_client(by: Actor, client_id: int) -> Client:
    """Lock the client for anybody who sees it: who may assign whom depends on more than the client."""
    return locked_client(by, client_id, None)


def check_works_there(continuum_id: int, user_id: int, agency_id: int) -> None:
    """Raise Invalid unless the person works at this agency of the community today."""
    works = Membership.objects.filter(
        user_id=user_id, agency_id=agency_id, continuum_id=continuum_id, ends_at=None, user__is_active=True
    )
    if not works.exists() or not Agency.objects.filter(pk=agency_id, active=True).exists():
        raise Invalid(_("This person does not work at this agency."))


def possible_managers(by: Actor) -> list[tuple[str, str]]:
    """Return people the actor may choose, as (user@agency, words): everywhere, or of the actor's own agencies."""
    rows = Membership.objects.filter(
        continuum_id=by.continuum_id, role__in=MANAGING_ROLES, ends_at=None, user__is_active=True, agency__active=True
    )
    if Reach.ALL not in by.reaches(Permission.REASSIGN_CASE_MANAGER):
        rows = rows.filter(agency_id__in=by.agencies_with(Permission.REASSIGN_CASE_MANAGER))
    found = rows.values_list("user_id", "agency_id", "user__name", "agency__name").distinct()
    return [
        (f"{user}@{agency}", f"{name}, {where}")
        for user, agency, name, where in found.order_by("user__name", "agency_id")
    ]

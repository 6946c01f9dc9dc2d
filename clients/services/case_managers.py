"""Who looks after a client: whoever has begun and not ended. Neither lies in the future, so that holds everywhere."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.roles import Reach, Role
from cas_portal.accounts.backends import current_memberships
from cas_portal.accounts.models import Membership
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients import policies
from clients.models import CaseManager, Client
from clients.services.records import author_agency, locked_client

MANAGING_ROLES = [Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CALL_CENTER, Role.CAN_NAVIGATOR, Role.VSP_ASSESSOR]


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

    Assigning the present lead again changes nothing. Raises Invalid for a day to come and when the person does not
    work at the agency, StaleForm when somebody chose another lead after a form was opened (`opened`).
    """
    client = _seen_client(by, client_id)
    present = list(CaseManager.objects.select_for_update(of=("self",)).filter(client=client, ends_on=None))
    ids = {manager.user_id for manager in present}
    may = policies.can_assign_case_manager(
        by, client, manager_id=user_id, agency_id=agency_id, present=ids, present_at=agencies_of(ids)
    )
    require(may)
    check_works_there(client.continuum_id, user_id, agency_id)
    day = starts_on or clock.today()
    check_day(day)
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


def check_day(day: date) -> None:
    """Raise Invalid for a day to come: whoever is written down as a case manager is one from this moment on."""
    if day > clock.today():
        raise Invalid(_("A case manager cannot begin or end in the future."), _("Choose today or a day before."))


def check_works_there(continuum_id: int, user_id: int, agency_id: int) -> None:
    """Raise Invalid unless the person works at this agency of the community today."""
    works = current_memberships().filter(
        user_id=user_id, agency_id=agency_id, continuum_id=continuum_id, user__is_active=True
    )
    if not works.exists():
        raise Invalid(_("This person does not work at this agency."))


def agencies_of(user_ids: Collection[int]) -> set[int]:
    """Return where people work today; for somebody who works nowhere any more, where they did."""
    rows = Membership.objects.filter(user_id__in=user_ids).values_list("user_id", "agency_id", "ends_at")
    held = [(user, agency, ends_at is None or ends_at > clock.now()) for user, agency, ends_at in rows]
    working = {user for user, _agency, works in held if works}
    return {agency for user, agency, works in held if works or user not in working}


def people_of(agency_ids: Collection[int]) -> QuerySet[Membership]:
    """Return the memberships that make somebody one of an agency's people, as `agencies_of` has it."""
    works = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    elsewhere = Membership.objects.filter(works).values("user_id")
    return Membership.objects.filter(agency_id__in=agency_ids).filter(works | ~Q(user_id__in=elsewhere))


def possible_managers(by: Actor) -> list[tuple[str, str]]:
    """Return people the actor may choose, as (user@agency, words): everywhere, or of the actor's own agencies."""
    rows = current_memberships().filter(continuum_id=by.continuum_id, role__in=MANAGING_ROLES, user__is_active=True)
    if Reach.ALL not in by.reaches(Permission.REASSIGN_CASE_MANAGER):
        rows = rows.filter(agency_id__in=by.agencies_with(Permission.REASSIGN_CASE_MANAGER))
    found = rows.values_list("user_id", "agency_id", "user__name", "agency__name").distinct()
    return [
        (f"{user}@{agency}", f"{name}, {where}")
        for user, agency, name, where in found.order_by("user__name", "agency_id")
    ]

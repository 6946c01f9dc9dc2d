"""Who looks after a client: whoever has begun and not ended. Neither lies in the future, so that holds everywhere."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.roles import Reach, Role
from cas_portal.accounts.backends import current_memberships
from cas_portal.accounts.models import Membership
from cas_portal.notifications.services import Words, notify
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

    Assigning somebody again as what they are changes nothing; whoever begins or ends is told. Raises Invalid for a day
    to come, when the person does not work at the agency, and for the lead beside themselves; StaleForm when somebody
    chose another lead after a form was opened (`opened`).
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
    led = next((manager for manager in present if manager.lead), None)
    if lead:
        wanted = {"manager": f"{user_id}@{agency_id}"}
        editing.hold(stored=leading(client), wanted=wanted, opened=opened, row=led)
    elif led and led.user_id == user_id:
        raise Invalid(_("This person leads already."), _("Choose another lead first, or another person."))
    for manager in present:
        if manager.user_id == user_id and manager.lead == lead:
            return manager
        if manager.user_id == user_id or (lead and manager.lead):
            _end(manager, max(day, manager.starts_on), by, stays=manager.user_id == user_id)
    made = CaseManager.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, Permission.REASSIGN_CASE_MANAGER),
        created_by_id=by.user_id,
        user_id=user_id,
        starts_on=day,
        lead=lead,
    )
    _tell(
        by, made, gettext_lazy("You are the lead case manager of a client."), gettext_lazy("You look after a client.")
    )
    return made


@transaction.atomic
def end_case_manager(*, by: Actor, manager_id: UUID, ends_on: date, opened: str | None = None) -> CaseManager:
    """Say that somebody looks after a client no longer, without a successor: whoever may choose one (policy §10).

    The same day a second time changes nothing. Raises Missing, Forbidden, Invalid for a day to come or before they
    began, StaleForm when somebody ended it after a form was opened (`opened`).
    """
    row = CaseManager.objects.visible_to(by).filter(public_id=manager_id).first()
    if row is None:
        raise Missing
    client = _seen_client(by, row.client_id)
    row = CaseManager.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    row.client = client
    require(may_end(by, row))
    check_day(ends_on)
    if ends_on < row.starts_on:
        raise Invalid(_("The present case manager began later than this day."))
    editing.hold(stored={"ends_on": row.ends_on}, wanted={"ends_on": ends_on}, opened=opened, row=row)
    if row.ends_on is None:
        _end(row, ends_on, by)
    return row


def may_end(by: Actor, row: CaseManager) -> bool:
    """Whether the actor may end somebody who looks after a client they see, or did so until somebody ended it."""
    present = CaseManager.objects.filter(client_id=row.client_id, ends_on=None).values_list("user_id", flat=True)
    ids = {row.user_id, *present}
    return policies.can_end_case_manager(by, row.client, present=ids, present_at=agencies_of(ids))


def _end(row: CaseManager, ends_on: date, by: Actor, *, stays: bool = False) -> None:
    row.ends_on, row.ended_by_id = ends_on, by.user_id
    row.save(update_fields=["ends_on", "ended_by"])
    if not stays:
        words = gettext_lazy("You no longer look after a client.")
        _tell(by, row, words, words)


def _tell(by: Actor, row: CaseManager, leads: Words, helps: Words) -> None:
    """Tell the person, unless it is who did it (policy §9: N16)."""
    if row.user_id == by.user_id:
        return
    notify(
        by=by,
        recipient_ids=[row.user_id],
        kind="N16",
        text=leads if row.lead else helps,
        url=reverse("clients:client", args=[row.client.public_id]),
        dedupe_key=f"case-manager:{row.public_id}:{row.ends_on or ''}",
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
    return {agency for _user, agency, _name in _working(user_ids)}


def workplaces(user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of the agencies of `agencies_of`, by person."""
    names: dict[int, set[str]] = {}
    for user, _agency, name in _working(user_ids):
        names.setdefault(user, set()).add(name)
    return {user: ", ".join(sorted(found)) for user, found in names.items()}


def _working(user_ids: Collection[int]) -> list[tuple[int, int, str]]:
    rows = Membership.objects.filter(user_id__in=user_ids)
    found = rows.values_list("user_id", "agency_id", "agency__name", "ends_at")
    held = [(user, agency, name, ends_at is None or ends_at > clock.now()) for user, agency, name, ends_at in found]
    working = {user for user, _agency, _name, works in held if works}
    return [(user, agency, name) for user, agency, name, works in held if works or user not in working]


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

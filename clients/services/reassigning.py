"""Clients of one case manager go over to another, many at once, after a preview (policy §10)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.accounts.models import User
from clients import policies
from clients.models import CaseManager, Client
from clients.services.contact import check_works_there
from clients.services.records import author_agency

MOST = 200


@dataclass(frozen=True, slots=True)
class Handover:
    """From whom to whom, for which agency of the new one, from which day on."""

    from_user_id: int
    to_user_id: int
    to_agency_id: int
    starts_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """Who changes, and who cannot, each with the reason."""

    changes: list[CaseManager] = field(default_factory=list)
    refused: list[tuple[Client, str]] = field(default_factory=list)


def looked_after_by(by: Actor, user_id: int) -> list[CaseManager]:
    """Return the open assignments of a person to clients the actor sees, by name, at most 200."""
    rows = CaseManager.objects.visible_to(by).filter(user_id=user_id, ends_on=None).select_related("client__identity")
    return list(rows.order_by("client__identity__last_name", "client_id")[:MOST])


def people_with_clients(by: Actor) -> list[tuple[str, str]]:
    """Return who looks after a client the actor sees, as (public id, name)."""
    open_ones = CaseManager.objects.visible_to(by).filter(ends_on=None).values("user_id")
    rows = User.objects.filter(pk__in=open_ones).order_by("name").values_list("public_id", "name")
    return [(str(key), name) for key, name in rows]


def person(public_id: str) -> User | None:
    """Return one of `people_with_clients`."""
    return User.objects.filter(public_id=public_id).first()


def plan(by: Actor, client_ids: Collection[UUID], handover: Handover) -> Plan:
    """Say what a handover would change. Raises Invalid when the new person does not work there, or is the same."""
    if handover.from_user_id == handover.to_user_id:
        raise Invalid(_("Choose another person."))
    if len(client_ids) > MOST:
        raise Invalid(_("Choose at most %(most)s clients at once.") % {"most": MOST})
    check_works_there(by.continuum_id, handover.to_user_id, handover.to_agency_id)
    rows = CaseManager.objects.visible_to(by).filter(
        client__public_id__in=client_ids, user_id=handover.from_user_id, ends_on=None
    )
    found = Plan()
    for row in rows.select_related("client__identity").order_by("client_id"):
        reason = _why_not(by, row, handover)
        if reason:
            found.refused.append((row.client, reason))
        else:
            found.changes.append(row)
    return found


def _why_not(by: Actor, row: CaseManager, handover: Handover) -> str:
    may = policies.can_assign_case_manager(
        by,
        row.client,
        manager_id=handover.to_user_id,
        agency_id=handover.to_agency_id,
        present={handover.from_user_id},
    )
    if not may:
        return _("You may not give this client to this person.")
    if handover.starts_on < row.starts_on:
        return _("The present case manager began later than this day.")
    return ""


@transaction.atomic
def reassign(*, by: Actor, client_ids: Collection[UUID], handover: Handover) -> int:
    """Carry out a handover in three statements, however many clients; returns how many changed. Twice is once.

    Whoever leads is followed by a lead. What changed since the preview is left out. Raises Invalid as `plan` does.
    """
    seen = Client.objects.visible_to(by).filter(public_id__in=client_ids)
    locked = {client.pk: client for client in seen.select_for_update(of=("self",), no_key=True).order_by("pk")}
    changes = [row for row in plan(by, client_ids, handover).changes if row.client_id in locked]
    keys = [row.client_id for row in changes]
    ending = CaseManager.objects.filter(
        client_id__in=keys, user_id__in=[handover.from_user_id, handover.to_user_id], ends_on=None
    )
    day = handover.starts_on
    ending.update(ends_on=Case(When(starts_on__gt=day, then=F("starts_on")), default=day))
    CaseManager.objects.bulk_create(
        CaseManager(
            client=locked[row.client_id],
            continuum_id=row.continuum_id,
            agency_id=author_agency(by, locked[row.client_id], Permission.REASSIGN_CASE_MANAGER),
            created_by_id=by.user_id,
            user_id=handover.to_user_id,
            starts_on=day,
            lead=row.lead,
        )
        for row in changes
    )
    return len(changes)

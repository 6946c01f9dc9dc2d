"""Clients of one case manager go over to another, many at once, after a preview (policy §10)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from cas_portal.accounts.models import User
from cas_portal.notifications.services import notify
from clients import policies
from clients.models import CaseManager, Client
from clients.services.case_managers import check_day, check_works_there, people_of
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


def within_reach(by: Actor) -> Q:
    """Return the rule of `policies.can_assign_case_manager` over rows: whose clients the actor may give to somebody."""
    if Reach.ALL in by.reaches(Permission.REASSIGN_CASE_MANAGER):
        return Q(wall_survivor=False)
    own = policies.agencies_reassigned_by(by)
    return Q(user_id=by.user_id) | Q(wall_agency_id__in=own) | Q(user_id__in=people_of(own).values("user_id"))


def looked_after_by(by: Actor, user_id: int) -> list[CaseManager]:
    """Return the open assignments of a person to clients the actor may give to somebody, by name, at most 200."""
    rows = _open_ones(by).filter(user_id=user_id).select_related("client__identity")
    return list(rows.order_by("client__identity__last_name", "client_id")[:MOST])


def people_with_clients(by: Actor) -> list[tuple[str, str]]:
    """Return who looks after a client the actor may give to somebody, as (public id, name)."""
    rows = User.objects.filter(pk__in=_open_ones(by).values("user_id")).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("public_id", "name")]


def _open_ones(by: Actor) -> QuerySet[CaseManager]:
    return CaseManager.objects.visible_to(by).filter(within_reach(by), ends_on=None)


def person(public_id: str) -> User | None:
    """Return one of `people_with_clients`."""
    return User.objects.filter(public_id=public_id).first()


def plan(by: Actor, client_ids: Collection[UUID], handover: Handover) -> Plan:
    """Say what a handover would change; clients out of the actor's reach are left out.

    Raises Invalid for a day to come and when the new person does not work there, or is the same.
    """
    check_day(handover.starts_on)
    if handover.from_user_id == handover.to_user_id:
        raise Invalid(_("Choose another person."))
    if len(client_ids) > MOST:
        raise Invalid(_("Choose at most %(most)s clients at once.") % {"most": MOST})
    check_works_there(by.continuum_id, handover.to_user_id, handover.to_agency_id)
    rows = _open_ones(by).filter(client__public_id__in=client_ids, user_id=handover.from_user_id)
    # Who is found here is looked after within reach: where, `within_reach` has asked already.
    found, present_at = Plan(), policies.agencies_reassigned_by(by)
    for row in rows.select_related("client__identity").order_by("client_id"):
        reason = _why_not(by, row, handover, present_at)
        if reason:
            found.refused.append((row.client, reason))
        else:
            found.changes.append(row)
    return found


def _why_not(by: Actor, row: CaseManager, handover: Handover, present_at: Collection[int]) -> str:
    may = policies.can_assign_case_manager(
        by,
        row.client,
        manager_id=handover.to_user_id,
        agency_id=handover.to_agency_id,
        present={handover.from_user_id},
        present_at=present_at,
    )
    if not may:
        return _("You may not give this client to this person.")
    if handover.starts_on < row.starts_on:
        return _("The present case manager began later than this day.")
    return ""


@transaction.atomic
def reassign(*, by: Actor, client_ids: Collection[UUID], handover: Handover) -> int:
    """Carry out a handover in three statements, however many clients; returns how many changed. Twice is once.

    Both people are told. Whoever leads is followed by a lead. What changed since the preview is left out. Raises
    Invalid as `plan` does.
    """
    seen = Client.objects.visible_to(by).filter(public_id__in=client_ids)
    locked = {client.pk: client for client in seen.select_for_update(of=("self",), no_key=True).order_by("pk")}
    changes = [row for row in plan(by, client_ids, handover).changes if row.client_id in locked]
    keys = [row.client_id for row in changes]
    ending = CaseManager.objects.filter(
        client_id__in=keys, user_id__in=[handover.from_user_id, handover.to_user_id], ends_on=None
    )
    day = handover.starts_on
    ending.update(ends_on=Case(When(starts_on__gt=day, then=F("starts_on")), default=day), ended_by_id=by.user_id)
    made = CaseManager.objects.bulk_create(
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
    if made:
        _tell(by, handover, len(made), key=f"reassigned:{made[0].public_id}")
    return len(made)


def _tell(by: Actor, handover: Handover, count: int, *, key: str) -> None:
    """Tell both, unless one of them did it: one notice for all the clients (policy §9: N16)."""

    def given() -> str:
        words = ngettext("%(count)s client was given to you.", "%(count)s clients were given to you.", count)
        return words % {"count": count}

    def taken() -> str:
        words = ngettext(
            "%(count)s of your clients was given to somebody else.",
            "%(count)s of your clients were given to somebody else.",
            count,
        )
        return words % {"count": count}

    for user_id, words in ((handover.to_user_id, given), (handover.from_user_id, taken)):
        if user_id != by.user_id:
            url = reverse("today")
            notify(by=by, recipient_ids=[user_id], kind="N16", text=words, url=url, dedupe_key=key)

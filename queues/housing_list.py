"""The housing list: who is on it, in the order of the policy, a page at a time (policy §6.1, §6.3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from cas_portal.ui.pagination import Page, keyset_page
from queues.gates import list_gates
from queues.models import Standing
from queues.people import with_people
from queues.schemes import TAY_HEADED, Scheme

SHOWN = (
    "client_id", "sort_key", "household_type", "household_size", "tay_headed", "evh", "evh_by_hand", "score", "margin",
    "homeless_since", "hct_on", "tier", "last_contact_on", "activity", "listed_since", "veteran", "chronic",
    "parked_until", "live_referral", "on_list",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the list; empty values keep everything."""

    household_type: str = ""
    min_size: int | None = None
    tier: str = ""
    evh: bool | None = None
    chronic: bool | None = None
    veteran: bool | None = None
    tay: bool | None = None
    min_days: int | None = None
    activity: str = "ACTIVE"
    referral: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is kept out."""
        return self != Filters()


def rows_for(actor: Actor, filters: Filters, *, as_of: date, inactive_days: int) -> QuerySet[Standing]:
    """Return members of the list that the filters keep, as far as the actor's right in its order reaches (§10).

    Whoever may see the order gets the whole continuum; others the households of their own agencies.
    """
    rows = Standing.objects.visible_to(actor)
    if not sees_order(actor):
        rows = rows.filter(agency_id__in=actor.agencies_with(Permission.SEND_TO_LIST))
    return _filtered(_members(rows, filters.activity, as_of, inactive_days), filters, as_of)


def sees_order(actor: Actor) -> bool:
    """SSF sees ranks; auditors see them on masked rows (policy §10)."""
    return bool(actor.reaches(Permission.VIEW_HOUSING_RANK) & {Reach.ALL, Reach.MASKED})


def _members(rows: QuerySet[Standing], activity: str, as_of: date, inactive_days: int) -> QuerySet[Standing]:
    """On the list; or, asked for by name, those whom only inactivity keeps off it."""
    seen_from = as_of - timedelta(days=inactive_days)
    if activity == "INACTIVE":
        others = [gate.holds for gate in list_gates(as_of, inactive_days) if gate.name != "active"]
        quiet = Q(last_contact_on__lt=seen_from) | Q(last_contact_on=None)
        return rows.filter(quiet, *others, hct_on__isnull=False, transfer_since=None)
    return rows.filter(on_list=True, hct_valid_through__gte=as_of, last_contact_on__gte=seen_from)


def _filtered(rows: QuerySet[Standing], filters: Filters, as_of: date) -> QuerySet[Standing]:
    equal = {"household_type": filters.household_type, "tier": filters.tier}
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    flags = {"evh": filters.evh, "veteran": filters.veteran, "chronic": filters.chronic}
    for name, wanted in flags.items():
        if wanted is not None:
            rows = rows.filter(**{name: True}) if wanted else rows.exclude(**{name: True})
    if filters.tay is not None:
        rows = rows.filter(TAY_HEADED if filters.tay else ~TAY_HEADED)
    if filters.min_size:
        rows = rows.filter(household_size__gte=filters.min_size)
    if filters.min_days:
        rows = rows.filter(listed_since__lte=as_of - timedelta(days=filters.min_days))
    return _by_referral(rows, filters.referral, as_of)


def _by_referral(rows: QuerySet[Standing], referral: str, as_of: date) -> QuerySet[Standing]:
    match referral:
        case "live":
            return rows.filter(live_referral__isnull=False)
        case "parked":
            return rows.filter(parked_until__gt=as_of)
        case "free":
            return rows.filter(Q(parked_until=None) | Q(parked_until__lte=as_of), live_referral=None)
    return rows


def in_order(rows: QuerySet[Standing], scheme: Scheme) -> tuple[QuerySet[Standing], list[str]]:
    """Return the rows with the columns of a scheme, and the names of the keys to page by."""
    made = {name: expression for name, expression in scheme.columns.items() if expression is not None}
    return rows.annotate(**made), [*scheme.columns, "client_id"]


def page(actor: Actor, rows: QuerySet[Standing], *, scheme: Scheme, cursor: str = "") -> Page:
    """Return 50 rows by key, with the people the actor may know; who may not see the order gets the oldest first."""
    if not sees_order(actor):
        ordered, keys = rows, ["listed_since", "client_id"]
    else:
        ordered, keys = in_order(rows, scheme)
    return keyset_page(with_people(ordered.only(*SHOWN), actor), keys=keys, cursor=cursor)


def ahead_of(rows: QuerySet[Standing], row: Standing) -> int:
    """Count the households before one, in SSF's own order (policy §6.3)."""
    before = Q(sort_key__lt=row.sort_key) | Q(sort_key=row.sort_key, client_id__lt=row.pk)
    return rows.filter(before, sort_key__lte=row.sort_key).count()


def first_rank(page: Page, rows: QuerySet[Standing]) -> int:
    """Return the position of the first row of a page of the whole list: counted when shown, never stored."""
    if not page.rows or not page.previous:
        return len(page.rows[:1])
    return ahead_of(rows, page.rows[0]) + 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """Clients whose standing is about to be made again; `oldest` seconds since the first of them was touched."""

    clients: int = 0
    oldest: int = 0


def waiting(continuum_id: int) -> Waiting:
    """Say how old the list is. Looks at no more than 1,000 announcements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT client_id), extract(epoch FROM clock_timestamp() - min(at))::int FROM"
            " (SELECT client_id, at FROM queues_dirtyclient WHERE continuum_id = %s ORDER BY id LIMIT 1000) first",
            [continuum_id],
        )
        clients, oldest = cursor.fetchone()
    return Waiting(clients, max(oldest or 0, 0))

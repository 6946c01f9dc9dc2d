"""Locking in one fixed order, so that nobody waits in a circle: openings, clients, referrals, lowest id first."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing
from clients.models import Client
from referrals.models import Opening, Referral

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Locked:
    """Rows nobody else changes until the transaction ends."""

    openings: dict[int, Opening]
    clients: dict[int, Client]
    referrals: dict[int, Referral]


def lock(*, openings: Collection[int] = (), clients: Collection[int] = (), referrals: Collection[int] = ()) -> Locked:
    """Lock rows by id in the fixed order and return them as they are now."""
    return Locked(
        openings=_lock(Opening.objects.select_related("program", "agency"), openings),
        clients=_lock(Client.objects.all(), clients),
        referrals=_lock(Referral.objects.select_related("client", "continuum", "provider_agency"), referrals),
    )


def _lock(rows: QuerySet[Row], ids: Collection[int]) -> dict[int, Row]:
    if not ids:
        return {}
    locked = rows.filter(pk__in=sorted(ids)).order_by("pk").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in locked}


def find_opening(by: Actor, opening_id: UUID) -> int:
    """Return the key of an opening the actor sees; raises Missing."""
    found = Opening.objects.visible_to(by).filter(public_id=opening_id).values_list("pk", flat=True).first()
    if found is None:
        raise Missing()
    return found


def find_referral(by: Actor, referral_id: UUID) -> tuple[int, int, int]:
    """Return the keys of a referral the actor sees, of its opening and its client; raises Missing."""
    rows = Referral.objects.visible_to(by).filter(public_id=referral_id)
    found = rows.values_list("pk", "opening_id", "client_id").first()
    if found is None:
        raise Missing()
    return found

"""Find people: by name, birth date, phone, code, HMIS id or full SSN. Answers the same whatever nobody may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.policy import require
from cas_portal.audit import record
from cas_portal.time import clock
from clients import policies
from clients.models import Client
from clients.sealing import ending_mark, ssn_index
from clients.typed import Asked

LIMIT = 20
SSN_LOOKUPS_AN_HOUR = 60
# The last four digits of a client's number are shown, so numbers that end alike may be guesses at one client.
ALIKE_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Found:
    """One client, and what matched."""

    client: Client
    name_score: float
    same_birth: bool
    same_phone: bool
    same_ssn: bool
    same_id: bool


def find_clients(*, by: Actor, asked: Asked, purpose: str = "search") -> list[Found]:
    """Return at most 20 clients the actor may see, best match first, and log that they were shown.

    Roles that see codes instead of names search by id only. Searching by SSN needs the right to see one (Forbidden),
    is counted (Invalid after too many) and written down, whatever it finds.
    """
    if asked.ssn:
        require(policies.can_see_ssn(by))
        if not _may_try(by, asked.ssn, purpose):
            raise Invalid(
                _("Too many searches by Social Security number."), _("Search by name and birth date, or wait an hour.")
            )
    return _find(by, asked, purpose)


def _may_try(by: Actor, number: str, purpose: str) -> bool:
    """Count a search by number: so many an hour, and fewer a day among numbers with the same ending."""
    about = ending_mark(number, user_id=by.person_id, day=clock.today())
    tries = record.log_try(
        "ssn_lookup", purpose=purpose, about=about, an_hour=SSN_LOOKUPS_AN_HOUR, alike_a_day=ALIKE_A_DAY
    )
    return tries > 0


def _find(by: Actor, asked: Asked, purpose: str) -> list[Found]:
    reach = policies.client_reach(by)
    if reach.masked:
        asked = Asked(hmis_id=asked.hmis_id, client_code=asked.client_code)
    if asked.empty:
        return []
    matches = {row[0]: row[1:] for row in _search(asked, reach)}
    seen = Client.objects.visible_to(by).filter(pk__in=matches).select_related("identity", "agency").in_bulk()
    record.log_read(seen, purpose=purpose)
    return [Found(seen[key], *matches[key]) for key in matches if key in seen]


def _search(asked: Asked, reach: policies.ClientReach) -> list[tuple[Any, ...]]:
    index = ssn_index(asked.ssn) if asked.ssn else None
    values: list[Any] = [asked.name, asked.birth_date, asked.phone, asked.hmis_id, index, asked.code or None]
    limits: list[Any] = [reach.released, reach.unreleased, list(reach.own), list(reach.entered), list(reach.granted)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM clients_search(%s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[])",
            [*values, *limits],
        )
        return list(cursor.fetchall())


def possible_duplicates(*, by: Actor, name: str, birth_date: date | None, phone: str, ssn: str) -> list[Found]:
    """Return clients that may be the same person: same SSN, same birth date or phone and a like name, or the same name.

    Only clients the actor may see are compared; a hidden record is never hinted at. After too many searches by number
    the rest is compared: nobody stays without a record because of it.
    """
    number = ssn if ssn.isdigit() and policies.can_see_ssn(by) and _may_try(by, ssn, "duplicates") else ""
    asked = Asked(name=name, birth_date=birth_date, phone=phone, ssn=number)
    return [found for found in _find(by, asked, "duplicates") if _alike(found)]


def _alike(found: Found) -> bool:
    if found.same_ssn:
        return True
    if found.same_birth or found.same_phone:
        return found.name_score >= 0.5
    return found.name_score >= 0.9

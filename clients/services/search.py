"""Find people: by name, birth date, phone, HMIS id or full SSN. Answers the same whatever the caller may not see."""

import re
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

LIMIT = 20
SSN_LOOKUPS_AN_HOUR = 60
# The last four digits of a client's number are shown, so numbers that end alike may be guesses at one client.
ALIKE_A_DAY = 10

_SSN = re.compile(r"\b\d{3}[\s.\u2010-\u2015-]?\d{2}[\s.\u2010-\u2015-]?\d{4}\b")
_CODE = re.compile(r"\bSV-\d{4}-\d{6}\b", re.IGNORECASE)
_US_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_PHONE = re.compile(r"(?:\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b")
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What one search asks for, taken apart."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""
    hmis_id: str = ""
    survivor_code: str = ""
    ssn: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not any((self.name, self.birth_date, self.phone, self.hmis_id, self.survivor_code, self.ssn))


@dataclass(frozen=True, slots=True)
class Found:
    """One client, and what matched."""

    client: Client
    name_score: float
    same_birth: bool
    same_phone: bool
    same_ssn: bool
    same_id: bool


def parse(text: str) -> Asked:
    """Take one box apart: a date is a birth date, ten digits a phone, a word with digits an HMIS id, the rest a name.

    Nine digits are never searched for from here: a Social Security number has a box of its own that no address shows.
    """
    left = text.strip()[:200]
    code, left = _take(_CODE, left)
    birth_date, left = _birth_date(left)
    phone, left = _take(_PHONE, left)
    _ssn, left = _take(_SSN, left)
    words = left.split()
    ids = [word for word in words if any(letter.isdigit() for letter in word)]
    name = " ".join(word for word in words if word not in ids)
    return Asked(
        name=name if len(name) >= _SHORTEST_NAME else "",
        birth_date=birth_date,
        phone=re.sub(r"\D", "", phone)[-10:],
        hmis_id=ids[0][:32] if ids else "",
        survivor_code=code.upper(),
    )


def looks_like_ssn(text: str) -> bool:
    """Whether somebody typed a Social Security number into the box that shows in addresses."""
    _phone, left = _take(_PHONE, text)
    return bool(_SSN.search(left))


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    return (match.group(0), text.replace(match.group(0), " ")) if match else ("", text)


def _birth_date(text: str) -> tuple[date | None, str]:
    for pattern, order in ((_US_DATE, (3, 1, 2)), (_ISO_DATE, (1, 2, 3))):
        match = pattern.search(text)
        if match is None:
            continue
        try:
            found = date(*(int(match.group(part)) for part in order))
        except ValueError:
            continue
        return found, text.replace(match.group(0), " ")
    return None, text


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
        asked = Asked(hmis_id=asked.hmis_id)
    if asked.empty:
        return []
    matches = {row[0]: row[1:] for row in _search(asked, reach)}
    seen = Client.objects.visible_to(by).filter(pk__in=matches).select_related("identity", "agency").in_bulk()
    record.log_read(seen, purpose=purpose)
    return [Found(seen[key], *matches[key]) for key in matches if key in seen]


def _search(asked: Asked, reach: policies.ClientReach) -> list[tuple[Any, ...]]:
    index = ssn_index(asked.ssn) if asked.ssn else None
    values: list[Any] = [asked.name, asked.birth_date, asked.phone, asked.hmis_id, index, asked.survivor_code or None]
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

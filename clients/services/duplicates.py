"""Two records that may be one person: noticing them, and remembering what people said about them.

What an agency may learn: before a client is entered, only records the worker can see anyway are compared and shown
(`search.possible_duplicates`); a record that is hidden from them is never hinted at, not by a count, a pause or a
message (policy §10 and §11, page C1: "no match"). So two agencies may enter one person; the job finds such pairs
across all named records, and sysadmins, who see them all, decide. Survivor records are compared with nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core import signing
from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing
from cas_portal.access.policy import require
from cas_portal.accounts.models import User
from cas_portal.audit import record
from cas_portal.ui.pagination import SIZE, Page
from clients import policies
from clients.models import Client, PairDecision

SALT = "clients.duplicates"
KEPT_PAIRS = 2000
_SUSPECT = (Path(__file__).resolve().parents[1] / "sql" / "suspect.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Suspected:
    """Two records that look like one person, and why."""

    pk: int
    low: Client
    high: Client
    likeness: float
    same_ssn: bool
    same_birth: bool
    same_phone: bool


@transaction.atomic
def decide(*, by: Actor, client_id: int, others: Collection[int], answer: str) -> int:
    """Remember whether records are the same person; a later answer replaces an earlier one. Returns how many pairs.

    For everybody who sees both records. Raises Missing for one the actor does not see, Forbidden for readers.
    """
    require(policies.can_create_client(by) or policies.can_merge_clients(by))
    wanted = {client_id, *others}
    if Client.objects.visible_to(by).filter(pk__in=wanted, survivor=False).count() != len(wanted):
        raise Missing()
    return tell(client_id, others, answer)


def tell(client_id: int, others: Collection[int], answer: str) -> int:
    """Write the answer about pairs the caller has made sure of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clients_decide_pairs(%s, %s::bigint[], %s)",
            [client_id, list(others), PairDecision.Answer(answer).value],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said about two records ("same", "different" or ""), by whom and when."""

    answer: str = ""
    who: str = ""
    at: datetime | None = None

    @property
    def different(self) -> bool:
        """Whether they are noted as different people."""
        return self.answer == PairDecision.Answer.DIFFERENT


def verdict_about(one: int, other: int) -> Verdict:
    """Return what was said about two records, for sysadmins; who is empty where nobody knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clients_pair_verdict(%s, %s)", [one, other])
        row = cursor.fetchone()
    if row is None:
        return Verdict()
    answer, user_id, at = row
    return Verdict(answer, User.objects.filter(pk=user_id).values_list("name", flat=True).first() or "", at)


class Why(TextChoices):
    """What makes two records suspicious."""

    SSN = "ssn", _("Same Social Security number")
    BIRTH = "birth", _("Same birth date")
    PHONE = "phone", _("Same phone")
    NAME = "name", _("Alike names only")


def suspected(*, by: Actor, cursor: str = "", why: str = "", size: int = SIZE) -> Page:
    """Return a page of undecided pairs, the likest first; log that they were shown. `why` is a Why, "" for all."""
    require(policies.can_merge_clients(by))
    back, likest, beyond = _read(cursor)
    with connection.cursor() as database:
        database.execute(
            "SELECT * FROM clients_suspected_pairs(%s::float8, %s::bigint, %s, %s, %s)",
            [likest, beyond, back, why, size + 1],
        )
        rows = database.fetchall()
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    before, after = (more if back else likest is not None), bool(rows) and (more or back)
    return Page(
        rows=_people(by, rows),
        next=_write(rows[-1], back=False) if rows and after else "",
        previous=_write(rows[0], back=True) if rows and before else "",
    )


def _people(by: Actor, rows: list[Any]) -> list[Suspected]:
    named = {key for row in rows for key in row[1:3]}
    seen = Client.objects.visible_to(by).filter(pk__in=named).select_related("identity", "agency").in_bulk()
    record.log_read(seen, purpose="suspected_duplicates")
    return [Suspected(pk, seen[low], seen[high], *why) for pk, low, high, *why in rows if low in seen and high in seen]


def _write(row: Any, *, back: bool) -> str:
    return signing.dumps([int(back), row[3], row[0]], salt=SALT, compress=True)


def _read(cursor: str) -> tuple[bool, float | None, int | None]:
    """Read a cursor; a damaged one gives the first page."""
    try:
        back, likest, beyond = signing.loads(cursor, salt=SALT)
        return bool(back), float(likest), int(beyond)
    except (signing.BadSignature, ValueError):
        return False, None, None


@transaction.atomic
def suspect(*, by: Actor) -> int:
    """Compare all named records of a community, in one statement, and keep the likest undecided pairs.

    A job. Pairs with the same number, or alike names and the same birth date or phone, or the very same name and
    birth dates that do not contradict each other. Returns how many pairs stand.
    """
    require(by.is_system)
    with connection.cursor() as cursor:
        cursor.execute(_SUSPECT, {"continuum": by.continuum_id, "most": KEPT_PAIRS})
        return int(cursor.fetchone()[0])

"""Chronic homelessness of clients, from what is stored: for a page, and for the lists (policy §4).

The rules stand in `assessments.chronic`; here is only what they read. `register_paper_check` lets the floor that keeps
the papers say whether a disability is proved.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from assessments.about_adults import about_one, facts_in
from assessments.chronic.ahead import Change, changes_ahead
from assessments.chronic.finding import Finding, Person, find
from assessments.chronic.stays import Proof, Rules, Stay
from assessments.models import Assessment, AssessmentQuerySet, ChronicFinding, DatedStay
from assessments.validity import HCT
from cas_portal.access.actor import Actor
from cas_portal.access.policy import require
from cas_portal.accounts.settings import settings_on
from cas_portal.time.dates import add_months
from clients.models import Client

YES, NO = 1, 0
DISABILITY, FOUND_BY_VA, SAME_CARE = "VB07", "HC32", "HC32B"
# Days ahead are known for 36 months; long before that they are worked out anew.
STANDS_FOR_MONTHS = 12

PaperCheck = Callable[[Client, date], bool]
_paper_checks: list[PaperCheck] = []


def register_paper_check(check: PaperCheck) -> None:
    """Say who knows whether the paper about a client's disability is accepted and current. The last one counts."""
    _paper_checks[:] = [check]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one person: enough for every question of policy §4."""

    stays: tuple[Stay, ...]
    person: Person

    def digest(self, rules: Rules) -> str:
        """Return a mark that differs when anything the answer depends on differs."""
        content = repr((self.stays, self.person, rules))
        return hashlib.sha256(content.encode()).hexdigest()


def rules_on(continuum_id: int, day: date) -> Rules:
    """Return the numbers of policy §4 that hold in a community on a day."""
    return Rules.of(settings_on(continuum_id, day))


def finding_of(client: Client, as_of: date) -> tuple[Finding, list[Change]]:
    """Return the answer for one client on a day, papers included, and the days on which it will change.

    Without a stay it is no, and says what is missing: what the newest HCT answers is not asked for again.
    """
    known = _known([client.pk]).get(client.pk) or Known(
        (), _person(client, _newest_hcts().filter(client=client).last())
    )
    accepted = any(check(client, as_of) for check in _paper_checks)
    person = replace(known.person, disability_accepted=accepted)
    rules = rules_on(client.continuum_id, as_of)
    return find(known.stays, as_of, person, rules), changes_ahead(known.stays, as_of, person, rules)


def refresh_findings(*, by: Actor, as_of: date, client_ids: Iterable[int] | None = None) -> int:
    """Bring the stored answers up to date, for some clients or for everybody; returns how many were written.

    Jobs only; needs a bound transaction. Clients without stays and without a VA finding have no stored answer: nothing
    is known about them.
    """
    require(by.is_system)
    ids = None if client_ids is None else sorted(set(client_ids))
    known = _known(ids)
    rules = rules_on(by.continuum_id, as_of)
    stored = ChronicFinding.objects.filter(continuum_id=by.continuum_id)
    stored = stored if ids is None else stored.filter(client_id__in=ids)
    rows = {row.client_id: row for row in stored}
    made = [
        _row(by.continuum_id, client_id, facts, as_of, rules)
        for client_id, facts in known.items()
        if not _stands(rows.get(client_id), facts, as_of, rules)
    ]
    gone = [client_id for client_id in rows if client_id not in known]
    if gone:
        ChronicFinding.objects.filter(client_id__in=gone).delete()
    ChronicFinding.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["client"],
        update_fields=["as_of", "chronic", "flips_on", "digest"],
    )
    return len(made) + len(gone)


def _stands(row: ChronicFinding | None, known: Known, as_of: date, rules: Rules) -> bool:
    if row is None or row.digest != known.digest(rules):
        return False
    return row.as_of <= as_of < add_months(row.as_of, STANDS_FOR_MONTHS)


def _row(continuum_id: int, client_id: int, known: Known, as_of: date, rules: Rules) -> ChronicFinding:
    chronic = find(known.stays, as_of, known.person, rules).chronic
    flips, before = [], chronic
    for change in _changes(known, as_of, rules):
        if change.chronic != before:
            flips.append(change.on)
            before = change.chronic
    return ChronicFinding(
        client_id=client_id,
        continuum_id=continuum_id,
        as_of=as_of,
        chronic=chronic,
        flips_on=flips,
        digest=known.digest(rules),
    )


def _changes(known: Known, as_of: date, rules: Rules) -> list[Change]:
    """Return the changes ahead; most people need no look ahead: no disability, or a VA finding, settles every day."""
    if known.person.found_by_va or not known.person.disability:
        return []
    return changes_ahead(known.stays, as_of, known.person, rules)


def _known(ids: list[int] | None) -> dict[int, Known]:
    """Return what is known about everybody who has stays or was found chronic by the VA, in three queries."""
    rows = DatedStay.objects.filter(removed_at=None, client__merged_into=None)
    newest = _newest_hcts()
    va = newest.filter(**{f"answers__{FOUND_BY_VA}": YES, f"answers__{SAME_CARE}": YES})
    if ids is not None:
        rows, va = rows.filter(client_id__in=ids), va.filter(client_id__in=ids)
    stays: dict[int, list[Stay]] = {}
    for row in rows.order_by("client_id", "started_on", "pk"):
        stays.setdefault(row.client_id, []).append(stay_of(row))
    wanted = set(stays) | set(va.values_list("client_id", flat=True))
    clients = Client.objects.filter(pk__in=wanted, merged_into=None)
    answers = {record.client_id: record for record in newest.filter(client_id__in=wanted)}
    return {
        client.pk: Known(tuple(stays.get(client.pk, ())), _person(client, answers.get(client.pk))) for client in clients
    }


def _newest_hcts() -> AssessmentQuerySet[Assessment]:
    """Return the HCTs that count, of each client the newest last."""
    rows = Assessment.objects.filter(kind=HCT, superseded_by=None, imported=False).counting()
    return rows.order_by("client_id", "assessed_on", "pk")


def stay_of(row: DatedStay) -> Stay:
    """Return a stored stay as the rules read it."""
    return Stay(row.started_on, row.ended_on, row.situation, Proof(row.proof))


def _person(client: Client, hct: Assessment | None) -> Person:
    """Read disability and VA finding: the profile of the person, and their newest HCT.

    The HCT asks about any adult (VB07), so it speaks of the head of household only where there is one adult; not where
    the worker said that the profile is right.
    """
    said: set[object] = {client.disabling_condition}
    answers = hct.answers if hct else {}
    overruled = any(fact.stays and fact.link_id == DISABILITY for fact in facts_in(hct)) if hct else False
    if hct and about_one(hct.household_facts.get("adults")) and not overruled:
        said.add(answers.get(DISABILITY))
    disability = True if YES in said else False if NO in said else None
    return Person(disability=disability, found_by_va=answers.get(FOUND_BY_VA) == YES == answers.get(SAME_CARE))

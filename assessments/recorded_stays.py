"""Stays that the record already holds, to be taken over into the dated history instead of being typed again.

Sources: the dated history and the beginning of homelessness of the newest HCT, Current Living Situations (one observed
day each), stays in shelters and transitional housing. What a stay on the history already says is not offered again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assessments.models import Assessment, CurrentLivingSituation, DatedStay
from assessments.validity import HCT
from cas_portal.access.actor import Actor
from cas_portal.hud import groups
from cas_portal.hud.groups import ProjectGroup
from cas_portal.time.dates import add_months
from clients.models import Client, Enrollment

# Emergency shelter, Safe Haven, transitional housing: what HUD calls the place while somebody is enrolled there.
SITUATION_OF = {
    ProjectGroup.EMERGENCY_SHELTER: 101,
    ProjectGroup.SAFE_HAVEN: 118,
    ProjectGroup.TRANSITIONAL: 302,
}
# "Does not know", "prefers not to answer", "not collected", "unable to determine", deceased, no interview: no place.
NO_PLACE = frozenset({8, 9, 99, 37, 24, 30})
LOOK_BACK_MONTHS = 37
_PROOF, _SOURCE, _KIND = DatedStay.Proof, DatedStay.Source, CurrentLivingSituation.ContactKind
PROOF_OF_CONTACT = {
    _KIND.IN_PERSON: _PROOF.OBSERVATION,
    _KIND.OTHER_PROJECT: _PROOF.THIRD_PARTY,
    _KIND.PHONE: _PROOF.SELF,
    _KIND.VIRTUAL: _PROOF.SELF,
}
STRENGTH = {_PROOF.SELF: 0, _PROOF.OBSERVATION: 1, _PROOF.THIRD_PARTY: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One stay the record speaks of. `row` is false for the beginning of homelessness, which is an estimate."""

    key: str
    started_on: date
    ended_on: date | None
    situation: int
    proof: str
    source: str
    place: str = ""
    row: bool = True

    @property
    def observed_day(self) -> bool:
        """Whether it speaks of a single day."""
        return self.ended_on == self.started_on


def recorded(actor: Actor, client: Client, today: date, *, hct: Assessment | None = None) -> list[Recorded]:
    """Return what can be taken over, oldest first; of what is already on the history, nothing."""
    there = list(DatedStay.objects.filter(client=client, removed_at=None))
    opens = add_months(today, -LOOK_BACK_MONTHS)
    found = [
        *_of_hct(hct or _newest_hct(actor, client), there),
        *_of_living_situations(actor, client, opens),
        *_of_programs(actor, client, opens),
    ]
    new = [one for one in found if not any(_says_the_same(stay, one) for stay in there)]
    return sorted({one.key: one for one in new}.values(), key=lambda one: (one.started_on, one.key))


def _newest_hct(actor: Actor, client: Client) -> Assessment | None:
    records = Assessment.objects.visible_to(actor).filter(client=client, kind=HCT, imported=False)
    return records.counting().newest_first().first()


def _of_hct(hct: Assessment | None, there: Iterable[DatedStay]) -> Iterator[Recorded]:
    if hct is None:
        return
    rows = hct.answers.get("HC60") or []
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        situation = _code(row.get("HC60.situation"))
        if situation is None or not row.get("HC60.from"):
            continue
        yield Recorded(
            key=f"hct-{hct.pk}-{number}",
            started_on=date.fromisoformat(row["HC60.from"]),
            ended_on=date.fromisoformat(row["HC60.to"]) if row.get("HC60.to") else None,
            situation=situation,
            proof=row.get("HC60.proof") or _PROOF.SELF,
            source=_SOURCE.HCT,
            place=str(row.get("HC60.place") or "")[:100],
        )
    where = _code(hct.answers.get("VB12"))
    if hct.homeless_since and groups.is_homeless_situation(where) and not rows and not list(there):
        yield Recorded(
            key=f"since-{hct.pk}",
            started_on=hct.homeless_since,
            ended_on=None,
            situation=int(str(where)),
            proof=_PROOF.SELF,
            source=_SOURCE.HCT,
            row=False,
        )


def _of_living_situations(actor: Actor, client: Client, opens: date) -> Iterator[Recorded]:
    rows = CurrentLivingSituation.objects.visible_to(actor).filter(
        client=client, voided_at=None, information_date__gte=opens
    )
    for row in rows.exclude(contact_kind=_KIND.COPY).exclude(situation__in=NO_PLACE):
        yield Recorded(
            key=f"cls-{row.pk}",
            started_on=row.information_date,
            ended_on=row.information_date,
            situation=row.situation,
            proof=PROOF_OF_CONTACT.get(_KIND(row.contact_kind), _PROOF.SELF),
            source=_SOURCE.LIVING_SITUATION,
        )


def _of_programs(actor: Actor, client: Client, opens: date) -> Iterator[Recorded]:
    rows = Enrollment.objects.visible_to(actor).filter(client=client).select_related("program")
    for row in rows:
        kinds = [
            code for group, code in SITUATION_OF.items() if row.program.project_type in groups.project_types(group)
        ]
        if kinds and (row.exit_date is None or row.exit_date >= opens):
            yield Recorded(
                key=f"program-{row.pk}",
                started_on=row.entry_date,
                ended_on=row.exit_date,
                situation=kinds[0],
                proof=_PROOF.THIRD_PARTY,
                source=_SOURCE.PROGRAM,
                place=row.program.name[:100],
            )


def _says_the_same(stay: DatedStay, one: Recorded) -> bool:
    """Whether a stay already says it: the same place over the same days, no worse proved."""
    if stay.situation != one.situation or STRENGTH[_PROOF(stay.proof)] < STRENGTH[_PROOF(one.proof)]:
        return False
    ends = stay.ended_on or date.max
    return stay.started_on <= one.started_on and (one.ended_on or date.max) <= ends


def _code(value: object) -> int | None:
    """Return an answer as a HUD code of a place; None for a reason why there is none."""
    code = value if isinstance(value, int) else None
    return None if code in NO_PLACE else code

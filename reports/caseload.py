"""The caseload: one row per household in the CAS program, for the person who works with it or leads those who do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from assessments.models import Assessment
from assessments.presenters import household_words
from cas_portal.access.actor import Actor
from cas_portal.accounts.backends import current_memberships
from cas_portal.accounts.settings import settings_on
from clients.models import CaseManager, Enrollment
from clients.policies import ClientReach, client_reach
from clients.presenters import client_name
from documents.kinds import Tier
from queues.models import Activity, Standing
from referrals.models import Referral
from referrals.states import State
from reports.policies import CaseloadReach, caseload_reach

NOBODY = "nobody"
HEAD = 1
KEYS = ("entry_date", "id")
_STANDING = (
    "hct_valid_through",
    "crisis_valid_through",
    "tier",
    "activity",
    "last_contact_on",
    "household_type",
    "household_size",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a caseload, all at once; `worker` is a person's public id, or "nobody"."""

    worker: str = ""
    household_type: str = ""
    expiring: bool = False
    missing_documents: bool = False
    referred: bool = False
    inactive: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Wanted":
        """Take what a form or a stored export holds; anything else is ignored."""
        return cls(**{field.name: values[field.name] for field in fields(cls) if values.get(field.name)})

    def stored(self) -> dict[str, Any]:
        """Return the filters in force, as an export keeps them: codes and ids only."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One household as page and spreadsheet show it; masked roles and survivor records have a code for a name."""

    client_id: int
    public_id: str
    name: str
    worker: str
    household_type: str
    household_size: int | None
    enrolled_on: date
    days_enrolled: int
    last_assessment: date | None
    hct_through: date | None
    crisis_through: date | None
    tier: str
    tier_code: str
    activity: str
    activity_code: str
    last_contact: date | None
    referral: str


def caseload(actor: Actor, wanted: Wanted, *, today: date) -> QuerySet[Enrollment]:
    """Return the heads of households in the actor's caseload, longest enrolled first; one query with all columns.

    Reach: own clients, those of the agency, all visible, or those referred to the agency (policy §10).
    """
    rows: QuerySet[Enrollment] = Enrollment.objects.visible_to(actor)
    rows = rows.filter(program__is_cas=True, exit_date=None, relationship=HEAD)
    rows = rows.filter(_in_reach(actor, caseload_reach(actor), today))
    rows = _narrowed(rows, actor, wanted, today)
    standing = Standing.objects.filter(pk=OuterRef("client_id"))
    columns = JSONObject(**{name: F(name) for name in _STANDING})
    return (
        rows.select_related("client__identity")
        .annotate(
            standing=Subquery(standing.values(facts=columns)),
            worker=Subquery(_managers(today).filter(client=OuterRef("client_id"), lead=True).values("user__name")[:1]),
            last_assessment=Subquery(_assessments().values("assessed_on")[:1]),
            referral_state=Subquery(_live_referrals(actor).values("state")[:1]),
        )
        .order_by(*KEYS)
    )


def workers(actor: Actor, *, today: date) -> list[tuple[str, str]]:
    """Return (public id, name) of the case managers in the actor's caseload, for the filter of a team's page."""
    rows = caseload(actor, Wanted(), today=today).order_by().values("client_id")
    people = _managers(today).filter(lead=True, client__in=rows)
    found = people.order_by("user__name").values_list("user__public_id", "user__name").distinct()
    return [(str(public_id), name) for public_id, name in found]


def present(rows: Iterable[Enrollment], actor: Actor, *, today: date) -> Iterator[CaseloadRow]:
    """Turn rows of `caseload` into what is shown, one by one; no queries."""
    reach = client_reach(actor)
    for row in rows:
        yield _present(row, today, reach)


def _present(row: Any, today: date, reach: ClientReach) -> CaseloadRow:
    facts = row.standing or {}
    return CaseloadRow(
        client_id=row.client_id,
        public_id=str(row.client.public_id),
        name=client_name(row.client, reach),
        worker=row.worker or "",
        household_type=household_words(facts.get("household_type") or ""),
        household_size=facts.get("household_size"),
        enrolled_on=row.entry_date,
        days_enrolled=(today - row.entry_date).days,
        last_assessment=row.last_assessment,
        hct_through=_day(facts.get("hct_valid_through")),
        crisis_through=_day(facts.get("crisis_valid_through")),
        tier=_label(Tier, facts.get("tier")),
        tier_code=facts.get("tier") or "",
        activity=_label(Activity, facts.get("activity")),
        activity_code=facts.get("activity") or "",
        last_contact=_day(facts.get("last_contact_on")),
        referral=_label(State, row.referral_state),
    )


def _label(kind: Any, value: str | None) -> str:
    return str(getattr(kind(value), "label", value)) if value else ""


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _in_reach(actor: Actor, reach: CaseloadReach, today: date) -> Q:
    if reach.everybody or reach.masked:
        return Q()
    running = _managers(today).filter(client=OuterRef("client_id"))
    scope = Q(pk__in=[])
    if reach.own:
        scope |= Q(Exists(running.filter(user_id=actor.person_id)))
    if reach.agencies:
        staff = running.filter(user__in=current_memberships().filter(agency_id__in=reach.agencies).values("user"))
        scope |= Q(wall_agency_id__in=reach.agencies) | Q(Exists(staff))
    if reach.referred_to:
        referred = Referral.objects.visible_to(actor).with_program().filter(housing_agency_id__in=reach.referred_to)
        scope |= Q(Exists(referred.filter(client=OuterRef("client_id"))))
    return scope


def _narrowed(rows: QuerySet[Enrollment], actor: Actor, wanted: Wanted, today: date) -> QuerySet[Enrollment]:
    standing = Standing.objects.filter(pk=OuterRef("client_id"))
    if wanted.worker == NOBODY:
        rows = rows.exclude(Exists(_managers(today).filter(client=OuterRef("client_id"))))
    elif wanted.worker:
        mine = _managers(today).filter(client=OuterRef("client_id"), user__public_id=wanted.worker)
        rows = rows.filter(Exists(mine))
    if wanted.household_type:
        rows = rows.filter(Exists(standing.filter(household_type=wanted.household_type)))
    if wanted.expiring:
        rows = rows.filter(Exists(standing.filter(_expiring(actor, today))))
    if wanted.missing_documents:
        rows = rows.filter(Exists(standing.filter(tier=Tier.NOT_READY)))
    if wanted.inactive:
        rows = rows.filter(Exists(standing.filter(activity=Activity.INACTIVE)))
    if wanted.referred:
        rows = rows.filter(Exists(_live_referrals(actor)))
    return rows


def _expiring(actor: Actor, today: date) -> Q:
    """Within the warning days of policy §2, or over."""
    values = settings_on(actor.continuum_id, today)
    hct = today + timedelta(days=int(str(values["warn_hct_days"])))
    crisis = today + timedelta(days=int(str(values["warn_crisis_days"])))
    return Q(hct_valid_through__lte=hct) | Q(crisis_valid_through__lte=crisis)


def _managers(today: date) -> QuerySet[CaseManager]:
    running = Q(ends_on=None) | Q(ends_on__gt=today)
    return CaseManager.objects.filter(running, starts_on__lte=today)


def _assessments() -> QuerySet[Assessment]:
    return Assessment.objects.filter(client=OuterRef("client_id")).scored().counting().newest_first()


def _live_referrals(actor: Actor) -> QuerySet[Referral]:
    live = Referral.objects.visible_to(actor).holding_opening()
    return live.filter(client=OuterRef("client_id")).order_by("-id")

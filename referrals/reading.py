"""What referral pages show: rows an actor may see, with everything a page needs in few queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from cas_portal.accounts.models import Continuum
from cas_portal.time import clock
from clients.models import Client, HouseholdMember, Identity
from referrals import policies
from referrals.models import Opening, Referral
from referrals.services.households import members
from referrals.states import WITH_PROGRAM, OpeningStatus, Part, State

SIZE = 100
INBOX_KEYS = ("place", "due", "id")
DUE_KEYS = ("due", "id")
DESK_KEYS = ("place", "selected_on", "id")
AGE_KEYS = ("selected_on", "id")
SSF_FIRST = (State.DECLINE_PENDING, State.PROVIDER_YES, State.CANDIDATE)
_WAITS_FOR_SSF = (
    Q(state__in=SSF_FIRST) | Q(state=State.PROVIDER_NOTIFIED, late_since__isnull=False) | Q(escalated_on__isnull=False)
)


def with_details(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Join what every list shows."""
    return rows.select_related(
        "client__identity", "opening__program", "housing_agency", "provider_agency", "provider_user"
    )


def inbox_of(actor: Actor) -> QuerySet[Referral]:
    """What the actor's programs must work on; in the order of INBOX_KEYS overdue first, then what is due next (R1)."""
    rows = Referral.objects.visible_to(actor).with_program()
    rows = rows.filter(housing_agency_id__in=actor.agencies_with(Permission.ANSWER_REFERRAL), sent_on__isnull=False)
    stalled, waits = Q(stalled_since__isnull=False), Q(state__in=[State.SENT, State.IN_PROCESS])
    place = Case(When(waits & stalled, then=0), When(waits, then=1), default=2, output_field=IntegerField())
    to_acknowledge = Q(state=State.SENT) & ~stalled
    due = Case(When(to_acknowledge, then="ack_due_on"), default="decision_due_on", output_field=DateField())
    return rows.annotate(place=place, due=_or_last(due))


def questions_of(actor: Actor) -> QuerySet[Referral]:
    """Offers about which the actor must ask the client (`policies.is_clients_provider`), in the order of DUE_KEYS."""
    managed = [key for key in actor.agency_ids if Reach.AGENCY in actor.reaches(Permission.ANSWER_INTEREST, key)]
    worked = [key for key in actor.agency_ids if Reach.OWN in actor.reaches(Permission.ANSWER_INTEREST, key)]
    mine = Q(provider_user_id=actor.user_id) | Q(provider_user_id=None)
    rows = Referral.objects.visible_to(actor).filter(state=State.PROVIDER_NOTIFIED)
    rows = rows.filter(Q(provider_agency_id__in=managed) | (Q(provider_agency_id__in=worked) & mine))
    return rows.annotate(due=_or_last(F("answer_due_on")))


def _or_last(day: Case | F) -> Coalesce:
    """What has no day comes last: keys of a page are never null."""
    return Coalesce(day, Value(date.max), output_field=DateField())


def waiting_for_ssf(actor: Actor) -> QuerySet[Referral]:
    """What waits for SSF, in the order of DESK_KEYS: declines to decide, yeses to send, candidates to ask about, late
    and silent ones."""
    place = Case(*[When(state=state, then=index) for index, state in enumerate(SSF_FIRST)], default=len(SSF_FIRST))
    return live_for_ssf(actor).filter(_WAITS_FOR_SSF).annotate(place=place)


def others_for_ssf(actor: Actor) -> QuerySet[Referral]:
    """Every other live referral; in the order of AGE_KEYS oldest first."""
    return live_for_ssf(actor).exclude(_WAITS_FOR_SSF)


def live_for_ssf(actor: Actor) -> QuerySet[Referral]:
    """Every live referral."""
    return Referral.objects.visible_to(actor).holding_opening()


def openings_waiting(actor: Actor) -> QuerySet[Opening]:
    """Openings offered to nobody yet, those available first at the head."""
    rows = Opening.objects.visible_to(actor).filter(status__in=[OpeningStatus.REPORTED, OpeningStatus.SOURCING])
    return rows.select_related("program", "agency").order_by("available_on", "pk")


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household as a referral page shows them."""

    client_id: int
    name: str
    relationship: int
    birth_date: date | None


def shows_household(actor: Actor, referral: Referral) -> bool:
    """Whether the client's facts stand on the page: to a program only while it works on the referral (F19)."""
    parts = policies.parts_of(actor, referral)
    if parts == {Part.HOUSING}:
        return referral.state in {*WITH_PROGRAM, State.HOUSED}
    return bool(actor.reaches(Permission.VIEW_RELEASED_CLIENT) - {Reach.REFERRED, Reach.MASKED}) or bool(parts)


def household(referral: Referral, actor: Actor) -> list[Person]:
    """The members the actor may see, the head first."""
    rows: list[HouseholdMember] = members(referral.client_id)
    ids = [row.client_id for row in rows] or [referral.client_id]
    seen = Client.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
    names = {row.client_id: row for row in Identity.objects.filter(client_id__in=seen)}
    relations = {row.client_id: row.relationship for row in rows} or {referral.client_id: 1}
    return [
        Person(key, str(names[key].full_name), relation, names[key].birth_date)
        for key, relation in sorted(relations.items(), key=lambda pair: (pair[1] != 1, pair[0]))
        if key in names
    ]


def today_of(referral: Referral) -> date:
    """The business day where the community is."""
    return clock.today(referral.continuum.time_zone)


def today_for(actor: Actor) -> date:
    """The business day of the actor's community."""
    return clock.today(Continuum.objects.values_list("time_zone", flat=True).get(pk=actor.continuum_id))

"""What referral pages show: rows an actor may see, with everything a page needs in few queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

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


def with_details(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Join what every list shows."""
    return rows.select_related(
        "client__identity", "opening__program", "housing_agency", "provider_agency", "provider_user"
    )


def inbox_of(actor: Actor) -> list[Referral]:
    """What the actor's programs must work on: overdue first, then what is due next (ux R1)."""
    mine = Referral.objects.visible_to(actor).with_program()
    mine = mine.filter(housing_agency_id__in=actor.agencies_with(Permission.ANSWER_REFERRAL), sent_on__isnull=False)
    return sorted(with_details(mine).order_by("sent_on", "pk")[:SIZE], key=_urgency)


def _urgency(referral: Referral) -> tuple:
    waits = referral.state in {State.SENT, State.IN_PROCESS}
    due = referral.ack_due_on if referral.state == State.SENT else referral.decision_due_on
    if referral.stalled_since:
        due = referral.decision_due_on
    return (not waits, not (waits and referral.stalled_since), due or date.max, referral.pk)


def questions_of(actor: Actor) -> list[Referral]:
    """Offers about which the actor must ask the client, late ones first."""
    asked = Referral.objects.visible_to(actor).filter(
        state=State.PROVIDER_NOTIFIED, provider_agency_id__in=actor.agencies_with(Permission.ANSWER_INTEREST)
    )
    rows = with_details(asked).order_by(F("answer_due_on").asc(nulls_last=True), "pk")[:SIZE]
    return [row for row in rows if policies.is_clients_provider(actor, row)]


def waiting_for_ssf(actor: Actor) -> list[Referral]:
    """What waits for SSF: declines to decide, yeses to send, candidates to ask about, late and silent ones."""
    rows = Referral.objects.visible_to(actor).holding_opening()
    rows = (
        rows.filter(state__in=[State.DECLINE_PENDING, State.PROVIDER_YES, State.CANDIDATE])
        | rows.filter(state=State.PROVIDER_NOTIFIED, late_since__isnull=False)
        | rows.filter(escalated_on__isnull=False)
    )
    order = {State.DECLINE_PENDING: 0, State.PROVIDER_YES: 1, State.CANDIDATE: 2}
    found = with_details(rows.distinct()).order_by("selected_on", "pk")[:SIZE]
    return sorted(found, key=lambda row: (order.get(State(row.state), 3), row.selected_on, row.pk))


def openings_waiting(actor: Actor) -> QuerySet[Opening]:
    """Openings offered to nobody yet, those available first at the head."""
    rows = Opening.objects.visible_to(actor).filter(status__in=[OpeningStatus.REPORTED, OpeningStatus.SOURCING])
    return rows.select_related("program", "agency").order_by("available_on", "pk")


def live_for_ssf(actor: Actor) -> list[Referral]:
    """Every other live referral, oldest first."""
    return list(with_details(Referral.objects.visible_to(actor).holding_opening()).order_by("selected_on", "pk")[:SIZE])


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household as a referral page shows them."""

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
        Person(str(names[key].full_name), relation, names[key].birth_date)
        for key, relation in sorted(relations.items(), key=lambda pair: (pair[1] != 1, pair[0]))
        if key in names
    ]


def today_of(referral: Referral) -> date:
    """The business day where the community is."""
    return clock.today(referral.continuum.time_zone)


def today_for(actor: Actor) -> date:
    """The business day of the actor's community."""
    return clock.today(Continuum.objects.values_list("time_zone", flat=True).get(pk=actor.continuum_id))

"""The household of a referral: who its members are, who may see them, where they are enrolled."""

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict
from clients.models import ClientAccess, Enrollment, HouseholdMember
from clients.models.querysets import StatementNow
from clients.services.enrollment import Leaving
from referrals.models import Opening, Referral
from referrals.states import WITH_PROGRAM, State

ACCESS_REASON = "referral"
EXIT_HOUSED = "housed_by_cas"


def ce_enrollment(client_id: int) -> Enrollment | None:
    """Return the open CE enrollment of the head of household, the newest when an import left several."""
    rows = Enrollment.objects.filter(client_id=client_id, program__is_cas=True, exit_date=None)
    return rows.order_by("-entry_date", "-pk").first()


def members(client_id: int) -> list[HouseholdMember]:
    """Return the members of the head's CE household who live together today, the head among them."""
    enrollment = ce_enrollment(client_id)
    if enrollment is None or enrollment.household_id is None:
        return []
    rows = HouseholdMember.objects.filter(household_id=enrollment.household_id, left_on=None, lives_elsewhere=False)
    return list(rows.order_by("relationship", "pk"))


def sync_access(referral: Referral) -> None:
    """Open every member of the household to the program while a referral runs there, and to nobody after (ADR 6).

    The database decides by the state of the referrals, so that members whose own record is closed to the actor are
    opened too. Called last in a move: whoever ends a referral may see nothing of the client afterward.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT referrals_sync_access(%s, %s)", [referral.client_id, referral.housing_agency_id])


def shut_stale_records(*, by: Actor) -> int:
    """End grants whose household has no referral with that agency any more; for the sweep. Returns how many."""
    living = HouseholdMember.objects.filter(client_id=OuterRef(OuterRef("client_id")), left_on=None)
    needed = Referral.objects.filter(
        Q(client_id=OuterRef("client_id"))
        | Q(client_id__in=living.filter(lives_elsewhere=False).values("household__client_id")),
        housing_agency_id=OuterRef("agency_id"),
        state__in=[*WITH_PROGRAM, State.HOUSED],
    )
    grants = ClientAccess.objects.filter(continuum_id=by.continuum_id, reason=ACCESS_REASON, ends_at=None)
    return grants.exclude(Exists(needed)).update(ends_at=StatementNow())


def enroll_household(*, referral: Referral, opening: Opening, by: Actor, starts_on: date) -> Enrollment:
    """Enroll every member in the program from its start date and return the head's enrollment (policy §7.2).

    Members who released nothing are enrolled with the others: the referral opened them to the program (ADR 6).
    Raises Conflict when the household is not enrolled in CAS, or already enrolled in this program.
    """
    people = members(referral.client_id)
    if not people:
        raise Conflict(_("The household is not enrolled in the coordinated entry program."))
    if Enrollment.objects.filter(client_id=referral.client_id, program=opening.program, exit_date=None).exists():
        raise Conflict(_("The household is already enrolled in this program."))
    rows = [
        Enrollment(
            continuum_id=referral.continuum_id,
            agency_id=referral.housing_agency_id,
            client_id=member.client_id,
            program=opening.program,
            household_id=member.household_id,
            relationship=member.relationship,
            entry_date=starts_on,
            coc_code=opening.program.coc_code,
            created_by_id=by.user_id,
        )
        for member in people
    ]
    made = Enrollment.objects.bulk_create(rows)
    return next(row for row in made if row.client_id == referral.client_id)


def record_move_in(*, referral: Referral, opening: Opening, leaving: Leaving) -> None:
    """Write the move-in of everybody enrolled with the head, and their exit from CAS to it (policy §7.2)."""
    _open_in(referral, opening).update(move_in_date=leaving.exit_date)
    enrollment = ce_enrollment(referral.client_id)
    if enrollment is None:
        return
    leaving.check(enrollment.entry_date)
    together = Q(household_id=enrollment.household_id) if enrollment.household_id else Q(pk=enrollment.pk)
    _leave(Enrollment.objects.filter(together, program_id=enrollment.program_id, exit_date=None), leaving)


def exit_program(*, referral: Referral, opening: Opening, leaving: Leaving) -> None:
    """End the stay of a household that leaves without moving in; its CE enrollment runs on (F17)."""
    leaving.check(referral.enrolled_on or leaving.exit_date)
    _leave(_open_in(referral, opening), leaving)


def _leave(stays: QuerySet[Enrollment], leaving: Leaving) -> None:
    stays.update(
        exit_date=Greatest("entry_date", Value(leaving.exit_date)),
        destination=leaving.destination,
        destination_subsidy=leaving.subsidy,
        exit_reason=leaving.reason,
    )


def _open_in(referral: Referral, opening: Opening) -> QuerySet[Enrollment]:
    household_id = referral.enrollment.household_id if referral.enrollment else None
    together = Q(household_id=household_id) if household_id else Q(client_id=referral.client_id)
    return Enrollment.objects.filter(together, program_id=opening.program_id, exit_date=None)

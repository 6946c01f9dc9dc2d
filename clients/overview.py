"""What the client page shows of this floor, read in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.audit import record
from cas_portal.hud import lists
from cas_portal.time import clock
from clients import policies, presenters
from clients.annual import next_annual_window
from clients.household import SELF
from clients.models import CaseManager, Client, Contact, Enrollment, Household, HouseholdMember
from clients.services.case_managers import workplaces
from clients.services.consent import newest_decision, renewal_due, running_releases
from clients.services.exits import can_exit
from clients.services.household import household_of
from clients.services.living_together import people_with
from clients.services.records import may_act

NEWEST = 5


@dataclass(frozen=True, slots=True)
class LooksAfter:
    """One case manager, and where they work: the row names the agency of who wrote it."""

    row: CaseManager
    works_at: str


def overview(actor: Actor, client: Client, *, ssn: str = "") -> dict[str, Any]:
    """Return profile, household, release, enrollments, contacts and case managers of one visible client."""
    household, release = household_of(client), running_releases(client).first()
    return {
        "facts": presenters.profile_facts(client, policies.client_reach(actor), ssn),
        "may_edit": may_act(actor, client),
        "may_enroll": may_act(actor, client, Permission.ENROLL_CLIENT),
        "may_assign": actor.can(Permission.REASSIGN_CASE_MANAGER),
        "may_grant": policies.can_grant_view(actor, client),
        "household": household,
        "alone": household is None or _alone(household),
        "members": members(actor, household) if household else [],
        "release": release,
        "release_ends_soon": renewal_due(release),
        "release_ended": None if release or client.survivor else newest_decision(client),
        "enrollments": enrollments(actor, client),
        "contacts": contacts(actor, client)[:NEWEST],
        "managers": case_managers(actor, client),
        "today": clock.today(),
    }


def _alone(household: Household) -> bool:
    """Whether one person makes the household, those counted whose own record is closed to the reader."""
    return len(people_with(household_id=household.pk, besides=None, on=clock.today())) == 1


def members(actor: Actor, household: Household) -> list[dict[str, Any]]:
    """Return who lives together, head first, and write down that they were shown (security.md G6).

    A member whose own record is hidden shows as a member and no more.
    """
    reach = policies.client_reach(actor)
    rows = list(
        HouseholdMember.objects.visible_to(actor)
        .filter(household=household, left_on=None)
        .select_related("client__identity")
        .order_by("relationship", "pk")
    )
    if rows:
        record.log_read(sorted({row.client_id for row in rows}), purpose="household")
    return [
        {
            "member": row,
            "name": presenters.client_name(row.client, reach),
            "born": presenters.birth_words(row.client, reach),
            "relationship": lists.label("3.15.1", row.relationship),
            "is_head": row.relationship == SELF,
        }
        for row in rows
    ]


def enrollments(actor: Actor, client: Client) -> list[dict[str, Any]]:
    """Return the stays of a client, open ones first, then the newest; an open CAS stay with its next annual window."""
    rows = Enrollment.objects.visible_to(actor).filter(client=client).select_related("program__agency")
    found = sorted(rows, key=lambda stay: (stay.exit_date is not None, -stay.entry_date.toordinal(), -stay.pk))
    may, today = may_act(actor, client, Permission.ENROLL_CLIENT), clock.today()
    return [
        {
            "stay": stay,
            "may_exit": may and stay.exit_date is None and can_exit(actor, stay),
            "where": lists.label("3.12.1", stay.destination) if stay.exit_date else "",
            "annual": next_annual_window(stay.entry_date, today) if _is_open_cas(stay) else None,
        }
        for stay in found
    ]


def _is_open_cas(stay: Enrollment) -> bool:
    return stay.program.is_cas and stay.exit_date is None


def contacts(actor: Actor, client: Client) -> Any:
    """Return the contacts with a client, newest first."""
    rows = Contact.objects.visible_to(actor).filter(client=client).select_related("created_by", "agency")
    return rows.order_by("-happened_on", "-pk")


def case_managers(actor: Actor, client: Client) -> list[LooksAfter]:
    """Return who looks after a client today, the lead first."""
    rows = list(all_case_managers(actor, client).filter(ends_on=None).order_by("-lead", "starts_on", "pk"))
    places = workplaces({row.user_id for row in rows})
    return [LooksAfter(row, places.get(row.user_id, "")) for row in rows]


def all_case_managers(actor: Actor, client: Client) -> QuerySet[CaseManager]:
    """Return who looks after a client or did."""
    return CaseManager.objects.visible_to(actor).filter(client=client).select_related("user", "client")

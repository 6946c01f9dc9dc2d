"""Who lives together: one open household for each head."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients.household import SELF, Member
from clients.models import Client, Enrollment, Household, HouseholdMember
from clients.services import ce_stays
from clients.services.household_news import tell_of_change
from clients.services.records import author_agency, locked_client


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """How somebody belongs to a household (HUD 3.15); `lives_elsewhere` for a minor who is not with them now."""

    relationship: int
    joined_on: date
    lives_elsewhere: bool = False


def household_of(client: Client) -> Household | None:
    """Return the household the client lives in now, the newest when records disagree; None for nobody's household."""
    member = (
        HouseholdMember.objects.filter(client=client, left_on=None).select_related("household").order_by("-pk").first()
    )
    return member.household if member else None


def seen_household(stay: Enrollment | None) -> Household | None:
    """Return the household of a stay with its head; None without one, and where the head's record is closed."""
    if stay is None or stay.household_id is None:
        return None
    return Household.objects.select_related("client").filter(pk=stay.household_id).first()


def present_members(household: Household) -> QuerySet[HouseholdMember]:
    """Return the members who have not left, head first."""
    return household.members.filter(left_on=None).order_by("relationship", "pk")


def seen_members(client: Client, by: Actor) -> QuerySet[HouseholdMember]:
    """Return the present members of the client's household whom the reader sees, with their clients, head first."""
    home = household_of(client)
    rows = HouseholdMember.objects.visible_to(by).filter(household=home, left_on=None)
    return rows.select_related("client").order_by("relationship", "pk")


@dataclass(frozen=True, slots=True)
class Housemate:
    """Somebody who lives with a client, as far as the reader sees them."""

    client_id: int
    client: Client
    relationship: int

    def is_minor(self, on: date) -> bool:
        """Whether they are under 18 on the day (instruments §0.1)."""
        return is_minor(self.client, self.relationship, on)


def is_minor(client: Client, relationship: int, on: date) -> bool:
    """Whether a member is under 18 on the day; a birth year alone counts as its 1 January (instruments §0.1)."""
    identity = getattr(client, "identity", None)
    born = identity.birth_date if identity else None
    if born is None and client.birth_year:
        born = date(client.birth_year, 1, 1)
    return Member(relationship, born).is_minor(on)


def relatives_of(by: Actor, client: Client) -> list[Housemate]:
    """Return the other members of the client's household whom the actor sees; never survivors."""
    home = household_of(client)
    if home is None or client.survivor:
        return []
    rows = seen_members(client, by).exclude(client=client).select_related("client__identity")
    return [Housemate(row.client_id, row.client, row.relationship) for row in rows]


@transaction.atomic
def open_household(*, by: Actor, client_id: int, joined_on: date | None = None) -> Household:
    """Return the household the client is in, or begin one with the client as its head."""
    client = locked_client(by, client_id)
    present = household_of(client)
    if present is not None:
        return present
    agency_id = author_agency(by, client)
    base = {"client": client, "continuum_id": client.continuum_id, "agency_id": agency_id, "created_by_id": by.user_id}
    household = Household.objects.create(**base)
    HouseholdMember.objects.create(**base, household=household, relationship=SELF, joined_on=joined_on or clock.today())
    return household


@transaction.atomic
def add_member(*, by: Actor, head_id: int, client_id: int, membership: Membership) -> HouseholdMember:
    """Add a person to the head's household (policy §10). Adding somebody who is in it already changes nothing.

    Their open stay in the CE program goes on in the household they join. Raises Invalid for a second head, a day to
    come, or somebody who lives in another household with others.
    """
    head = locked_client(by, head_id)
    joining = locked_client(by, client_id)
    _check(head, joining, membership)
    household = open_household(by=by, client_id=head.pk, joined_on=membership.joined_on)
    present = household.members.filter(client=joining, left_on=None).first()
    if present is not None:
        return present
    _leave_own_household(joining, membership.joined_on)
    made = HouseholdMember.objects.create(
        household=household,
        client=joining,
        continuum_id=joining.continuum_id,
        agency_id=author_agency(by, joining),
        created_by_id=by.user_id,
        relationship=membership.relationship,
        joined_on=membership.joined_on,
        lives_elsewhere=membership.lives_elsewhere,
    )
    ce_stays.follow(made)
    tell_of_change(by=by, household_id=household.pk, event=f"joined:{made.pk}")
    return made


@transaction.atomic
def edit_member(
    *, by: Actor, member_id: int, relationship: int, lives_elsewhere: bool, opened: str | None = None
) -> HouseholdMember:
    """Correct how a member belongs to the household. The head stays the head.

    `opened` is the token of what a form was opened with; raises StaleForm when somebody changed it since.
    """
    member = locked_member(by, member_id)
    wanted = {"relationship": relationship, "lives_elsewhere": lives_elsewhere}
    editing.hold(stored=belonging(member), wanted=wanted, opened=opened, row=member)
    if (member.relationship == SELF) != (relationship == SELF):
        raise Invalid(_("A household has exactly one head."))
    if belonging(member) == wanted:
        return member
    member.relationship, member.lives_elsewhere = relationship, lives_elsewhere
    member.save(update_fields=["relationship", "lives_elsewhere"])
    event = f"belongs:{member.pk}:{relationship}:{lives_elsewhere:d}"
    tell_of_change(by=by, household_id=member.household_id, event=event)
    return member


def lead(household: Household, relations: Mapping[int, int]) -> None:
    """Write how those who stay are related to the head they live with from now on, by client id (HUD 3.15).

    The head before them has left. They lead from the start of the household on.
    """
    for row in household.members.filter(left_on=None, client_id__in=list(relations)).order_by("pk"):
        row.relationship = relations[row.client_id]
        row.save(update_fields=["relationship"])
        if row.relationship == SELF:
            household.client_id = row.client_id
    household.save(update_fields=["client"])


def belonging(member: HouseholdMember) -> dict[str, object]:
    """Return what a form about a member edits."""
    return {"relationship": member.relationship, "lives_elsewhere": member.lives_elsewhere}


def locked_member(by: Actor, member_id: int) -> HouseholdMember:
    """Return a row of a household, locked after its client; raises Missing for one that is hidden or absent."""
    rows = HouseholdMember.objects.visible_to(by).filter(pk=member_id)
    client_id = rows.values_list("client_id", flat=True).first()
    if client_id is None:
        raise Missing()
    locked_client(by, client_id, Permission.EDIT_CLIENT)
    return rows.select_for_update(of=("self",)).get()


def _check(head: Client, joining: Client, membership: Membership) -> None:
    if head.pk == joining.pk or membership.relationship == SELF:
        raise Invalid(_("A household has exactly one head."))
    if head.survivor != joining.survivor:
        raise Invalid(_("A survivor record and a named record cannot share a household."))
    if membership.joined_on > clock.today():
        raise Invalid(_("Nobody can join a household in the future."))


def _leave_own_household(joining: Client, day: date) -> None:
    """A person who lives alone so far leaves their household of one; one who lives with others is asked first."""
    present = household_of(joining)
    if present is None:
        return
    if present.members.filter(left_on=None).exclude(client=joining).exists():
        raise Invalid(_("This person lives in another household."), _("Remove them there first."))
    own = present.members.get(client=joining, left_on=None)
    own.left_on = max(day, own.joined_on)
    own.save(update_fields=["left_on"])

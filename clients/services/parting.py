"""A household that parts: who leaves on a day, who leads whom afterward; and taking a wrong day back."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing, StaleForm
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients.household import SELF
from clients.models import Household, HouseholdMember
from clients.services import ce_stays, moving_out
from clients.services.household import household_of, is_minor, lead, locked_member
from clients.services.household_news import tell_of_change
from clients.services.living_together import people_with
from clients.services.records import author_agency, locked_clients


def state_of(household: Household) -> str:
    """Return a short text that changes when the household does: what forms about it are compared with."""
    rows = household.members.order_by("pk").values_list("pk", "relationship", "left_on", "lives_elsewhere")
    return "|".join(f"{key}:{relation}:{left or ''}:{int(elsewhere)}" for key, relation, left, elsewhere in rows)


@transaction.atomic
def part_household(
    *, by: Actor, client_id: int, on: date, leaving: Mapping[int, int], staying: Mapping[int, int], seen: str = ""
) -> Household:
    """Let members leave together on a day into a household of their own (HUD 3.15; instruments AH09); return it.

    `leaving` and `staying` give each member's relationship to the head they live with from then on, by member id.
    Those who leave have one head. When the head leaves, one of those who stay becomes head, from the start of the
    household on (HUD). Open stays in the CE program move with the people; assessments, papers and contacts stay with
    the person they are about. Raises Invalid for a household without one head, one of minors alone, or a day outside
    the members' time in it, StaleForm when the household changed since `seen`.
    """
    old, rows = _locked_members(by, client_id)
    if seen and seen != state_of(old):
        raise StaleForm(_("Somebody changed this household after you opened the form."))
    _check(rows, leaving, staying, on)
    _check_adults(old, rows, leaving, staying)
    new_head = next(rows[key] for key, relation in leaving.items() if relation == SELF)
    head_leaves = old.client_id in {rows[key].client_id for key in leaving}
    new = _open(by, new_head, rows, leaving, on)
    moved = {rows[key].client_id: relation for key, relation in leaving.items()}
    kept = {rows[key].client_id: relation for key, relation in staying.items()} if head_leaves else {}
    if head_leaves:
        lead(old, kept)
    ce_stays.move(old.pk, new.pk, moved, kept)
    for household in (old, new):
        tell_of_change(by=by, household_id=household.pk, event=f"parted:{new.pk}")
    return new


@transaction.atomic
def correct_leaving(*, by: Actor, member_id: int, left_on: date | None, opened: str | None = None) -> HouseholdMember:
    """Correct the day somebody left, or with None take it back: they never left. A repeat changes nothing.

    A household they began on that very day follows: it moves to the other day, or ends when they are alone in it; the
    stay in the CE program that a minor left on that day goes on, or ends on the other day.
    Raises Invalid for a day outside their time, for a second head, and while they live with others elsewhere;
    StaleForm when somebody corrected it after a form was opened.
    """
    member = locked_member(by, member_id)
    editing.hold(stored={"left_on": member.left_on}, wanted={"left_on": left_on}, opened=opened, row=member)
    if member.left_on is None or member.left_on == left_on:
        return member
    own = HouseholdMember.objects.select_for_update(of=("self",)).filter(client_id=member.client_id, left_on=None)
    now = own.exclude(household_id=member.household_id).first()
    if left_on is None:
        _check_return(member, now)
        if now is not None:
            now.left_on = now.joined_on
            now.save(update_fields=["left_on"])
            ce_stays.move(now.household_id, member.household_id, {member.client_id: member.relationship}, {})
    elif not member.joined_on <= left_on <= clock.today():
        raise Invalid(_("The day must lie between the day they joined and today."))
    elif now is not None and now.joined_on == member.left_on:
        now.joined_on = left_on
        now.save(update_fields=["joined_on"])
    moving_out.correct_end_of_stay(member, left_on)
    was, member.left_on = member.left_on, left_on
    member.save(update_fields=["left_on"])
    if left_on is None:
        tell_of_change(by=by, household_id=member.household_id, event=f"back:{member.pk}:{was.isoformat()}")
    return member


def _locked_members(by: Actor, client_id: int) -> tuple[Household, dict[int, HouseholdMember]]:
    living = HouseholdMember.objects.visible_to(by).filter(client_id=client_id, left_on=None).values("household_id")
    together = HouseholdMember.objects.visible_to(by).filter(household_id__in=living, left_on=None)
    clients = locked_clients(by, {client_id, *together.values_list("client_id", flat=True)})
    home = household_of(clients[client_id])
    if home is None:
        raise Missing()
    rows = home.members.filter(left_on=None).visible_to(by).select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.select_related("client__identity")}
    locked_clients(by, {row.client_id for row in found.values()} - set(clients))
    return home, found


def _check(
    rows: Mapping[int, HouseholdMember], leaving: Mapping[int, int], staying: Mapping[int, int], on: date
) -> None:
    if not leaving or set(leaving) & set(staying) or set(leaving) | set(staying) != set(rows):
        raise Invalid(_("Say of everybody whether they leave or stay."))
    if not staying:
        raise Invalid(_("Somebody has to stay, else nobody parts."))
    if sum(relation == SELF for relation in leaving.values()) != 1:
        raise Invalid(_("Those who leave need one head of household."))
    head_leaves = any(rows[key].relationship == SELF for key in leaving)
    if head_leaves and sum(relation == SELF for relation in staying.values()) != 1:
        raise Invalid(_("The head leaves: choose one head among those who stay."))
    if on > clock.today() or any(rows[key].joined_on > on for key in leaving):
        raise Invalid(_("The day must lie between the day they joined and today."))


def _check_adults(
    old: Household, rows: Mapping[int, HouseholdMember], leaving: Mapping[int, int], staying: Mapping[int, int]
) -> None:
    """Nobody is left without an adult; who stays is known only to somebody from whom no member is closed."""
    today = clock.today()
    moving_out.require_adult(is_minor(rows[key].client, relation, today) for key, relation in leaving.items())
    if len(people_with(household_id=old.pk, besides=None, on=today)) == len(rows):
        moving_out.require_adult(is_minor(rows[key].client, relation, today) for key, relation in staying.items())


def _open(
    by: Actor, head: HouseholdMember, rows: Mapping[int, HouseholdMember], leaving: Mapping[int, int], on: date
) -> Household:
    for key in leaving:
        rows[key].left_on = on
        rows[key].save(update_fields=["left_on"])
    base = {"continuum_id": head.continuum_id, "created_by_id": by.user_id}
    new = Household.objects.create(client=head.client, agency_id=author_agency(by, head.client), **base)
    for key, relation in sorted(leaving.items(), key=lambda pair: pair[1] != SELF):
        one = rows[key]
        HouseholdMember.objects.create(
            household=new, client=one.client, agency_id=author_agency(by, one.client), relationship=relation,
            joined_on=on, lives_elsewhere=one.lives_elsewhere, **base,
        )  # fmt: skip
    return new


def _others_with(member: HouseholdMember) -> QuerySet[HouseholdMember]:
    return HouseholdMember.objects.filter(household_id=member.household_id, left_on=None).exclude(pk=member.pk)


def _check_return(member: HouseholdMember, now: HouseholdMember | None) -> None:
    if now is not None and _others_with(now).exists():
        raise Invalid(_("This person lives in another household."), _("Remove them there first."))
    present = HouseholdMember.objects.filter(household_id=member.household_id, left_on=None)
    if member.relationship == SELF and present.filter(relationship=SELF).exists():
        raise Invalid(_("The household has another head by now."), _("Add them again with their relationship."))
    if member.relationship != SELF and not present.exists():
        raise Invalid(_("Nobody lives in this household any more."), _("Take back the leaving of its head first."))

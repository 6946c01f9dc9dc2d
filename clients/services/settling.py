"""What a person has only once, when two records of them become one (policy §10, "Merge duplicates")."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.time import clock
from clients import merging
from clients.merging import Change, Obstacle, Pair
from clients.models import (
    CaseManager,
    Contact,
    ContactMethod,
    Enrollment,
    HandOff,
    Household,
    HouseholdMember,
    Note,
    Place,
    PlainWords,
    Release,
    ReleasePaper,
    Service,
)

NO_EXIT_INTERVIEW = 30
MERGED = "merged"


def household_obstacles(pair: Pair) -> list[Obstacle]:
    """Both live in one household, or the household that would end has a head and others in it."""
    ours = set(HouseholdMember.objects.filter(client=pair.kept, left_on=None).values_list("household_id", flat=True))
    theirs = HouseholdMember.objects.filter(client=pair.other, left_on=None)
    if theirs.filter(household_id__in=ours).exists():
        return [
            Obstacle(
                _("Both records are in the same household."),
                _("Remove one of the two from the household first; then merge."),
            )
        ]
    leaving = HouseholdMember.objects.filter(client=pair.gives_way, left_on=None, relationship=1)
    headed = HouseholdMember.objects.filter(household__in=leaving.values("household"), left_on=None)
    staying = HouseholdMember.objects.filter(client=pair.stays, left_on=None)
    if staying.exists() and headed.exclude(client=pair.gives_way).exists():
        return [
            Obstacle(
                _("The household that would end has other members."),
                _("Let the household of that record go on instead, or move its members first."),
            )
        ]
    return []


def settle_memberships(pair: Pair) -> list[Change]:
    """One household at a time: the record that gives way leaves its own today, if the other has one."""
    if not HouseholdMember.objects.filter(client=pair.stays, left_on=None).exists():
        return []
    leaving = HouseholdMember.objects.filter(client=pair.gives_way, left_on=None)
    return [merging.change(row, left_on=max(pair.day, row.joined_on)) for row in leaving]


def settle_enrollments(pair: Pair) -> list[Change]:
    """One open stay in a program: the record that gives way leaves it today, without an exit interview."""
    staying = Enrollment.objects.filter(client=pair.stays, exit_date=None).values("program_id")
    leaving = Enrollment.objects.filter(client=pair.gives_way, exit_date=None, program_id__in=staying)
    return [
        merging.change(
            row, exit_date=max(pair.day, row.entry_date), destination=NO_EXIT_INTERVIEW, exit_reason=MERGED
        )
        for row in leaving
    ]  # fmt: skip


def settle_case_managers(pair: Pair) -> list[Change]:
    """Nobody is case manager twice, and one leads: those of the record that was kept come first."""
    present = list(CaseManager.objects.filter(client=pair.kept, ends_on=None))
    users, led = {row.user_id for row in present}, any(row.lead for row in present)
    changes = []
    for row in CaseManager.objects.filter(client=pair.other, ends_on=None):
        if row.user_id in users:
            changes.append(merging.change(row, ends_on=max(pair.day, row.starts_on), ended_by_id=pair.by.user_id))
        elif row.lead and led:
            changes.append(merging.change(row, lead=False))
    return changes


def settle_contact_methods(pair: Pair) -> list[Change]:
    """One way to reach a person is the preferred one: that of the record that was kept."""
    first = ContactMethod.objects.filter(client=pair.kept, preferred=True, ended_at=None)
    if not first.exists():
        return []
    second = ContactMethod.objects.filter(client=pair.other, preferred=True, ended_at=None)
    return [merging.change(row, preferred=False) for row in second]


def settle_releases(pair: Pair) -> list[Change]:
    """The person's latest word counts for both records: a signature, a refusal, a withdrawal ends what came before."""
    said = Release.objects.filter(client__in=[pair.kept, pair.other])
    latest = said.order_by("-signed_on", "-created_at", "-pk").first()
    if latest is None:
        return []
    running = said.filter(revoked_at=None).exclude(scope=Release.Scope.NONE).exclude(pk=latest.pk)
    return [merging.change(row, revoked_at=clock.now(), revoked_by_id=pair.by.user_id) for row in running]


def register() -> None:
    """Register the tables of this floor."""
    merging.register(Contact, gettext_lazy("Contacts"))
    merging.register(ContactMethod, gettext_lazy("Ways to reach them"), settle=settle_contact_methods)
    for model, label in (
        (Place, gettext_lazy("Places")),
        (Note, gettext_lazy("Notes")),
        (Service, gettext_lazy("Services")),
        (HandOff, gettext_lazy("Hand-offs")),
        # Of survivors alone, who are never merged; the tables that move are all of them.
        (PlainWords, gettext_lazy("Words that name nobody")),
    ):
        merging.register(model, label)
    merging.register(Household, gettext_lazy("Households headed"))
    merging.register(
        HouseholdMember,
        gettext_lazy("Memberships in households"),
        obstacles=household_obstacles,
        settle=settle_memberships,
    )
    merging.register(Enrollment, gettext_lazy("Enrollments"), settle=settle_enrollments)
    merging.register(CaseManager, gettext_lazy("Case managers"), settle=settle_case_managers)
    merging.register(Release, gettext_lazy("Releases of information"), settle=settle_releases)
    merging.register(ReleasePaper, gettext_lazy("Signed releases"))

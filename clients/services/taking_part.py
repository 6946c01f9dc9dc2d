"""Whether an agency takes part: stopping it, letting it return, and who is touched (policy §10 "Edit rules")."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.backends import current_memberships
from cas_portal.accounts.models import Agency, AgencyStanding, User
from cas_portal.accounts.rules.previews import Effect
from cas_portal.accounts.services.memberships import keep_one_administrator
from cas_portal.time import clock
from clients import policies
from clients.models import CaseManager, Enrollment, Program
from clients.services import case_managers

# Takes the actor and the agency; counts what would stand still, among what the actor may see.
Touches = Callable[[Actor, Agency], list[Effect]]
_registered: list[Touches] = []
NAMED = 50


def register(fn: Touches) -> None:
    """Let an upper app say what an agency that stops leaves behind; a second call of the same function counts once."""
    if fn not in _registered:
        _registered.append(fn)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What happens when an agency stops: people who can open nothing any more, others who keep a role elsewhere."""

    out: list[User]
    out_count: int
    keep: int
    effects: list[Effect]


def touched(by: Actor, agency: Agency) -> Leaving:
    """Return who loses access on the next request, and what is left without anybody."""
    here = current_memberships().filter(agency=agency, user=OuterRef("pk"))
    elsewhere = current_memberships().exclude(agency=agency).filter(user=OuterRef("pk"))
    people = User.objects.visible_to(by).filter(Exists(here), is_active=True)
    out = people.filter(~Exists(elsewhere)).order_by("name", "pk")
    return Leaving(
        out=list(out[:NAMED]),
        out_count=out.count(),
        keep=people.filter(Exists(elsewhere)).count(),
        effects=[*_ours(by, agency), *(effect for fn in _registered for effect in fn(by, agency))],
    )


def people_of(by: Actor, agency: Agency) -> int:
    """Count the people who work for an agency now."""
    here = current_memberships().filter(agency=agency, user=OuterRef("pk"))
    return User.objects.visible_to(by).filter(Exists(here), is_active=True).count()


def _ours(by: Actor, agency: Agency) -> list[Effect]:
    programs = Program.objects.visible_to(by).filter(agency=agency, active=True)
    running = programs.filter(Q(ends_on=None) | Q(ends_on__gte=clock.today()))
    theirs = case_managers.people_of([agency.pk]).values("user_id")
    leads = CaseManager.objects.visible_to(by).filter(user_id__in=theirs, lead=True, ends_on=None)
    stays = Enrollment.objects.visible_to(by).filter(program__agency=agency, exit_date=None)
    return [
        Effect(
            running.count(),
            ngettext_lazy(
                "program runs there; it stays open until you close it",
                "programs run there; they stay open until you close them",
                "count",
            ),
        ),
        Effect(
            stays.count(),
            ngettext_lazy(
                "person is enrolled in them and stays enrolled",
                "people are enrolled in them and stay enrolled",
                "count",
            ),
        ),
        Effect(
            leads.count(),
            ngettext_lazy(
                "client is left without a lead case manager who can work",
                "clients are left without a lead case manager who can work",
                "count",
            ),
        ),
    ]


@transaction.atomic
def stop(*, by: Actor, agency_id: UUID, reason: str) -> Agency:
    """Let an agency take part no longer: its people work for it no more from their next request on (policy §10).

    Nothing it recorded changes; referrals and clients stay where they are until SSF moves them. A second time changes
    nothing. Raises Invalid without a reason, Conflict for the lead agency, for one's own last agency and for the last
    system administrator.
    """
    agency = _locked(by, agency_id)
    if not agency.active:
        return agency
    if agency.is_lead:
        raise Conflict(_("The lead agency of the community always takes part."))
    if set(by.agency_ids) == {agency.pk}:
        raise Conflict(_("You would shut yourself out."), _("Somebody of another agency can do it."))
    keep_one_administrator(by, *current_memberships().filter(agency=agency))
    return _write(by, agency, active=False, reason=reason)


@transaction.atomic
def resume(*, by: Actor, agency_id: UUID, reason: str) -> Agency:
    """Let an agency take part again: roles that have not ended count at once. A second time changes nothing."""
    agency = _locked(by, agency_id)
    return agency if agency.active else _write(by, agency, active=True, reason=reason)


def _locked(by: Actor, agency_id: UUID) -> Agency:
    require(policies.can_edit_programs(by))
    agency: Agency | None = Agency.objects.visible_to(by).select_for_update().filter(public_id=agency_id).first()
    if agency is None:
        raise Missing()
    return agency


def _write(by: Actor, agency: Agency, *, active: bool, reason: str) -> Agency:
    if not reason.strip():
        raise Invalid(_("Say why."))
    agency.active = active
    agency.save(update_fields=["active"])
    AgencyStanding.objects.create(
        continuum_id=by.continuum_id, agency=agency, active=active, reason=reason.strip()[:300], at=clock.now(),
        by_id=by.person_id,
    )  # fmt: skip
    return agency


def standings(by: Actor, agency: Agency) -> list[AgencyStanding]:
    """Return when an agency stopped or returned, and why, newest first."""
    rows = AgencyStanding.objects.visible_to(by).filter(agency=agency).select_related("by")
    return list(rows.order_by("-at", "-pk"))

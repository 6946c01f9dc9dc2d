"""Who is offered the diversion talk, or no longer, when the community or an agency decides so (instruments §7)."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import ngettext_lazy

from assessments.models import Draft
from assessments.policies import SUBMITS
from assessments.services.readiness import SWITCHES
from assessments.validity import DIVERSION
from cas_portal.access.actor import Actor
from cas_portal.access.roles import MATRIX, Reach, Role
from cas_portal.accounts.backends import current_memberships
from cas_portal.accounts.models import Agency, AgencyChoice
from cas_portal.accounts.rules.previews import Effect
from cas_portal.accounts.settings import setting
from cas_portal.time import clock

SWITCH = SWITCHES[DIVERSION]
LEADING = [role for role in Role if MATRIX[SUBMITS[DIVERSION]][role] is not Reach.NONE]


def agency_changes(by: Actor, agency: Agency, new: Mapping[str, object]) -> list[Effect]:
    """Count the people of an agency whom its choice touches, and the talks that are open there."""
    if new[SWITCH] == agency.diversion_intake:
        return []
    community = bool(setting(agency.continuum_id, SWITCH, on=clock.today()))
    before = _agencies_with_it(agency.continuum_id, community=community)
    after = before - {agency.pk}
    if Agency(diversion_intake=str(new[SWITCH])).offers_diversion(community=community):
        after = before | {agency.pk}
    gaining, losing, here = _only(after, before), _only(before, after), _leading({agency.pk})
    lines = [
        Effect(
            gaining,
            ngettext_lazy(
                "person who works there will be offered the diversion talk",
                "people who work there will be offered the diversion talk",
                "count",
            ),
        ),
        Effect(
            losing,
            ngettext_lazy(
                "person who works there will no longer be offered the diversion talk",
                "people who work there will no longer be offered the diversion talk",
                "count",
            ),
        ),
        Effect(
            here - gaining - losing,
            ngettext_lazy(
                "person who works there and may lead it is offered it, or not, as before",
                "people who work there and may lead it are offered it, or not, as before",
                "count",
            ),
        ),
    ]
    drafts = Draft.objects.filter(continuum_id=agency.continuum_id, agency=agency)
    return [*(line for line in lines if line.count), _open_talks(drafts)]


def community_changes(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the agencies that could lead the talk and follow the community's setting, and the people it touches."""
    leading = current_memberships().filter(continuum_id=continuum_id, role__in=LEADING).values("agency")
    agencies = Agency.objects.filter(pk__in=leading)
    follow = agencies.filter(diversion_intake=AgencyChoice.COMMUNITY).count()
    before = _agencies_with_it(continuum_id, community=bool(setting(continuum_id, SWITCH, on=day)))
    after = _agencies_with_it(continuum_id, community=bool(value))
    return [
        Effect(
            follow,
            ngettext_lazy(
                "agency that may lead it has it as the community and follows the new value",
                "agencies that may lead it have it as the community and follow the new value",
                "count",
            ),
        ),
        Effect(
            agencies.count() - follow,
            ngettext_lazy(
                "agency that may lead it chose for itself and keeps its choice",
                "agencies that may lead it chose for themselves and keep their choice",
                "count",
            ),
        ),
        Effect(
            _only(after, before),
            ngettext_lazy(
                "person will be offered the diversion talk", "people will be offered the diversion talk", "count"
            ),
        ),
        Effect(
            _only(before, after),
            ngettext_lazy(
                "person will no longer be offered the diversion talk",
                "people will no longer be offered the diversion talk",
                "count",
            ),
        ),
        _open_talks(Draft.objects.filter(continuum_id=continuum_id)),
    ]


def _agencies_with_it(continuum_id: int, *, community: bool) -> set[int]:
    rows = Agency.objects.filter(continuum_id=continuum_id, active=True)
    return {row.pk for row in rows if row.offers_diversion(community=community)}


def _leading(agencies: set[int]) -> int:
    return _roles(agencies).values("user").distinct().count()


def _only(one: set[int], other: set[int]) -> int:
    """Count the people who may lead the talk for the one agencies and not for the other."""
    return _roles(one).exclude(user__in=_roles(other).values("user")).values("user").distinct().count()


def _roles(agencies: set[int]):
    return current_memberships().filter(agency__in=agencies, role__in=LEADING, user__is_active=True)


def _open_talks(drafts) -> Effect:
    count = drafts.open().filter(instrument=DIVERSION).count()
    return Effect(
        count,
        ngettext_lazy(
            "diversion talk is open that you can see; it stays and can be finished",
            "diversion talks are open that you can see; they stay and can be finished",
            "count",
        ),
    )

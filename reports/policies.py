"""Whose caseload somebody sees and exports (policy §10, row "Caseload export")."""

from dataclasses import dataclass

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from cas_portal.time import clock
from reports.models import Export


@dataclass(frozen=True, slots=True)
class CaseloadReach:
    """The sum of what somebody's memberships give.

    `everybody`: each client they may see; `agencies`: clients of these agencies; `own`: clients they look after;
    `referred_to`: clients referred to these agencies; `masked`: rows without names, and nothing else.
    """

    everybody: bool = False
    agencies: tuple[int, ...] = ()
    own: bool = False
    referred_to: tuple[int, ...] = ()
    masked: bool = False

    @property
    def any(self) -> bool:
        """Whether there is a caseload at all."""
        return self.everybody or bool(self.agencies) or self.own or bool(self.referred_to) or self.masked


def caseload_reach(actor: Actor) -> CaseloadReach:
    """Read the row of policy §10 for all memberships together; masked rows only where no other right holds."""
    today = clock.today()
    held = [(m.agency_id, m.reach(Permission.EXPORT_CASELOAD, today)) for m in actor.memberships]
    reaches = {reach for _agency, reach in held}
    return CaseloadReach(
        everybody=Reach.ALL in reaches,
        agencies=tuple(agency for agency, reach in held if reach is Reach.AGENCY),
        own=Reach.OWN in reaches,
        referred_to=tuple(agency for agency, reach in held if reach is Reach.REFERRED),
        masked=Reach.MASKED in reaches and reaches <= {Reach.MASKED, Reach.NONE},
    )


def can_export_caseload(actor: Actor) -> bool:
    """Whether a caseload of any reach may leave the house in this actor's hands."""
    return caseload_reach(actor).any


def can_export(actor: Actor, kind: str) -> bool:
    """Take a kind of file away: a caseload of any reach; the audit log for those who may read it."""
    if kind == Export.Kind.AUDIT_LOG:
        return actor.can(Permission.VIEW_AUDIT_LOG)
    return can_export_caseload(actor)


def can_download_export(actor: Actor, export: Export) -> bool:
    """Only who asked for it, and only while the right still holds."""
    return export.owner_id == actor.user_id and can_export(actor, export.kind)


def sees_a_team(actor: Actor) -> bool:
    """Whether the caseload holds other people's clients, so that it can be narrowed to one case manager."""
    reach = caseload_reach(actor)
    return reach.everybody or bool(reach.agencies)

"""Who asks: twelve principals, all but the first signed in at one agency."""

from dataclasses import dataclass
from datetime import date

from django.test import Client as Browser

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import CERTIFIED_ROLES, MATRIX, NEED_CERTIFICATE, Reach, Role
from cas_portal.accounts.models import Agency
from tests.clients.acting import signed_in
from tests.factories.accounts import MembershipFactory, UserFactory, actor_for, change_role

LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class Principal:
    """One kind of asker. `role` None has no right at all; a lapsed certificate takes some rights from a role."""

    name: str
    role: Role | None = None
    signed_in: bool = True
    certified: bool = True

    def reach(self, permission: Permission) -> Reach:
        """Return what the table of rights gives, read from the table itself."""
        if self.role is None:
            return Reach.NONE
        if not self.certified and permission in NEED_CERTIFICATE and self.role in CERTIFIED_ROLES:
            return Reach.NONE
        return MATRIX[permission][self.role]

    def at(self, agency: Agency) -> tuple[Browser, Actor | None]:
        """Return the browser of somebody of this kind at an agency, and who they are; None without any right."""
        if not self.signed_in:
            return Browser(), None
        held = MembershipFactory(agency=agency, role=self.role or Role.SYSADMIN, user=UserFactory())
        if not self.certified:
            change_role(held, certified_through=LONG_AGO)
            held.certified_through = LONG_AGO
        actor = actor_for(held)
        if self.role is None:
            change_role(held, starts_at="2019-01-01T00:00Z", ends_at="2020-01-01T00:00Z")
        return signed_in(actor), actor if self.role else None


PRINCIPALS = [
    Principal("anonymous", signed_in=False),
    *[Principal(role.value, role) for role in Role],
    Principal("certificate expired", Role.ASSESSOR, certified=False),
    Principal("membership lost"),
]

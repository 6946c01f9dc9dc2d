"""Who acts: built once per request or job and handed to policies, querysets, services and audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cas_portal.access.permissions import Permission
from cas_portal.access.roles import CERTIFIED_ROLES, FIELDS, MATRIX, NEED_CERTIFICATE, Field, Reach, Role
from cas_portal.time import clock


class Scope(StrEnum):
    """What the database believes the transaction is for."""

    USER = "user"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class ActorMembership:
    """One role at one agency, valid at the moment the actor was built."""

    agency_id: int
    role: Role
    certified_through: date | None = None
    scas_desk: bool = False
    agency_name: str = ""
    vsp: bool = False

    def reach(self, permission: Permission, today: date) -> Reach:
        """Return the reach of this membership in a right; a lapsed certificate gives none (X15).

        Managers have the rights of assessors (policy §10): at a victim service provider those of its own, who see and
        write nothing of other agencies (§11).
        """
        needs = permission in NEED_CERTIFICATE and self.role in CERTIFIED_ROLES
        if needs and (self.certified_through is None or self.certified_through < today):
            return Reach.NONE
        return self._cell(MATRIX[permission])

    def shows(self, part: Field) -> bool:
        """Whether this membership sees a part, unmasked, of a record that is open to it."""
        return self._cell(FIELDS[part]) not in {Reach.MASKED, Reach.NONE}

    def _cell(self, row: Mapping[Role, Reach]) -> Reach:
        held = row[self.role]
        manages_survivors = self.vsp and self.role is Role.AGENCY_MANAGER
        return row[Role.VSP_ASSESSOR] if manages_survivors and held is Reach.ALL else held


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with memberships, or a named job with scope system, inside one continuum."""

    user_id: int | None
    continuum_id: int
    memberships: tuple[ActorMembership, ...] = ()
    scope: Scope = Scope.USER
    job: str = ""
    request_id: str = ""
    name: str = field(default="", repr=False)
    # Words of which the person says in this request that they name nobody (ADR 11).
    said: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def system(cls, job: str, continuum_id: int) -> "Actor":
        """Return the actor of a listed job; only the worker login can bind it."""
        return cls(user_id=None, continuum_id=continuum_id, scope=Scope.SYSTEM, job=job)

    @property
    def is_system(self) -> bool:
        """Whether a job acts, not a person."""
        return self.scope is Scope.SYSTEM

    @property
    def person_id(self) -> int:
        """The user who acts. Raises RuntimeError for a job, which is nobody."""
        if self.user_id is None:
            raise RuntimeError(f"The job {self.job} is not a person.")
        return self.user_id

    @property
    def agency_ids(self) -> tuple[int, ...]:
        """The agencies the actor belongs to, each once, lowest first."""
        return tuple(sorted({membership.agency_id for membership in self.memberships}))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held at any agency."""
        return frozenset(membership.role for membership in self.memberships)

    @property
    def has_scas_desk(self) -> bool:
        """Whether the S-CAS desk right (a sub-right of SSF) is held."""
        return any(m.scas_desk and m.role == Role.SSF_ADMIN for m in self.memberships)

    def reaches(self, permission: Permission, agency_id: int | None = None) -> frozenset[Reach]:
        """Return every reach the actor has in a right, at one agency when given; never NONE."""
        today = clock.today()
        found = {
            membership.reach(permission, today)
            for membership in self.memberships
            if agency_id is None or membership.agency_id == agency_id
        }
        return frozenset(found - {Reach.NONE})

    def can(self, permission: Permission) -> bool:
        """Whether the actor has the right with any reach at all."""
        return bool(self.reaches(permission))

    def sees(self, part: Field) -> bool:
        """Whether some membership sees this part, unmasked, of a record that is open to them."""
        return any(membership.shows(part) for membership in self.memberships)

    def agencies_with(self, permission: Permission) -> tuple[int, ...]:
        """Return the agencies at which a membership gives the right, lowest first."""
        today = clock.today()
        return tuple(sorted({m.agency_id for m in self.memberships if m.reach(permission, today) is not Reach.NONE}))

"""Who may see and change a client (policy §10, §11). Pure: an actor, a client and a moment in, an answer out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Field, Reach, Role
from cas_portal.time import clock


class ClientFacts(Protocol):
    """What the policies ask of a client."""

    agency_id: int
    survivor: bool
    shared_until: datetime | None


@dataclass(frozen=True, slots=True)
class ClientReach:
    """Which clients somebody sees: the sum of what their memberships give. Survivors: only `own` and `scas_desk`."""

    released: bool = False
    unreleased: bool = False
    own: tuple[int, ...] = ()
    entered: tuple[int, ...] = ()
    granted: tuple[int, ...] = ()
    scas_desk: bool = False
    masked: bool = False


def client_reach(actor: Actor) -> ClientReach:
    """Read the rows "view client" of policy §10 for all memberships together.

    `own` agencies show every client of theirs, survivors included (§11); `entered` agencies show what the person
    entered there; `granted` agencies show clients referred or released to them by name. A masked right is sight only
    where no other shows names: beside one it would open by name what it shows by code.
    """
    rights = [_Rights.of(actor, membership.agency_id, membership.role) for membership in actor.memberships]
    plain = [right for right in rights if right.shows_names]
    masked, rights = bool(rights) and not plain, plain or rights
    return ClientReach(
        released=any(right.released in {Reach.ALL, Reach.MASKED} for right in rights),
        unreleased=any(right.unreleased in {Reach.ALL, Reach.MASKED} for right in rights),
        own=_agencies(right for right in rights if Reach.AGENCY in {right.unreleased, right.edit}),
        entered=_agencies(right for right in rights if right.edit is Reach.ALL),
        granted=_agencies(right for right in rights if right.released is not Reach.NONE),
        scas_desk=actor.has_scas_desk,
        masked=masked,
    )


@dataclass(frozen=True, slots=True)
class _Rights:
    agency_id: int
    released: Reach
    unreleased: Reach
    edit: Reach

    @classmethod
    def of(cls, actor: Actor, agency_id: int, role: Role) -> "_Rights":
        today = clock.today()
        membership = next(m for m in actor.memberships if (m.agency_id, m.role) == (agency_id, role))
        return cls(
            agency_id=agency_id,
            released=membership.reach(Permission.VIEW_RELEASED_CLIENT, today),
            unreleased=membership.reach(Permission.VIEW_UNRELEASED_CLIENT, today),
            edit=membership.reach(Permission.EDIT_CLIENT, today),
        )

    @property
    def shows_names(self) -> bool:
        return not {self.released, self.unreleased} <= {Reach.MASKED, Reach.NONE} or self.edit is not Reach.NONE


def _agencies(rights: Iterable[_Rights]) -> tuple[int, ...]:
    return tuple(sorted({right.agency_id for right in rights}))


def can_act_on_client(
    actor: Actor, permission: Permission, client: ClientFacts, *, granted_to: Collection[int] = ()
) -> bool:
    """Whether a right holds for a client the actor already sees; `granted_to` are agencies with a running grant.

    "All" reaches clients of the actor's own agencies and released ones, never survivors (§10); a referred client
    is open to the agency that was granted it; a survivor only to the agency that owns the record (§11). Somebody
    who sees a client as a named helper from outside reads and changes nothing.
    """
    if actor.is_system:
        return True
    if actor.reaches(permission, client.agency_id) - {Reach.REFERRED}:
        return True
    if client.survivor:
        return False
    if Reach.ALL in actor.reaches(permission) and (is_shared(client) or Reach.ALL in _unreleased(actor)):
        return True
    return any(actor.reaches(permission, agency_id) for agency_id in granted_to)


def _unreleased(actor: Actor) -> frozenset[Reach]:
    return actor.reaches(Permission.VIEW_UNRELEASED_CLIENT)


def is_shared(client: ClientFacts) -> bool:
    """Whether a release to the whole community is running at this moment."""
    return not client.survivor and client.shared_until is not None and client.shared_until > clock.now()


def can_edit_client(actor: Actor, client: ClientFacts, *, granted_to: Collection[int] = ()) -> bool:
    """Profile, household, release, contacts (policy §10)."""
    return can_act_on_client(actor, Permission.EDIT_CLIENT, client, granted_to=granted_to)


def can_enroll_client(actor: Actor, client: ClientFacts) -> bool:
    """Enroll in and exit from the CE program (policy §10)."""
    return can_act_on_client(actor, Permission.ENROLL_CLIENT, client)


def can_create_client(actor: Actor) -> bool:
    """Enter a new named record: roles that edit clients everywhere; VSP assessors enter anonymous ones."""
    return Reach.ALL in actor.reaches(Permission.EDIT_CLIENT)


def can_create_survivor(actor: Actor) -> bool:
    """Enter an anonymous record (policy §11): VSP assessors, for their own agency."""
    return Reach.AGENCY in actor.reaches(Permission.EDIT_CLIENT)


def can_see_ssn(actor: Actor) -> bool:
    """The last four digits, and the search by a full number: roles that identify people for the whole community."""
    return actor.sees(Field.SSN)


def can_read_words(actor: Actor) -> bool:
    """Read what people wrote about clients, and how and where they are found: whoever is no auditor.

    The others see of each note, location, contact, event or reason its day, agency and kind, and no more (§10).
    """
    return not actor.memberships or actor.sees(Field.WORDS)


def can_assign_case_manager(
    actor: Actor,
    client: ClientFacts,
    *,
    manager_id: int,
    agency_id: int,
    present: Collection[int],
    present_at: Collection[int] = (),
) -> bool:
    """Make somebody of an agency a client's case manager (policy §10, "Reassign case manager").

    All anywhere; managers and VSP for people of their own agency, where the client is of it or looked after by its
    people (`present_at`: where those who do work); an assessor for clients they look after, and for themselves where
    nobody does.
    """
    if client.survivor and agency_id != client.agency_id:
        return False
    if Reach.ALL in actor.reaches(Permission.REASSIGN_CASE_MANAGER):
        return not client.survivor
    held = actor.reaches(Permission.REASSIGN_CASE_MANAGER, agency_id)
    if Reach.AGENCY in held and {client.agency_id, *present_at} & set(agencies_reassigned_by(actor)):
        return True
    if Reach.OWN not in held:
        return False
    return actor.user_id in present or (not present and manager_id == actor.user_id)


def can_end_case_manager(
    actor: Actor, client: ClientFacts, *, present: Collection[int], present_at: Collection[int] = ()
) -> bool:
    """End who looks after a client without naming a successor: whoever could name one (policy §10)."""
    return any(
        can_assign_case_manager(actor, client, manager_id=0, agency_id=agency, present=present, present_at=present_at)
        for agency in actor.agencies_with(Permission.REASSIGN_CASE_MANAGER)
    )


def agencies_reassigned_by(actor: Actor) -> tuple[int, ...]:
    """The agencies whose clients and people the actor brings together, beyond their own work (policy §10, "a")."""
    reach = Permission.REASSIGN_CASE_MANAGER
    return tuple(agency for agency in actor.agencies_with(reach) if Reach.AGENCY in actor.reaches(reach, agency))


def can_grant_view(actor: Actor, client: ClientFacts) -> bool:
    """Let a named helper from outside see a client: those who edit it at the agency that owns it; never a survivor."""
    return not client.survivor and client.agency_id in actor.agencies_with(Permission.EDIT_CLIENT)


def can_see_viewers(actor: Actor, client: ClientFacts) -> bool:
    """Who viewed the client: sysadmins and auditors, survivors excepted; managers of the agency that owns it."""
    if Reach.AGENCY in actor.reaches(Permission.SEE_VIEWERS, client.agency_id):
        return True
    return not client.survivor and bool(actor.reaches(Permission.SEE_VIEWERS) & {Reach.ALL, Reach.MASKED})


def can_see_changes(actor: Actor, client: ClientFacts) -> bool:
    """What was changed about the client: sysadmins, and auditors without the values; survivors never."""
    return not client.survivor and actor.can(Permission.VIEW_AUDIT_LOG)


class GrievanceFacts(Protocol):
    """What the policies ask of a grievance."""

    owner_id: int | None

    def complained_of(self) -> set[int]:
        """Return the people it is or may be about."""


def can_file_grievance(actor: Actor) -> bool:
    """File a grievance: anybody who did not sign in, and the roles of policy §10."""
    return actor.user_id is None or actor.can(Permission.FILE_GRIEVANCE)


def can_name_who_complains(actor: Actor) -> bool:
    """Write down name and contact of who complains: everybody but staff of victim service providers (§11)."""
    return not any(one.vsp or one.role is Role.VSP_ASSESSOR for one in actor.memberships)


def can_read_grievances(actor: Actor) -> bool:
    """Open the inbox: SSF handles, auditors read."""
    return actor.can(Permission.HANDLE_GRIEVANCE)


def can_handle_grievance(actor: Actor, grievance: GrievanceFacts) -> bool:
    """Give it an owner, note and answer: SSF, but never who is or may be complained of (§15)."""
    if actor.user_id in grievance.complained_of():
        return False
    return Reach.ALL in actor.reaches(Permission.HANDLE_GRIEVANCE)


def can_answer_grievance(actor: Actor, grievance: GrievanceFacts) -> bool:
    """Answer it: its owner."""
    return can_handle_grievance(actor, grievance) and grievance.owner_id == actor.user_id


class Authored(Protocol):
    """What was written down about a client, by whom, for which agency."""

    agency_id: int
    created_by_id: int | None


def can_withdraw(actor: Actor, row: Authored) -> bool:
    """Take back a note or a service: whoever wrote it while they work there, or a manager of that agency."""
    held = actor.reaches(Permission.EDIT_CLIENT, row.agency_id)
    manages = any(one.role is Role.AGENCY_MANAGER and one.agency_id == row.agency_id for one in actor.memberships)
    return bool(held) and (row.created_by_id == actor.user_id or manages)


def can_edit_programs(actor: Actor) -> bool:
    """Change agencies, programs and what they ask for (policy §10 "Edit rules, weights, shelters, programs")."""
    return actor.is_system or Reach.ALL in actor.reaches(Permission.EDIT_RULES)


def can_merge_clients(actor: Actor) -> bool:
    """Look at suspected duplicates, merge them, undo a merge: sysadmins (policy §10). Survivors are never merged."""
    return Reach.ALL in actor.reaches(Permission.MERGE_CLIENTS)

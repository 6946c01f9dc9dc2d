"""Writes down the agencies, staff and programs of the demo community."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Continuum, Membership, User
from cas_portal.time import clock
from clients.models import CEParticipation, Program
from referrals.models import ProgramRule
from reports.demo import sign_ins
from reports.demo.community import (
    ACCESS_POINTS,
    AGENCIES,
    CAS_PROGRAM,
    CE,
    CONTINUUM,
    PROGRAMS,
    SERVICES_ONLY,
    STAFF,
    DemoProgram,
)

STAFF_SINCE_DAYS = 1200
PROGRAMS_SINCE = date(2020, 1, 1)
CERTIFIED_FOR_DAYS = 200
LAPSED_DAYS = 10


@dataclass(frozen=True, slots=True)
class Institutions:
    """What was written: agencies, staff as actors, programs, each by the key of `community`."""

    continuum: Continuum
    agencies: dict[str, Agency]
    staff: dict[str, Actor]
    programs: dict[str, Program]

    def actor(self, login: str) -> Actor:
        """Return a member of staff as the one who acts."""
        return self.staff[login]

    def program(self, key: str) -> Program:
        """Return a program; `cas` is the coordinated entry program."""
        return self.programs[key]


def found() -> bool:
    """Whether the demo community is there: its first sign-in exists."""
    return User.objects.filter(email=sign_ins.address(STAFF[0].login)).exists()


def write_people_and_agencies() -> tuple[Continuum, dict[str, Agency], dict[str, Actor]]:
    """Write continuum, agencies, staff and their memberships; everybody has the one demo password."""
    code, name = CONTINUUM
    continuum = Continuum.objects.get_or_create(code=code, defaults={"name": name})[0]
    agencies = {
        agency.key: Agency.objects.create(
            continuum=continuum, name=agency.name, is_vsp=agency.vsp, is_lead=agency.lead, phone=agency.phone
        )
        for agency in AGENCIES
    }
    since = clock.now() - timedelta(days=STAFF_SINCE_DAYS)
    users = User.objects.bulk_create(_users())
    memberships = Membership.objects.bulk_create(_memberships(continuum, agencies, users, since))
    staff = {person.login: _actor(membership) for person, membership in zip(STAFF, memberships, strict=True)}
    return continuum, agencies, staff


def _users() -> list[User]:
    hashed = make_password(sign_ins.password())
    return [User(email=sign_ins.address(person.login), name=person.name, password=hashed, phone="") for person in STAFF]


def _memberships(
    continuum: Continuum, agencies: dict[str, Agency], users: list[User], since: datetime
) -> list[Membership]:
    today = clock.today()
    certified = {True: today + timedelta(days=CERTIFIED_FOR_DAYS), False: today - timedelta(days=LAPSED_DAYS)}
    return [
        Membership(
            user=user,
            continuum=continuum,
            agency=agencies[person.agency],
            role=person.role,
            starts_at=since,
            certified_through=certified[person.certified],
            scas_desk=person.scas_desk,
        )
        for person, user in zip(STAFF, users, strict=True)
    ]


def _actor(membership: Membership) -> Actor:
    held = ActorMembership(
        agency_id=membership.agency_id,
        role=Role(membership.role),
        certified_through=membership.certified_through,
        scas_desk=membership.scas_desk,
        agency_name=membership.agency.name,
        vsp=membership.agency.is_vsp,
    )
    user = membership.user
    return Actor(user.pk, membership.continuum_id, (held,), request_id="demo", name=user.name)


def write_programs(continuum: Continuum, agencies: dict[str, Agency]) -> dict[str, Program]:
    """Write the CAS program, the access points, the shelters and the housing programs with their referral rules."""
    rows = {"cas": _program(agencies["lead"], CAS_PROGRAM, CE, is_cas=True)}
    rows |= {f"at_{key}": _program(agencies[key], name, SERVICES_ONLY) for key, name in ACCESS_POINTS}
    rows |= {demo.key: _program(agencies[demo.agency], demo.name, demo.project_type) for demo in PROGRAMS}
    Program.objects.bulk_create(rows.values())
    CEParticipation.objects.bulk_create(_participation(continuum, key, row) for key, row in rows.items())
    ProgramRule.objects.bulk_create(_rule(demo, rows[demo.key]) for demo in PROGRAMS if demo.housing_kind)
    return rows


def _program(agency: Agency, name: str, project_type: int, *, is_cas: bool = False) -> Program:
    return Program(
        continuum=agency.continuum,
        agency=agency,
        name=name,
        project_type=project_type,
        coc_code=agency.continuum.code,
        starts_on=PROGRAMS_SINCE,
        is_cas=is_cas,
    )


def _participation(continuum: Continuum, key: str, program: Program) -> CEParticipation:
    entrance = program.is_cas or key.startswith("at_")
    return CEParticipation(
        continuum=continuum,
        program=program,
        access_point=entrance,
        receives_referrals=not entrance,
        starts_on=PROGRAMS_SINCE,
    )


def _rule(demo: DemoProgram, program: Program) -> ProgramRule:
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in demo.rules}
    return ProgramRule(
        continuum_id=program.continuum_id,
        program=program,
        housing_kind=demo.housing_kind,
        required_tier=demo.tier,
        **values,
    )

"""One community for the tests of referrals: SSF, a client's provider, a housing provider, a household, an opening."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Holiday
from cas_portal.time import clock
from clients.models import Client, Household, Program
from referrals import services
from referrals.models import Opening, Referral
from referrals.snapshot import CandidateSnapshot
from referrals.states import State
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, actor_for, staff
from tests.factories.base import seeding
from tests.factories.clients import (
    CaseManagerFactory,
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    ProgramFactory,
    cas_program,
)
from tests.factories.referrals import OpeningFactory

HOLIDAYS = [
    date(2025, 9, 1), date(2025, 11, 11), date(2025, 11, 27), date(2025, 11, 28), date(2025, 12, 25),
    date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3),
]  # fmt: skip


def noon(year: int, month: int, day: int) -> datetime:
    """Midday in California."""
    return datetime(year, month, day, 19, tzinfo=UTC)


@contextmanager
def on(year: int, month: int, day: int) -> Iterator[None]:
    """Hold the clock at midday of a day."""
    with clock.freeze(noon(year, month, day)):
        yield


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Run as this person, as a request would."""
    with transaction.atomic(), bind(actor):
        yield actor


@dataclass
class World:
    """The cast and the rows; the verbs run as whoever they belong to."""

    ssf: Actor
    manager: Actor
    housing: Actor
    client_agency: Agency
    housing_agency: Agency
    client: Client
    program: Program
    opening: Opening
    household: Household
    extra: dict = field(default_factory=dict)

    def do(self, actor: Actor, verb, **given) -> Referral:
        """Carry out a verb as somebody."""
        with acting(actor):
            return verb(by=actor, **given)

    def candidate(self, opening: Opening | None = None, client: Client | None = None, **given) -> Referral:
        """SSF selects the household."""
        snapshot = CandidateSnapshot(client_id=(client or self.client).pk, rank=1, score=8, tier="PSH_READY", evh=True)
        opening = opening or self.opening
        return self.do(self.ssf, services.open_candidate, opening_id=opening.public_id, snapshot=snapshot, **given)

    def asked(self, **given) -> Referral:
        """The client's provider was asked."""
        made = self.candidate(**given)
        return self.do(self.ssf, services.notify_provider, referral_id=made.public_id)

    def willing(self, **given) -> Referral:
        """The client is interested."""
        made = self.asked(**given)
        return self.do(self.manager, services.client_interested, referral_id=made.public_id, contact_on=clock.today())

    def sent(self, **given) -> Referral:
        """The referral is with the housing provider."""
        made = self.willing(**given)
        return self.do(self.ssf, services.refer, referral_id=made.public_id)

    def in_process(self, **given) -> Referral:
        """The program works on it."""
        made = self.sent(**given)
        return self.do(self.housing, services.acknowledge, referral_id=made.public_id)

    def accepted(self, **given) -> Referral:
        """The program accepted."""
        made = self.sent(**given)
        return self.do(self.housing, services.accept, referral_id=made.public_id)

    def enrolled(self, **given) -> Referral:
        """The household is enrolled as of today."""
        made = self.accepted(**given)
        return self.do(self.housing, services.enroll, referral_id=made.public_id, starts_on=clock.today())

    def declined(self, reason: str = "not_eligible_housing", note: str = "", **given) -> Referral:
        """The program declined; SSF has not decided."""
        made = self.sent(**given)
        return self.do(self.housing, services.decline, referral_id=made.public_id, reason=reason, note=note)

    def parked(self, **given) -> Referral:
        """Held for a while."""
        made = self.sent(**given)
        until = date.fromordinal(clock.today().toordinal() + 30)
        return self.do(self.housing, services.park, referral_id=made.public_id, reason="disengaged", until=until)

    def read(self, referral: Referral) -> Referral:
        """The referral as it stands in the database, with its opening and event."""
        with seeding(self.client_agency.continuum):
            rows = Referral.objects.select_related("opening", "ce_event", "enrollment")
            return rows.get(pk=referral.pk)

    def read_opening(self, opening: Opening | None = None) -> Opening:
        """The opening as it stands."""
        with seeding(self.client_agency.continuum):
            return Opening.objects.get(pk=(opening or self.opening).pk)

    def another_opening(self, **given) -> Opening:
        """A further opening of the same agency."""
        given.setdefault("program", ProgramFactory(agency=self.housing_agency))
        return OpeningFactory(**given)

    def another_household(self) -> Client:
        """A further household, ready to be offered an opening."""
        return household_of(self.client_agency, self.extra["manager_user"])[0]


def household_of(agency: Agency, manager_user) -> tuple[Client, Household]:
    """Make an enrolled household of one with a release and a lead case manager."""
    client = ClientFactory(agency=agency, released=True)
    IdentityFactory(client=client)
    household = HouseholdFactory(client=client)
    HouseholdMemberFactory(client=client, household=household)
    EnrollmentFactory(client=client, household=household, program=cas_program(agency))
    CaseManagerFactory(client=client, user=manager_user)
    return client, household


def build(project_type: int = 3, **opening) -> World:
    """Make the world; the clock may stand anywhere."""
    continuum = ContinuumFactory()
    for day in HOLIDAYS:
        Holiday.objects.get_or_create(continuum=continuum, day=day, defaults={"name": "Holiday"})
    client_agency, housing_agency = AgencyFactory(continuum=continuum), AgencyFactory(continuum=continuum)
    lead_agency = AgencyFactory(continuum=continuum)
    membership = MembershipFactory(agency=client_agency, role=Role.ASSESSOR)
    client, household = household_of(client_agency, membership.user)
    program = ProgramFactory(agency=housing_agency, project_type=project_type)
    return World(
        ssf=staff(Role.SSF_ADMIN, lead_agency),
        manager=actor_for(membership),
        housing=staff(Role.HOUSING_PROVIDER, housing_agency),
        client_agency=client_agency,
        housing_agency=housing_agency,
        client=client,
        program=program,
        opening=OpeningFactory(program=program, **opening),
        household=household,
        extra={"manager_user": membership.user},
    )


BUILDERS = {
    State.CANDIDATE: World.candidate,
    State.PROVIDER_NOTIFIED: World.asked,
    State.PROVIDER_YES: World.willing,
    State.SENT: World.sent,
    State.IN_PROCESS: World.in_process,
    State.ACCEPTED: World.accepted,
    State.DECLINE_PENDING: World.declined,
    State.ENROLLED: World.enrolled,
    State.PARKED: World.parked,
}

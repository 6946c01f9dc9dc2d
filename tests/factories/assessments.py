"""Drafts, assessments, living situations and events; and households that are ready to be assessed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import factory

from assessments.models import (
    Assessment,
    CEEvent,
    CorrectionRequest,
    CurrentLivingSituation,
    DatedStay,
    Draft,
    FollowUp,
    Plan,
    PlanVersion,
    RegisterCheck,
)
from assessments.plans.content import SMART, Content, Goal, Step
from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency
from clients.models import Client, Enrollment, Program
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.base import seeding
from tests.factories.clients import (
    ClientFactory,
    ClientRowFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    cas_program,
)

SINGLE_ADULT = {
    "type": "SINGLE_ADULT",
    "size": 1,
    "adults": 1,
    "minors": 0,
    "tay_headed": False,
    "single_parent": False,
    "oldest_adult_age": 40,
    "head_age": 40,
    "child_under_5": False,
    "unknown_ages": 0,
}


class DraftFactory(ClientRowFactory):
    """An empty open HCT draft of the client's agency."""

    class Meta:
        model = Draft

    enrollment = factory.SubFactory(EnrollmentFactory, client=factory.SelfAttribute("..client"))
    instrument = "HCT"
    version = "1"
    started_on = date(2025, 8, 5)
    saved_at = datetime(2025, 8, 5, 18, 0, tzinfo=UTC)


class AssessmentFactory(ClientRowFactory):
    """A submitted HCT of a single adult, score 6 of 6. Trait: imported."""

    class Meta:
        model = Assessment

    class Params:
        from_file = factory.Trait(imported=True, score=None, threshold=None, evh=False, household_type="", answers={})

    enrollment = factory.SubFactory(EnrollmentFactory, client=factory.SelfAttribute("..client"))
    kind = "HCT"
    instrument_version = "1"
    assessed_on = date(2025, 8, 5)
    submitted_at = factory.LazyAttribute(lambda o: datetime.combine(o.assessed_on, datetime.min.time(), UTC))
    contact_type = 3
    prioritization_status = 1
    answers = factory.LazyFunction(lambda: {"VB07": 1, "VB12": 116})
    household_type = "SINGLE_ADULT"
    household_size = 1
    household_facts = factory.LazyFunction(lambda: {**SINGLE_ADULT})
    score = 6
    threshold = 6
    evh = factory.LazyAttribute(lambda o: o.score is not None and o.score >= o.threshold)
    valid_through = date(2026, 11, 5)


class CurrentLivingSituationFactory(ClientRowFactory):
    """Outside, seen in person."""

    class Meta:
        model = CurrentLivingSituation

    enrollment = factory.SubFactory(EnrollmentFactory, client=factory.SelfAttribute("..client"))
    information_date = date(2025, 8, 5)
    situation = 116
    contact_kind = "in_person"
    location = "5th and K"


class CEEventFactory(ClientRowFactory):
    """A referral to housing navigation."""

    class Meta:
        model = CEEvent

    enrollment = factory.SubFactory(EnrollmentFactory, client=factory.SelfAttribute("..client"))
    event_date = date(2025, 8, 5)
    event = 7


class DatedStayFactory(ClientRowFactory):
    """Outside since August 2025, by the client's own word."""

    class Meta:
        model = DatedStay

    started_on = date(2025, 8, 5)
    situation = 116


HOUSING_GOAL = Goal(
    text="A home of my own", area="housing", barriers="No ID",
    steps=(Step(text="Get an ID", owner="Worker", due=date(2025, 9, 1)),),
    **dict.fromkeys(SMART, "Yes"),
)  # fmt: skip


class PlanFactory(ClientRowFactory):
    """A plan with a housing goal, to be looked at after 30 days."""

    class Meta:
        model = Plan

    made_on = date(2025, 8, 5)
    review_on = date(2025, 9, 4)
    content = factory.LazyFunction(lambda: Content((HOUSING_GOAL,)).as_json())


def plan_about(client: Client) -> Plan:
    """Return the one plan of a client, made on first use."""
    with seeding(client.continuum):
        found = Plan.objects.filter(client=client, ended_at=None).first()
    return found or PlanFactory(client=client)


class PlanVersionFactory(ClientRowFactory):
    """The first version of a plan."""

    class Meta:
        model = PlanVersion

    plan = factory.LazyAttribute(lambda version: plan_about(version.client))
    number = 1
    saved_at = datetime(2025, 8, 5, 18, 0, tzinfo=UTC)


class CorrectionRequestFactory(ClientRowFactory):
    """Something a client wants put right."""

    class Meta:
        model = CorrectionRequest

    asked_on = date(2025, 8, 5)
    text = "I have two children, not one."


class FollowUpFactory(ClientRowFactory):
    """A support plan due after an HCT."""

    class Meta:
        model = FollowUp

    assessment = factory.SubFactory(AssessmentFactory, client=factory.SelfAttribute("..client"))
    kind = "plan"
    state = "due"
    due_on = date(2025, 8, 12)


class RegisterCheckFactory(ClientRowFactory):
    """Nobody is on the register."""

    class Meta:
        model = RegisterCheck

    checked_on = date(2025, 8, 5)
    result = "clear"


@dataclass(frozen=True)
class Household:
    """An enrolled household with its agency, program and an assessor of that agency."""

    client: Client
    agency: Agency
    program: Program
    enrollment: Enrollment
    assessor: Actor


def ready_household(
    *,
    born: date = date(1985, 5, 5),
    others: tuple[tuple[int, date], ...] = (),
    agency: Agency | None = None,
    released: bool = True,
    survivor: bool = False,
    entry_date: date = date(2025, 1, 15),
) -> Household:
    """Make a household enrolled in the CE program: a head, and others as (relationship, birth date)."""
    agency = agency or AgencyFactory(is_vsp=survivor)
    program = cas_program(agency)
    client = _person(agency, born, released=released, survivor=survivor)
    home = HouseholdFactory(client=client, agency=agency)
    enrollment = EnrollmentFactory(client=client, agency=agency, program=program, household=home, entry_date=entry_date)
    HouseholdMemberFactory(client=client, agency=agency, household=home, joined_on=entry_date)
    for relationship, birth_date in others:
        member = _person(agency, birth_date, released=released, survivor=survivor)
        HouseholdMemberFactory(
            client=member, agency=agency, household=home, relationship=relationship, joined_on=entry_date
        )
    role = Role.VSP_ASSESSOR if survivor else Role.ASSESSOR
    return Household(client, agency, program, enrollment, staff(role, agency))


def _person(agency: Agency, born: date, *, released: bool, survivor: bool) -> Client:
    if survivor:
        return ClientFactory(agency=agency, anonymous=True, birth_year=born.year)
    client = ClientFactory(agency=agency, released=released, birth_year=born.year)
    IdentityFactory(client=client, birth_date=born)
    return client


def full_answers(program: Program, **changes: object) -> dict[str, object]:
    """Answers that complete the HCT for a single adult in a tent; changes by link id, None takes one away."""
    answers: dict[str, object] = {
        "AH01": "2025-08-05",
        "AH02": str(program.public_id),
        "AH03": 3,
        "AH08": 171,
        "AH05": "yes",
        "VB12": 116,
        "VB13": "tent",
        "VB14": "2023-01-15",
        "VB16": 1,
        "VB17": 113,
        "CLS10": "5th and K",
        "VB05": 0,
        "VB07": 1,
        "VB10": 1,
        "VB11": 0,
        "HC06": 1,
        "HC07": 0,
        "HC08": "none",
        "HC02": ["psh", "rrh"],
        "HC03": ["any"],
        "HC04": 1,
        "HC05": ["none"],
        "HC10": 0,
        "HC14": "not_applied",
        "HC43": 0,
        "HC21": 0,
        "HC22": 0,
        "HC30": 0,
        "VB01": 0,
        "HC50": 0,
        "HC61": ["photo_id"],
    }
    answers.update(changes)
    return {link_id: answer for link_id, answer in answers.items() if answer is not None}


def crisis_answers(program: Program, **changes: object) -> dict[str, object]:
    """Answers that complete the Crisis Assessment for a single adult in a tent who asks for shelter."""
    answers = full_answers(program)
    kept = {key: value for key, value in answers.items() if not key.startswith("HC")}
    kept |= {
        "CR30": [{"CR30.kind": "phone", "CR30.value": "916 555 0142", "CR30.message": 1, "CR30.text": 1}],
        "CR01": ["shelter"],
        "CR02": 0,
        "CR03": "no",
        "CR06": "0",
        "CR10": 1,
        "CR11": ["none"],
        "CR12": 0,
        "CR14": 1,
        "CR15": ["any"],
        "CR16": 1,
        "CR17": 1,
        "CR19": 0,
        "CR21": 0,
        "CR24": ["any"],
        "CR27": 0,
    }
    kept.update(changes)
    return {link_id: answer for link_id, answer in kept.items() if answer is not None}

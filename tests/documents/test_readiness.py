"""Which tier a household's papers give (policy §5, cases R)."""

from datetime import date

import pytest

from cas_portal.accounts.models import Setting
from clients.models import Client
from documents.kinds import Basis, Kind, State, Tier
from documents.readiness import Readiness, readiness_of
from tests.factories.assessments import AssessmentFactory
from tests.factories.base import seeding
from tests.factories.clients import (
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    cas_program,
)
from tests.factories.documents import DocumentItemFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DAY = date(2025, 8, 20)
PH_PAPERS = (Kind.PHOTO_ID, Kind.SSN_CARD, Kind.HOMELESS_CERT)


def head_with_household(**fields) -> tuple[Client, object]:
    head = ClientFactory(**fields)
    if not head.survivor:
        IdentityFactory(client=head)
    household = HouseholdFactory(client=head)
    HouseholdMemberFactory(client=head, household=household)
    EnrollmentFactory(client=head, household=household, program=cas_program(head.agency))
    AssessmentFactory(client=head, assessed_on=date(2025, 5, 1), valid_through=date(2026, 8, 1))
    return head, household


def member(head: Client, household, born: date, relationship: int, first_name: str) -> Client:
    person = ClientFactory(agency=head.agency)
    IdentityFactory(client=person, birth_date=born, first_name=first_name)
    HouseholdMemberFactory(client=person, household=household, relationship=relationship)
    return person


def papers(client: Client, *kinds: Kind, **fields) -> None:
    for kind in kinds:
        DocumentItemFactory(client=client, kind=kind, **fields)


def read(head: Client, as_of: date = DAY) -> Readiness:
    with seeding(head.continuum):
        return readiness_of(head, as_of)


@pytest.mark.case("R01")
def test_four_accepted_items_make_ph_ready():
    head, _ = head_with_household()
    papers(head, *PH_PAPERS)

    found = read(head)

    assert found.tier == Tier.PH_READY
    assert {need.kind for need in found.missing} == {Kind.HOMELESS_HISTORY, Kind.DISABILITY}


@pytest.mark.case("R02")
def test_history_and_disability_make_psh_ready():
    head, _ = head_with_household()
    papers(head, *PH_PAPERS, Kind.HOMELESS_HISTORY)
    papers(head, Kind.DISABILITY, basis=Basis.AWARD)

    assert read(head).tier == Tier.PSH_READY


@pytest.mark.case("R03")
def test_a_returned_part_2_leaves_ph_ready():
    head, _ = head_with_household()
    papers(head, *PH_PAPERS, Kind.HOMELESS_HISTORY)
    papers(
        head,
        Kind.DISABILITY,
        basis=Basis.PROFESSIONAL,
        state=State.REJECTED,
        accepted_at=None,
        accepted_by=None,
        reason="The license number is missing.",
    )

    found = read(head)

    assert found.tier == Tier.PH_READY
    assert [(need.kind, need.reason) for need in found.missing] == [(Kind.DISABILITY, "The license number is missing.")]


@pytest.mark.case("R04")
@pytest.mark.parametrize(
    ("mode", "parts", "tier"),
    [
        ("both", (Basis.AWARD,), Tier.PH_READY),
        ("both", (Basis.PROFESSIONAL,), Tier.PH_READY),
        ("both", (Basis.AWARD, Basis.PROFESSIONAL), Tier.PSH_READY),
        ("either", (Basis.PROFESSIONAL,), Tier.PSH_READY),
    ],
)
def test_where_both_parts_are_asked_for_one_is_not_enough(mode, parts, tier):
    head, _ = head_with_household()
    Setting.objects.create(
        continuum=head.continuum, key="disability_evidence_mode", value=mode, valid_from=date(2020, 1, 1), author=None
    )
    papers(head, *PH_PAPERS, Kind.HOMELESS_HISTORY)
    for part in parts:
        papers(head, Kind.DISABILITY, basis=part, current=part == parts[-1])

    assert read(head).tier == tier


@pytest.mark.case("R05")
def test_an_id_counts_through_its_last_day():
    head, _ = head_with_household()
    papers(head, Kind.SSN_CARD, Kind.HOMELESS_CERT)
    papers(head, Kind.PHOTO_ID, valid_through=date(2025, 8, 31))

    assert read(head, date(2025, 8, 31)).tier == Tier.PH_READY
    late = read(head, date(2025, 9, 1))
    assert late.tier == Tier.NOT_READY
    assert [need.expired for need in late.missing if need.kind == Kind.PHOTO_ID] == [True]


@pytest.mark.case("R06")
def test_a_minors_birth_certificate_stands_on_the_minors_own_profile():
    head, household = head_with_household()
    papers(head, *PH_PAPERS, Kind.BIRTH_CERT)
    first = member(head, household, date(2015, 1, 1), 2, "Ada")
    second = member(head, household, date(2018, 1, 1), 2, "Bo")
    papers(first, Kind.SSN_CARD, Kind.BIRTH_CERT)
    papers(second, Kind.SSN_CARD)

    found = read(head)

    assert found.tier == Tier.NOT_READY
    for_ph = [(need.name, need.kind) for need in found.missing if not need.psh_only]
    assert for_ph == [("Bo Invented", Kind.BIRTH_CERT)]


def test_a_minor_who_turns_18_needs_an_id_from_that_day():
    head, household = head_with_household()
    papers(head, *PH_PAPERS)
    young = member(head, household, date(2007, 8, 25), 2, "Cy")
    papers(young, Kind.SSN_CARD, Kind.BIRTH_CERT)

    assert read(head, date(2025, 8, 24)).tier == Tier.PH_READY
    assert read(head, date(2025, 8, 25)).tier == Tier.NOT_READY


@pytest.mark.parametrize(("day", "minor"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)])
def test_a_birthday_on_29_february_counts_on_1_march(day, minor):
    head, household = head_with_household()
    member(head, household, date(2008, 2, 29), 2, "Di")

    kinds = {need.kind for need in read(head, day).needs if not need.is_head}

    assert (Kind.BIRTH_CERT in kinds) is minor


@pytest.mark.case("R07")
def test_what_is_only_uploaded_counts_for_nothing():
    head, _ = head_with_household()
    for kind in PH_PAPERS:
        DocumentItemFactory(client=head, kind=kind, uploaded=True)

    assert read(head).tier == Tier.NOT_READY


@pytest.mark.case("R09")
def test_an_expired_hct_ends_readiness():
    head, _ = head_with_household()
    with seeding(head.continuum):
        head.assessment_set.all().update(voided_at="2025-08-01T00:00Z", void_reason="Wrong person")
    AssessmentFactory(client=head, assessed_on=date(2024, 5, 31), valid_through=date(2025, 8, 31))
    papers(head, *PH_PAPERS)

    assert read(head, date(2025, 8, 31)).tier == Tier.PH_READY
    assert read(head, date(2025, 9, 1)).tier == Tier.NOT_READY
    assert read(head, date(2025, 9, 1)).hct_valid is False


@pytest.mark.case("R10")
@pytest.mark.parametrize(("scope", "tier"), [("all_adults", Tier.NOT_READY), ("head", Tier.PH_READY)])
def test_a_partners_papers_are_asked_for_when_the_setting_says_so(scope, tier):
    head, household = head_with_household()
    Setting.objects.create(
        continuum=head.continuum, key="adult_docs_scope", value=scope, valid_from=date(2020, 1, 1), author=None
    )
    papers(head, *PH_PAPERS)
    partner = member(head, household, date(1985, 1, 1), 3, "Eli")
    papers(partner, Kind.PHOTO_ID)

    assert read(head).tier == tier


@pytest.mark.case("R13")
def test_a_disability_seen_by_staff_never_makes_psh_ready():
    head, _ = head_with_household()
    papers(head, *PH_PAPERS, Kind.HOMELESS_HISTORY)
    papers(head, Kind.DISABILITY, basis=Basis.OBSERVED, valid_through=date(2025, 8, 31))

    assert read(head).tier == Tier.PH_READY


def test_an_at_risk_certification_is_enough_for_ph_only():
    head, _ = head_with_household()
    papers(head, Kind.PHOTO_ID, Kind.SSN_CARD, Kind.HOMELESS_HISTORY)
    papers(head, Kind.HOMELESS_CERT, basis=Basis.AT_RISK)
    papers(head, Kind.DISABILITY, basis=Basis.AWARD)

    assert read(head).tier == Tier.PH_READY


@pytest.mark.case("R14")
def test_attested_papers_of_a_survivor_count_and_are_labelled():
    head, _ = head_with_household(anonymous=True)
    papers(head, *PH_PAPERS, state=State.ATTESTED, accepted_at=None, accepted_by=None)

    found = read(head)

    assert (found.tier, found.attested) == (Tier.PH_READY, True)


def test_an_accepted_paper_counts_while_a_newer_one_waits():
    head, _ = head_with_household()
    papers(head, Kind.SSN_CARD, Kind.HOMELESS_CERT)
    papers(head, Kind.PHOTO_ID, current=False)
    DocumentItemFactory(client=head, kind=Kind.PHOTO_ID, uploaded=True)

    assert read(head).tier == Tier.PH_READY

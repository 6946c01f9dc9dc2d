"""Who leaves a program with whom, and who leads those who stay (policy §13, HUD 3.15)."""

from datetime import date

import pytest

from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from clients.household import CHILD, SELF, SPOUSE_OR_PARTNER
from clients.models import Client, Enrollment, Household, HouseholdMember
from clients.services.enrollment import Leaving, enroll_household, open_enrollment
from clients.services.exits import closed_companions, companions, exit_enrollment
from clients.services.household import household_of
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, EnrollmentFactory, HouseholdMemberFactory, ProgramFactory

pytestmark = pytest.mark.slow
DAY = date(2025, 5, 1)
STREET = Leaving(exit_date=DAY, destination=116, reason="no_longer_wants")
HOUSED = Leaving(exit_date=DAY, destination=410, reason="housed_by_cas")
DIED = Leaving(exit_date=DAY, destination=24, reason="deceased")


def stays(actor, **kwargs) -> dict[int, Enrollment]:
    with acting(actor):
        rows = Enrollment.objects.filter(**{"program__is_cas": True, **kwargs}).select_related("program")
        return {stay.client_id: stay for stay in rows}


def leave(actor, member, leaving, **how):
    stay = stays(actor)[member.client_id]
    with acting(actor):
        return exit_enrollment(by=actor, enrollment_id=stay.pk, leaving=leaving, **how)


def open_ones(actor, family) -> set[str]:
    left = stays(actor, exit_date=None)
    return {name for name, row in family.items() if row.client_id in left}


@pytest.mark.parametrize("first", ["head", "partner", "child"])
def test_everybody_leaves_with_whoever_leaves(assessor, family, first):
    leave(assessor, family[first], HOUSED, everybody=True)
    told = {(stay.exit_date, stay.destination, stay.exit_reason) for stay in stays(assessor).values()}
    assert told == {(DAY, 410, "housed_by_cas")}
    with acting(assessor):
        assert HouseholdMember.objects.filter(left_on=None).count() == 3


@pytest.mark.parametrize(
    ("staying", "words"),
    [
        ({}, "choose one adult"),
        ({"partner": SPOUSE_OR_PARTNER}, "choose one adult"),
        ({"partner": SELF, "child": SELF}, "choose one adult"),
        ({"child": SELF}, "choose one adult"),
    ],
)
def test_head_does_not_leave_without_an_adult_in_their_place(assessor, family, staying, words):
    named = {family[name].client_id: relation for name, relation in staying.items()}
    for leaving in (STREET, HOUSED, DIED):
        with pytest.raises(Invalid, match=words):
            leave(assessor, family["head"], leaving, staying=named)
    assert open_ones(assessor, family) == {"head", "partner", "child"}
    with acting(assessor):
        assert Client.objects.get(pk=family["head"].client_id).deceased_on is None


@pytest.mark.parametrize("leaving", [STREET, HOUSED, DIED], ids=["street", "housed", "died"])
def test_head_leaves_alone_and_another_adult_leads_from_the_start(assessor, family, leaving):
    named = {family["partner"].client_id: SELF, family["child"].client_id: CHILD}
    leave(assessor, family["head"], leaving, staying=named)
    assert open_ones(assessor, family) == {"partner", "child"}
    left = stays(assessor, exit_date=None)
    assert {key: stay.relationship for key, stay in left.items()} == named
    new_head = left[family["partner"].client_id]
    assert (new_head.coc_code, left[family["child"].client_id].coc_code) == (new_head.program.coc_code, "")
    with acting(assessor):
        home = Household.objects.get(pk=family["head"].household_id)
        assert home.client_id == family["partner"].client_id
        assert dict(home.members.filter(left_on=None).values_list("client_id", "relationship")) == named
        assert HouseholdMember.objects.get(pk=family["head"].pk).left_on == DAY
        assert household_of(family["head"].client) is None
        died = Client.objects.get(pk=family["head"].client_id).deceased_on
        assert died == (DAY if leaving is DIED else None)


def test_head_who_left_alone_is_enrolled_again_in_a_household_of_their_own(assessor, family):
    leave(assessor, family["head"], STREET, staying={family["partner"].client_id: SELF})
    with acting(assessor):
        made = enroll_household(by=assessor, client_id=family["head"].client_id, entry_date=date(2025, 6, 1))
        assert [(stay.client_id, stay.relationship) for stay in made] == [(family["head"].client_id, SELF)]
        assert made[0].household_id != family["head"].household_id


def test_partner_who_leaves_alone_has_left_the_household_and_the_others_stay_as_they_are(assessor, family):
    leave(assessor, family["partner"], HOUSED)
    assert open_ones(assessor, family) == {"head", "child"}
    with acting(assessor):
        present = dict(HouseholdMember.objects.filter(left_on=None).values_list("client_id", "relationship"))
    assert present == {family["head"].client_id: SELF, family["child"].client_id: CHILD}


def test_minors_do_not_stay_alone(assessor, family):
    leave(assessor, family["partner"], HOUSED)
    for staying in ({}, {family["child"].client_id: SELF}):
        with pytest.raises(Invalid, match="Only minors would stay") as refused:
            leave(assessor, family["head"], STREET, staying=staying)
        assert "everybody leaves" in refused.value.what_to_do
    assert open_ones(assessor, family) == {"head", "child"}
    leave(assessor, family["head"], STREET, everybody=True)
    assert open_ones(assessor, family) == set()


def test_adult_does_not_leave_a_minor_who_is_head(assessor, family, agency):
    """An import may say that the child heads the household."""
    with seeding(agency.continuum):
        Enrollment.objects.filter(client_id=family["head"].client_id).update(relationship=4)
        Enrollment.objects.filter(client_id=family["child"].client_id).update(relationship=SELF)
    leave(assessor, family["partner"], STREET)
    with pytest.raises(Invalid, match="Only minors would stay"):
        leave(assessor, family["head"], STREET)


def test_a_death_is_of_one_person(assessor, family):
    with pytest.raises(Invalid, match="one person"):
        leave(assessor, family["head"], DIED, everybody=True)
    assert open_ones(assessor, family) == {"head", "partner", "child"}
    leave(assessor, family["child"], DIED)
    assert open_ones(assessor, family) == {"head", "partner"}


def test_somebody_who_lives_alone_leaves_and_nobody_is_asked(assessor, person, program):
    with acting(assessor):
        (stay,) = enroll_household(by=assessor, client_id=person.pk, entry_date=date(2024, 1, 1))
        assert companions(assessor, stay) == []
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=HOUSED)
        assert household_of(person) is not None


@pytest.fixture
def shelter(family, agency):
    """A shelter of the agency with head and child in it; the partner is in CAS alone."""
    made = ProgramFactory(agency=agency, name="Shelter", project_type=0)
    for name in ("head", "child"):
        EnrollmentFactory(
            client=family[name].client, household=family[name].household, program=made,
            relationship=family[name].relationship, entry_date=date(2024, 6, 1),
        )  # fmt: skip
    return made


def in_shelter(actor, shelter, member):
    return stays(actor, program__is_cas=False, program=shelter)[member.client_id]


def test_housing_from_a_shelter_takes_the_household_off_the_lists_together(assessor, family, shelter):
    stay = in_shelter(assessor, shelter, family["head"])
    with acting(assessor):
        asked = {one.client_id for one in companions(assessor, stay)}
        assert asked == {family["partner"].client_id, family["child"].client_id}
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=HOUSED, everybody=True)
        assert not Enrollment.objects.filter(exit_date=None).exists()


def test_housing_of_the_head_alone_leaves_others_with_a_head_in_each_program(assessor, family, shelter):
    stay = in_shelter(assessor, shelter, family["head"])
    named = {family["partner"].client_id: SELF, family["child"].client_id: CHILD}
    with acting(assessor), pytest.raises(Invalid, match="Only minors would stay"):
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=HOUSED, staying=named)
    child = in_shelter(assessor, shelter, family["child"])
    back = Leaving(exit_date=DAY, destination=422, reason="left_area")
    with acting(assessor):
        exit_enrollment(by=assessor, enrollment_id=child.pk, leaving=back)
    # Family takes the child in for good, so CAS is left, too.
    assert open_ones(assessor, family) == {"head", "partner"}
    with acting(assessor):
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=HOUSED, staying=named)
    assert open_ones(assessor, family) == {"partner"}
    assert stays(assessor, exit_date=None)[family["partner"].client_id].relationship == SELF


def test_leaving_a_shelter_for_the_street_changes_nothing_in_cas(assessor, family, shelter):
    stay = in_shelter(assessor, shelter, family["head"])
    with acting(assessor):
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=STREET, everybody=True)
        assert not Enrollment.objects.filter(exit_date=None, program=shelter).exists()
        assert open_enrollment(family["head"].client) is not None
    assert open_ones(assessor, family) == {"head", "partner", "child"}


def test_household_leaves_but_for_members_who_are_closed_to_whoever_asks(assessor, family, other_agency, program):
    theirs = ClientFactory(agency=other_agency)
    home = family["head"].household
    HouseholdMemberFactory(household=home, client=theirs, relationship=4)
    EnrollmentFactory(client=theirs, household=home, program=program, relationship=4)
    stay = stays(assessor)[family["head"].client_id]
    with acting(assessor):
        assert closed_companions(assessor, stay) == 1
        assert len(companions(assessor, stay)) == 2
    # Whether an adult stays is not known, so a partner may leave and a minor not stay with nobody seen.
    leave(assessor, family["partner"], STREET)
    leave(assessor, family["head"], HOUSED, everybody=True)
    other = staff(Role.ASSESSOR, other_agency)
    assert list(stays(other, exit_date=None)) == [theirs.pk]


def test_stay_that_began_later_than_the_exit_refuses_the_household(assessor, family, agency):
    with seeding(agency.continuum):
        Enrollment.objects.filter(client_id=family["child"].client_id).update(entry_date=date(2025, 7, 1))
    with pytest.raises(Invalid, match="between the entry day"):
        leave(assessor, family["head"], HOUSED, everybody=True)
    assert open_ones(assessor, family) == {"head", "partner", "child"}


def test_second_exit_strangers_and_readers(assessor, stranger, agency, family):
    with acting(stranger), pytest.raises(Missing):
        exit_enrollment(by=stranger, enrollment_id=stays(assessor)[family["head"].client_id].pk, leaving=STREET)
    with pytest.raises(Forbidden):
        leave(staff(Role.AUDITOR, agency), family["head"], STREET, everybody=True)
    leave(assessor, family["head"], STREET, everybody=True)
    for how in ({"everybody": True}, {"staying": {family["partner"].client_id: SELF}}):
        with pytest.raises(Conflict):
            leave(assessor, family["head"], STREET, **how)

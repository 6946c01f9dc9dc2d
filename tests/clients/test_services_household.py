"""Who lives together, who is enrolled, and how they leave."""

from datetime import date, timedelta

import pytest

from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client, Enrollment, HouseholdMember
from clients.services.consent import record_refusal
from clients.services.enrollment import Leaving, enroll_household, open_enrollment
from clients.services.exits import exit_enrollment
from clients.services.household import (
    Membership,
    add_member,
    edit_member,
    household_of,
    open_household,
)
from clients.services.moving_out import remove_member
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory, EnrollmentFactory, IdentityFactory

SINCE = date(2024, 1, 1)
CHILD, PARTNER, HEAD = 2, 3, 1


@pytest.fixture
def child(agency):
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client, first_name="Mina", birth_date=date(2019, 2, 3))
    return client


@pytest.fixture
def bound(assessor):
    with acting(assessor):
        yield assessor


def add(actor, head, client, **kwargs):
    values = {"relationship": CHILD, "joined_on": SINCE, **kwargs}
    return add_member(by=actor, head_id=head.pk, client_id=client.pk, membership=Membership(**values))


def names(household):
    return sorted((m.client_id, m.relationship) for m in household.members.filter(left_on=None))


def test_first_member_opens_a_household_with_its_head(bound, person, child):
    member = add(bound, person, child)
    assert names(member.household) == sorted([(person.pk, HEAD), (child.pk, CHILD)])
    assert household_of(person) == household_of(child) == member.household


def test_adding_twice_changes_nothing(bound, person, child):
    assert add(bound, person, child).pk == add(bound, person, child, relationship=PARTNER).pk


def test_who_lived_alone_leaves_their_household_of_one(bound, person, child):
    own = open_household(by=bound, client_id=child.pk, joined_on=SINCE)
    member = add(bound, person, child)
    assert household_of(child) == member.household != own
    assert own.members.get().left_on == SINCE


def test_who_lives_with_others_is_asked_first(bound, person, child, agency):
    other = ClientFactory(agency=agency)
    add(bound, other, child)
    with pytest.raises(Invalid, match="another household"):
        add(bound, person, child)


def test_opening_a_household_twice_gives_the_same(bound, person):
    assert open_household(by=bound, client_id=person.pk) == open_household(by=bound, client_id=person.pk)


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [({"relationship": HEAD}, "exactly one head"), ({"joined_on": date(2999, 1, 1)}, "in the future")],
)
def test_what_a_new_member_cannot_be(bound, person, child, kwargs, words):
    with pytest.raises(Invalid, match=words):
        add(bound, person, child, **kwargs)


def test_nobody_joins_their_own_household(bound, person):
    with pytest.raises(Invalid):
        add(bound, person, person)


def test_survivors_and_named_people_do_not_mix(agency, person):
    worker = staff(Role.AGENCY_MANAGER, agency)
    anonymous = ClientFactory(agency=agency, anonymous=True)
    with acting(worker), pytest.raises(Invalid, match="cannot share a household"):
        add(worker, person, anonymous)


def test_hidden_person_cannot_be_added(partner, shared_person, person):
    with acting(partner), pytest.raises(Missing):
        add(partner, shared_person, person)


def test_member_is_corrected_and_the_head_stays_the_head(bound, person, child):
    member = add(bound, person, child)
    edit_member(by=bound, member_id=member.pk, relationship=4, lives_elsewhere=True)
    member.refresh_from_db()
    assert (member.relationship, member.lives_elsewhere) == (4, True)
    head = member.household.members.get(relationship=HEAD)
    for row, relationship in ((head, CHILD), (member, HEAD)):
        with pytest.raises(Invalid):
            edit_member(by=bound, member_id=row.pk, relationship=relationship, lives_elsewhere=False)


def test_member_leaves_once(bound, person, child):
    member = add(bound, person, child)
    remove_member(by=bound, member_id=member.pk, left_on=date(2025, 1, 1))
    again = remove_member(by=bound, member_id=member.pk, left_on=date(2025, 6, 1))
    assert again.left_on == date(2025, 1, 1)
    assert household_of(child) is None


@pytest.mark.parametrize("day", [date(2023, 1, 1), date(2999, 1, 1)])
def test_day_of_leaving_lies_between_joining_and_today(bound, person, child, day):
    with pytest.raises(Invalid):
        remove_member(by=bound, member_id=add(bound, person, child).pk, left_on=day)


def test_head_leaves_last(bound, person, child):
    member = add(bound, person, child)
    head = member.household.members.get(relationship=HEAD)
    with pytest.raises(Invalid, match="cannot leave while others stay"):
        remove_member(by=bound, member_id=head.pk, left_on=clock.today())
    remove_member(by=bound, member_id=member.pk, left_on=clock.today())
    assert remove_member(by=bound, member_id=head.pk, left_on=clock.today()).left_on == clock.today()


def test_member_of_a_hidden_household_is_missing(assessor, partner, person, child):
    with acting(assessor):
        member = add(assessor, person, child)
    with acting(partner), pytest.raises(Missing):
        remove_member(by=partner, member_id=member.pk, left_on=clock.today())


def test_everybody_is_enrolled_once(bound, program, person, child):
    add(bound, person, child)
    made = enroll_household(by=bound, client_id=child.pk, entry_date=SINCE)
    assert {(stay.client_id, stay.relationship) for stay in made} == {(person.pk, HEAD), (child.pk, CHILD)}
    assert {stay.program for stay in made} == {program}
    assert enroll_household(by=bound, client_id=person.pk, entry_date=clock.today()) == []
    assert Enrollment.objects.filter(exit_date=None).count() == 2


def test_household_of_one_is_opened_by_enrolling(bound, program, person):
    stay = enroll_household(by=bound, client_id=person.pk, entry_date=SINCE)[0]
    assert (stay.relationship, household_of(person)) == (HEAD, stay.household)


def test_imported_stay_counts_as_enrolled(bound, program, person):
    EnrollmentFactory(client=person, program=program, imported=True)
    assert enroll_household(by=bound, client_id=person.pk, entry_date=SINCE) == []


def test_new_member_is_enrolled_later(bound, program, person, child):
    enroll_household(by=bound, client_id=person.pk, entry_date=SINCE)
    add(bound, person, child)
    assert [stay.client for stay in enroll_household(by=bound, client_id=person.pk, entry_date=SINCE)] == [child]


def test_enrollment_needs_the_program_and_a_day_that_has_come(bound, person):
    with pytest.raises(Conflict, match="not set up"):
        enroll_household(by=bound, client_id=person.pk, entry_date=SINCE)
    with pytest.raises(Invalid, match="future"):
        enroll_household(by=bound, client_id=person.pk, entry_date=clock.today() + timedelta(days=1))


def test_provider_does_not_enroll_in_the_cas_program(agency, program, shared_person):
    provider = staff(Role.HOUSING_PROVIDER, agency)
    with acting(provider), pytest.raises((Forbidden, Missing)):
        enroll_household(by=provider, client_id=shared_person.pk, entry_date=SINCE)


HOUSED = Leaving(exit_date=date(2025, 5, 1), destination=410, reason="housed_by_cas")


@pytest.fixture
def stay(bound, program, person):
    return enroll_household(by=bound, client_id=person.pk, entry_date=SINCE)[0]


def leave(actor, stay, leaving):
    return exit_enrollment(by=actor, enrollment_id=stay.pk, leaving=leaving)


def test_exit_keeps_day_destination_and_reason(bound, stay, person):
    leave(bound, stay, HOUSED)
    stay.refresh_from_db()
    assert (stay.exit_date, stay.destination, stay.exit_reason) == (date(2025, 5, 1), 410, "housed_by_cas")
    assert open_enrollment(person) is None


def test_exit_twice_is_a_conflict(bound, stay):
    leave(bound, stay, HOUSED)
    with pytest.raises(Conflict):
        leave(bound, stay, HOUSED)


@pytest.mark.parametrize(
    "leaving",
    [
        Leaving(exit_date=date(2023, 1, 1), destination=410, reason="housed_by_cas"),
        Leaving(exit_date=date(2999, 1, 1), destination=410, reason="housed_by_cas"),
        Leaving(exit_date=date(2025, 5, 1), destination=37, reason="left_area"),  # not a destination
        Leaving(exit_date=date(2025, 5, 1), destination=435, reason="housed_by_cas"),  # which subsidy?
        Leaving(exit_date=date(2025, 5, 1), destination=410, reason="housed_by_cas", subsidy=433),
        Leaving(exit_date=date(2025, 5, 1), destination=410, reason="because"),
        Leaving(exit_date=date(2025, 5, 1), destination=24, reason="left_area"),
        Leaving(exit_date=date(2025, 5, 1), destination=410, reason="deceased"),
    ],
)
def test_what_is_no_exit(bound, stay, leaving):
    with pytest.raises(Invalid):
        leave(bound, stay, leaving)


def test_rental_with_a_subsidy_says_which(bound, stay):
    leave(bound, stay, Leaving(exit_date=date(2025, 5, 1), destination=435, reason="housed_by_cas", subsidy=433))
    stay.refresh_from_db()
    assert stay.destination_subsidy == 433


def test_death_is_written_to_the_person(bound, stay, person):
    leave(bound, stay, Leaving(exit_date=date(2025, 5, 1), destination=24, reason="deceased"))
    assert Client.objects.get(pk=person.pk).deceased_on == date(2025, 5, 1)


@pytest.mark.parametrize(("destination", "ends"), [(410, True), (421, True), (24, True), (116, False), (302, False)])
def test_permanent_housing_and_death_end_the_search(destination, ends):
    assert Leaving(exit_date=SINCE, destination=destination, reason="").ends_search is ends


def test_exit_of_a_hidden_client_is_missing(assessor, partner, program, person):
    with acting(assessor):
        stay = enroll_household(by=assessor, client_id=person.pk, entry_date=SINCE)[0]
    with acting(partner), pytest.raises(Missing):
        leave(partner, stay, HOUSED)


def test_member_rows_are_gone_from_partners_when_the_release_is(assessor, partner, shared_person):
    with acting(assessor):
        open_household(by=assessor, client_id=shared_person.pk)
    with acting(partner):
        assert HouseholdMember.objects.visible_to(partner).count() == 1
    with acting(assessor):
        record_refusal(by=assessor, client_id=shared_person.pk, signed_on=clock.today())
    with acting(partner):
        assert HouseholdMember.objects.count() == 0

"""Households that part, new heads, and leaving days taken back."""

from datetime import date

import pytest

from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from clients.household import CHILD, SELF, SPOUSE_OR_PARTNER, HouseholdType
from clients.household_page import history, household_on
from clients.models import Client, Enrollment, Household, HouseholdMember
from clients.services.household import household_of
from clients.services.moving_out import GoesTo, remove_member
from clients.services.parting import correct_leaving, part_household, state_of
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import (
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
)

pytestmark = pytest.mark.slow
APART = date(2025, 6, 1)


@pytest.fixture
def home(person, agency, program):
    """Rosa (head), her partner and a child, enrolled in CAS; by name to their member rows."""
    household = HouseholdFactory(client=person)
    people, rows = {"head": person}, {"head": HouseholdMemberFactory(household=household, client=person)}
    for name, relationship, born in (("partner", 3, date(1984, 1, 1)), ("child", 2, date(2016, 2, 2))):
        one = ClientFactory(agency=agency, birth_year=born.year)
        IdentityFactory(client=one, first_name=name.title(), birth_date=born)
        people[name] = one
        rows[name] = HouseholdMemberFactory(household=household, client=one, relationship=relationship)
    for name, row in rows.items():
        row.client, row.household = people[name], household
        EnrollmentFactory(
            client=row.client, household=household, program=program, relationship=row.relationship,
            entry_date=date(2024, 1, 1),
        )  # fmt: skip
    return rows


def part(actor, home, leaving, staying, **how):
    ids = [{home[name].pk: relation for name, relation in side.items()} for side in (leaving, staying)]
    with acting(actor):
        return part_household(
            by=actor, client_id=home["head"].client_id, on=how.pop("on", APART), leaving=ids[0], staying=ids[1], **how
        )


def kind_on(actor, client, day):
    with acting(actor):
        return household_on(actor, client, day).facts.type


def test_a_couple_parts_and_the_child_goes_with_one_of_them(assessor, home):
    new = part(assessor, home, {"partner": SELF, "child": CHILD}, {"head": SELF})
    partner, head = home["partner"].client, home["head"].client
    assert new.client_id == partner.pk
    before, after = date(2025, 5, 31), APART
    assert kind_on(assessor, head, before) is kind_on(assessor, partner, before) is HouseholdType.FAMILY
    assert kind_on(assessor, partner, after) is HouseholdType.FAMILY
    assert kind_on(assessor, head, after) is HouseholdType.SINGLE_ADULT
    with acting(assessor):
        stays = {stay.client_id: (stay.household_id, stay.relationship) for stay in Enrollment.objects.all()}
    assert stays[partner.pk] == (new.pk, SELF)
    assert stays[home["child"].client_id] == (new.pk, CHILD)
    assert stays[head.pk] == (home["head"].household_id, SELF)


def test_when_the_head_leaves_another_member_heads_the_household_from_its_start(assessor, home):
    part(assessor, home, {"head": SELF}, {"partner": SELF, "child": CHILD})
    with acting(assessor):
        old = Household.objects.get(pk=home["head"].household_id)
        assert old.client_id == home["partner"].client_id
        now = {row.client_id: row.relationship for row in old.members.filter(left_on=None)}
        assert now == {home["partner"].client_id: SELF, home["child"].client_id: CHILD}
        stays = {stay.client_id: stay.relationship for stay in Enrollment.objects.filter(household=old)}
        assert stays == now
    assert kind_on(assessor, home["child"].client, APART) is HouseholdType.FAMILY


@pytest.mark.parametrize(
    ("leaving", "staying", "how", "words"),
    [
        ({"partner": 3}, {"head": 1, "child": 2}, {}, "need one head"),
        ({"head": 1}, {"partner": 3, "child": 2}, {}, "choose one head among those who stay"),
        ({"partner": 1}, {"head": 1}, {}, "everybody"),
        ({}, {"head": 1, "partner": 3, "child": 2}, {}, "everybody"),
        ({"head": 1, "partner": 3, "child": 2}, {}, {}, "has to stay"),
        ({"partner": 1}, {"head": 1, "child": 2}, {"on": date(2999, 1, 1)}, "The day must lie"),
        ({"partner": 1}, {"head": 1, "child": 2}, {"on": date(2019, 1, 1)}, "The day must lie"),
    ],
)
def test_what_is_no_parting(assessor, home, leaving, staying, how, words):
    with pytest.raises(Invalid, match=words):
        part(assessor, home, leaving, staying, **how)
    with acting(assessor):
        assert HouseholdMember.objects.filter(left_on=None).count() == 3


def test_a_form_about_a_household_that_changed_is_stale(assessor, home):
    with acting(assessor):
        seen = state_of(home["head"].household)
        remove_member(by=assessor, member_id=home["child"].pk, left_on=APART, goes_to=GoesTo(destination=422))
    with pytest.raises(StaleForm):
        part(assessor, home, {"partner": SELF}, {"head": SELF}, seen=seen)


def test_strangers_and_readers_part_nobody(stranger, agency, home):
    with pytest.raises(Missing):
        part(stranger, home, {"partner": SELF}, {"head": SELF, "child": CHILD})
    with pytest.raises(Forbidden):
        part(staff(Role.AUDITOR, agency), home, {"partner": SELF}, {"head": SELF, "child": CHILD})


def test_a_wrong_leaving_is_taken_back_or_moved_to_the_right_day(assessor, home):
    child = home["child"]
    with acting(assessor):
        remove_member(by=assessor, member_id=child.pk, left_on=APART, goes_to=GoesTo(destination=422))
        correct_leaving(by=assessor, member_id=child.pk, left_on=date(2025, 5, 1))
    assert kind_on(assessor, home["head"].client, date(2025, 5, 2)) is HouseholdType.COUPLE
    with acting(assessor):
        for _twice in range(2):
            correct_leaving(by=assessor, member_id=child.pk, left_on=None)
        assert household_of(Client.objects.get(pk=child.client_id)).pk == child.household_id
        assert len(history(assessor, home["head"].client)) == 3
        with pytest.raises(Invalid, match="between"):
            remove_member(by=assessor, member_id=child.pk, left_on=APART, goes_to=GoesTo(destination=422))
            correct_leaving(by=assessor, member_id=child.pk, left_on=date(2999, 1, 1))


def test_taking_back_a_parting_brings_the_person_and_their_stay_home(assessor, home):
    part(assessor, home, {"partner": SELF}, {"head": SELF, "child": CHILD})
    with acting(assessor):
        correct_leaving(by=assessor, member_id=home["partner"].pk, left_on=None)
        partner = Client.objects.get(pk=home["partner"].client_id)
        assert household_of(partner).pk == home["head"].household_id
        stay = Enrollment.objects.get(client=partner)
        assert (stay.household_id, stay.relationship) == (home["head"].household_id, SPOUSE_OR_PARTNER)


def test_who_lives_with_others_by_now_is_not_taken_back(assessor, home):
    part(assessor, home, {"partner": SELF, "child": CHILD}, {"head": SELF})
    with acting(assessor), pytest.raises(Invalid, match="another household"):
        correct_leaving(by=assessor, member_id=home["partner"].pk, left_on=None)


def test_a_birthday_changes_what_the_household_is_on_that_day(assessor, home):
    with acting(assessor):
        born = home["child"].client.identity
        born.birth_date = date(2007, 8, 6)
        born.save(update_fields=["birth_date"])
    assert kind_on(assessor, home["head"].client, date(2025, 8, 5)) is HouseholdType.FAMILY
    assert kind_on(assessor, home["head"].client, date(2025, 8, 6)) is HouseholdType.ADULT_GROUP

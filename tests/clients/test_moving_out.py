"""Who leaves a household: where they live then, what becomes of their stay in CAS, and whose papers are asked for."""

from datetime import date, timedelta

import pytest

from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients.household import CHILD, SELF, SPOUSE_OR_PARTNER
from clients.models import Enrollment, HouseholdMember
from clients.services.enrollment import enroll_household
from clients.services.household import Membership, add_member, household_of
from clients.services.moving_out import GoesTo, remove_member
from clients.services.outside import open_to_agency
from clients.services.parting import correct_leaving, part_household
from documents.readiness import readiness_of
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import (
    ClientFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
)

pytestmark = pytest.mark.slow
APART, ENTERED = date(2025, 6, 1), date(2024, 1, 1)
GRANDPARENTS = GoesTo(destination=422)


def leave(actor, member, on=APART, **how):
    with acting(actor):
        return remove_member(by=actor, member_id=member.pk, left_on=on, **how)


def stay_of(actor, member) -> Enrollment:
    with acting(actor):
        return Enrollment.objects.select_related("program").get(client_id=member.client_id)


def test_partner_who_left_heads_a_household_of_their_own_and_their_stay_goes_along(assessor, family):
    leave(assessor, family["partner"])
    stay = stay_of(assessor, family["partner"])
    assert (stay.exit_date, stay.relationship, stay.coc_code) == (None, SELF, stay.program.coc_code)
    with acting(assessor):
        own = household_of(family["partner"].client)
        assert own.pk == stay.household_id != family["head"].household_id
        assert (own.client_id, own.members.get().joined_on) == (family["partner"].client_id, APART)
        assert enroll_household(by=assessor, client_id=family["partner"].client_id, entry_date=APART) == []
    for name in ("head", "child"):
        assert stay_of(assessor, family[name]).household_id == family["head"].household_id


def test_papers_are_asked_of_those_who_live_together_today(assessor, family, agency):
    ask = {name: row.client for name, row in family.items()}

    def asked_of(name) -> set[int]:
        with seeding(agency.continuum):
            return {need.client_id for need in readiness_of(ask[name], clock.today()).missing}

    everybody = {client.pk for client in ask.values()}
    assert asked_of("head") == asked_of("partner") == everybody
    leave(assessor, family["partner"])
    assert asked_of("partner") == {ask["partner"].pk}
    assert asked_of("head") == everybody - {ask["partner"].pk}


def test_papers_of_a_household_somebody_left_are_not_asked_for_though_their_stay_lags_behind(family, agency):
    """As an import may bring it, or a leaving recorded before stays followed."""
    partner = family["partner"].client
    with seeding(agency.continuum):
        HouseholdMember.objects.filter(pk=family["partner"].pk).update(left_on=APART)
        assert {need.client_id for need in readiness_of(partner, clock.today()).missing} == {partner.pk}
        before = readiness_of(partner, APART - timedelta(days=1)).missing
    assert len({need.client_id for need in before}) == 3


def test_enrolling_again_brings_home_a_stay_that_was_left_behind(assessor, family, agency):
    with seeding(agency.continuum):
        HouseholdMember.objects.filter(pk=family["partner"].pk).update(left_on=APART)
    with acting(assessor):
        made = enroll_household(by=assessor, client_id=family["partner"].client_id, entry_date=clock.today())
        assert [stay.client_id for stay in made] == [family["partner"].client_id]
        assert enroll_household(by=assessor, client_id=family["partner"].client_id, entry_date=clock.today()) == []
    stay = stay_of(assessor, family["partner"])
    assert (stay.entry_date, stay.relationship) == (ENTERED, SELF)
    assert stay.household_id != family["head"].household_id


def test_who_is_not_enrolled_leaves_without_a_household(assessor, family, agency):
    friend = ClientFactory(agency=agency)
    row = HouseholdMemberFactory(household=family["head"].household, client=friend, relationship=5)
    leave(assessor, row)
    with acting(assessor):
        assert household_of(friend) is None
        made = enroll_household(by=assessor, client_id=friend.pk, entry_date=APART)
        assert [(stay.client_id, stay.relationship) for stay in made] == [(friend.pk, SELF)]


def test_stay_of_a_minor_ends_with_where_they_go(assessor, family):
    with pytest.raises(Invalid, match="say where they go"):
        leave(assessor, family["child"])
    for wrong in (GoesTo(destination=435), GoesTo(destination=37), GoesTo(destination=422, subsidy=433)):
        with pytest.raises(Invalid):
            leave(assessor, family["child"], goes_to=wrong)
    assert stay_of(assessor, family["child"]).exit_date is None
    leave(assessor, family["child"], goes_to=GRANDPARENTS)
    stay = stay_of(assessor, family["child"])
    assert (stay.exit_date, stay.destination, stay.exit_reason) == (APART, 422, "unable_to_serve")
    with acting(assessor):
        assert household_of(family["child"].client) is None
        assert HouseholdMember.objects.get(pk=family["child"].pk).left_on == APART


def test_minor_who_left_before_they_were_enrolled_was_enrolled_for_a_day(assessor, family):
    leave(assessor, family["child"], on=date(2023, 12, 1), goes_to=GRANDPARENTS)
    assert stay_of(assessor, family["child"]).exit_date == ENTERED


def test_minor_joins_another_household_and_is_enrolled_there(assessor, family, agency, program):
    leave(assessor, family["child"], goes_to=GRANDPARENTS)
    aunt = ClientFactory(agency=agency)
    with acting(assessor):
        joins = Membership(relationship=4, joined_on=APART)
        add_member(by=assessor, head_id=aunt.pk, client_id=family["child"].client_id, membership=joins)
        made = enroll_household(by=assessor, client_id=aunt.pk, entry_date=APART)
        assert {(stay.client_id, stay.relationship) for stay in made} == {(aunt.pk, 1), (family["child"].client_id, 4)}


def test_stay_of_a_minor_ends_on_the_corrected_day(assessor, family):
    leave(assessor, family["child"], goes_to=GRANDPARENTS)
    for day, ended in ((date(2025, 5, 1), date(2025, 5, 1)), (date(2023, 5, 1), ENTERED)):
        with acting(assessor):
            correct_leaving(by=assessor, member_id=family["child"].pk, left_on=day)
        assert stay_of(assessor, family["child"]).exit_date == ended


def test_minor_who_never_left_is_enrolled_as_before(assessor, family):
    leave(assessor, family["child"], goes_to=GRANDPARENTS)
    with acting(assessor):
        correct_leaving(by=assessor, member_id=family["child"].pk, left_on=None)
    stay = stay_of(assessor, family["child"])
    assert (stay.exit_date, stay.destination, stay.exit_reason, stay.relationship) == (None, None, "", CHILD)


def test_partner_who_never_left_is_back_with_their_stay(assessor, family):
    leave(assessor, family["partner"])
    with acting(assessor):
        correct_leaving(by=assessor, member_id=family["partner"].pk, left_on=None)
        assert household_of(family["partner"].client).pk == family["head"].household_id
    stay = stay_of(assessor, family["partner"])
    assert (stay.household_id, stay.relationship, stay.coc_code) == (family["head"].household_id, SPOUSE_OR_PARTNER, "")


def test_adult_does_not_leave_minors_alone(assessor, agency, program):
    """A minor is head, as an import may say; the only adult cannot go without them."""
    head, parent = ClientFactory(agency=agency, birth_year=2010), ClientFactory(agency=agency)
    IdentityFactory(client=head, birth_date=date(2010, 1, 1))
    household = HouseholdFactory(client=head)
    HouseholdMemberFactory(household=household, client=head)
    row = HouseholdMemberFactory(household=household, client=parent, relationship=4)
    with pytest.raises(Invalid, match="no minors on their own"):
        leave(assessor, row)


def test_household_does_not_part_into_minors_alone(assessor, family):
    sides = {"leaving": {family["child"].pk: SELF}, "staying": {family["head"].pk: SELF, family["partner"].pk: 3}}
    with acting(assessor), pytest.raises(Invalid, match="no minors on their own"):
        part_household(by=assessor, client_id=family["head"].client_id, on=APART, **sides)
    sides = {"leaving": {family["head"].pk: SELF, family["partner"].pk: 3}, "staying": {family["child"].pk: SELF}}
    with acting(assessor), pytest.raises(Invalid, match="no minors on their own"):
        part_household(by=assessor, client_id=family["head"].client_id, on=APART, **sides)
    with acting(assessor):
        assert HouseholdMember.objects.filter(left_on=None).count() == 3


def test_head_does_not_leave_members_who_are_closed_to_whoever_asks(assessor, partner, shared_person, other_agency):
    """Who stays is asked of the household, not of what the actor sees."""
    theirs = ClientFactory(agency=other_agency)
    household = HouseholdFactory(client=shared_person)
    row = HouseholdMemberFactory(household=household, client=shared_person)
    HouseholdMemberFactory(household=household, client=theirs, relationship=3)
    with pytest.raises(Invalid, match="cannot leave while others stay"):
        leave(assessor, row)


def test_provider_of_a_referral_ends_no_stay_in_cas(agency, family, other_agency):
    provider, boss = staff(Role.HOUSING_PROVIDER, other_agency), staff(Role.ASSESSOR, agency)
    with acting(boss):
        for row in family.values():
            open_to_agency(by=boss, client_id=row.client_id, agency_id=other_agency.pk, reason="referral")
    with pytest.raises(Forbidden):
        leave(provider, family["child"], goes_to=GRANDPARENTS)
    assert stay_of(boss, family["child"]).exit_date is None


def test_late_form_and_strangers_change_nothing(assessor, stranger, family):
    opened = editing.token({"left_on": None})
    leave(assessor, family["partner"])
    with pytest.raises(StaleForm):
        leave(assessor, family["partner"], on=date(2025, 5, 1), opened=opened)
    with pytest.raises(Missing):
        leave(stranger, family["child"], goes_to=GRANDPARENTS)
    assert stay_of(assessor, family["child"]).exit_date is None


def test_whoever_joins_brings_their_stay_into_the_household(assessor, family, agency, program):
    newcomer = ClientFactory(agency=agency)
    with acting(assessor):
        (own,) = enroll_household(by=assessor, client_id=newcomer.pk, entry_date=APART)
        joins = Membership(relationship=4, joined_on=clock.today())
        add_member(by=assessor, head_id=family["head"].client_id, client_id=newcomer.pk, membership=joins)
        own.refresh_from_db()
        assert (own.household_id, own.relationship, own.coc_code) == (family["head"].household_id, 4, "")
        assert own.entry_date == APART
        assert enroll_household(by=assessor, client_id=newcomer.pk, entry_date=APART) == []

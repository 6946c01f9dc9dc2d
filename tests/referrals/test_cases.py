"""The worked examples of referrals (policy §16), by their ids."""

from datetime import date

import pytest

from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.accounts.settings import DEFAULTS
from cas_portal.notifications.models import Notification
from clients.models import Enrollment
from clients.services.enrollment import Leaving
from referrals import services
from referrals.deadlines import Rules
from referrals.models import Referral
from referrals.services.program import suggested_park_end
from referrals.states import OpeningStatus, State
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory
from tests.factories.base import seeding
from tests.factories.referrals import ReferralFactory
from tests.referrals import world as worlds
from tests.referrals.world import acting, on

DEFAULT_RULES = Rules(DEFAULTS, frozenset(), "America/Los_Angeles")

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.case("F09")
def test_a_confirmed_decline_has_result_3_and_frees_the_opening(world):
    hct = AssessmentFactory(client=world.client, assessed_on=date(2025, 3, 1), valid_through=date(2026, 6, 1))
    with on(2025, 9, 2):
        made = world.declined("not_eligible_housing")
        world.do(world.ssf, services.confirm_decline, referral_id=made.public_id)

    found = world.read(made)
    assert (found.state, found.ce_event.result) == (State.DECLINED_PROVIDER, 3)
    assert found.opening.status == OpeningStatus.SOURCING
    with seeding(world.client_agency.continuum):
        hct.refresh_from_db()
    assert hct.assessed_on == date(2025, 3, 1)


@pytest.mark.case("F10")
def test_an_overruled_decline_goes_on_without_a_result(world):
    with on(2025, 9, 2):
        made = world.declined()
        world.do(world.ssf, services.override_decline, referral_id=made.public_id, note="The rule changed in May.")

    found = world.read(made)
    assert (found.state, found.ce_event.result, found.reason) == (State.IN_PROCESS, None, "")
    assert found.opening.status == OpeningStatus.OFFERED


@pytest.mark.case("F11")
def test_a_no_show_has_result_2(world):
    with on(2025, 9, 2):
        made = world.in_process()
    with on(2025, 9, 10):
        missed = [date(2025, 9, 4), date(2025, 9, 9)]
        world.do(world.housing, services.no_show, referral_id=made.public_id, missed=missed)

    found = world.read(made)
    assert (found.state, found.ce_event.result) == (State.NO_SHOW, 2)


@pytest.mark.parametrize(
    ("today", "missed", "enough"),
    [
        (date(2025, 9, 8), [date(2025, 9, 4)], False),
        (date(2025, 9, 9), [date(2025, 9, 4)], True),
        (date(2025, 9, 8), [date(2025, 9, 4), date(2025, 9, 4)], False),
        (date(2025, 9, 8), [date(2025, 9, 4), date(2025, 9, 5)], True),
    ],
)
def test_one_missed_appointment_needs_two_business_days_without_contact(world, today, missed, enough):
    with on(2025, 9, 2):
        made = world.sent()
    with on(today.year, today.month, today.day):
        if enough:
            world.do(world.housing, services.no_show, referral_id=made.public_id, missed=missed)
        else:
            with pytest.raises(Conflict):
                world.do(world.housing, services.no_show, referral_id=made.public_id, missed=missed)


@pytest.mark.case("F12")
def test_the_third_decline_of_a_client_asks_for_a_case_conference(world):
    for number in range(3):
        with on(2025, 9, 2 + number):
            made = world.sent(opening=world.another_opening())
            world.do(world.manager, services.client_declines, referral_id=made.public_id, reason="another_area")
        assert world.read(made).case_conference is (number == 2)

    found = world.read(made)
    assert (found.state, found.ce_event.result) == (State.DECLINED_CLIENT, 2)
    with acting(world.ssf):
        kinds = [notice.kind for notice in _notices(world.ssf)]
    assert kinds.count("N13") == 1
    with seeding(world.client_agency.continuum):
        assert Enrollment.objects.get(client=world.client).exit_date is None


def _notices(actor):

    return list(Notification.objects.visible_to(actor))


@pytest.mark.case("F13")
@pytest.mark.parametrize(
    ("day", "until"), [(date(2025, 9, 10), date(2025, 10, 10)), (date(2025, 1, 31), date(2025, 3, 2))]
)
def test_a_client_who_cannot_be_found_is_parked_for_30_days(world, day, until):
    assert suggested_park_end("disengaged", day, DEFAULT_RULES) == until
    with on(day.year, day.month, day.day):
        made = world.sent()
        world.do(world.housing, services.park, referral_id=made.public_id, reason="disengaged", until=until)

    found = world.read(made)
    assert (found.state, found.park_until) == (State.PARKED, until)
    assert found.opening.status == OpeningStatus.SOURCING


def test_a_park_without_a_known_end_is_reviewed_in_twelve_months():
    assert suggested_park_end("client_waits", date(2025, 9, 10), DEFAULT_RULES) == date(2026, 9, 10)
    assert suggested_park_end("short_stay", date(2025, 9, 10), DEFAULT_RULES) is None


@pytest.mark.case("F15")
def test_enrolling_ends_the_other_live_referral_without_a_result(world):
    with on(2025, 9, 2):
        made = world.accepted()
        other_opening = world.another_opening()
        other = ReferralFactory(client=world.client, opening=other_opening, client_slot=2, state=State.CANDIDATE)
        world.do(world.housing, services.enroll, referral_id=made.public_id, starts_on=date(2025, 9, 2))

    found = world.read(other)
    assert (found.state, found.reason, found.ce_event) == (State.CANCELLED, "enrolled_elsewhere", None)
    assert world.read(made).state == State.ENROLLED
    assert world.read_opening(other_opening).status == OpeningStatus.SOURCING


@pytest.mark.case("F16")
def test_a_household_in_transitional_housing_may_be_offered_permanent_housing(db):
    world = worlds.build(project_type=2, housing_kind="th")
    with on(2025, 9, 2):
        made = world.enrolled()
        offered = world.candidate(opening=world.another_opening())

    assert world.read(made).ce_event.event == 11
    assert world.read(offered).state == State.CANDIDATE
    with seeding(world.client_agency.continuum):
        assert Enrollment.objects.get(client=world.client, program__is_cas=True).exit_date is None


@pytest.mark.case("F17")
def test_a_household_that_leaves_without_moving_in_is_back_with_its_hct_date(db):
    world = worlds.build(project_type=13, housing_kind="rrh")
    hct = AssessmentFactory(client=world.client, assessed_on=date(2025, 3, 1), valid_through=date(2026, 6, 1))
    with on(2025, 9, 2):
        made = world.enrolled()
    with on(2025, 11, 1):
        leaving = Leaving(exit_date=date(2025, 11, 1), destination=116, reason="unable_to_serve")
        world.do(
            world.housing,
            services.return_to_list,
            referral_id=made.public_id,
            reason="left_before_move_in",
            leaving=leaving,
        )

    found = world.read(made)
    assert (found.state, found.opening.status) == (State.RETURNED, OpeningStatus.SOURCING)
    with seeding(world.client_agency.continuum):
        hct.refresh_from_db()
        assert Enrollment.objects.get(client=world.client, program__is_cas=True).exit_date is None
        stay = Enrollment.objects.get(client=world.client, program=world.program)
    assert (stay.exit_date, stay.destination, hct.assessed_on) == (date(2025, 11, 1), 116, date(2025, 3, 1))


def test_after_90_days_it_is_no_return(db):
    world = worlds.build(project_type=13)
    with on(2025, 9, 2):
        made = world.enrolled()
    with on(2025, 12, 2), pytest.raises(Conflict, match="over 90 days"):
        leaving = Leaving(exit_date=date(2025, 12, 2), destination=116, reason="unable_to_serve")
        world.do(
            world.housing,
            services.return_to_list,
            referral_id=made.public_id,
            reason="left_before_move_in",
            leaving=leaving,
        )


@pytest.mark.case("F18")
def test_a_referral_goes_on_after_the_hct_has_expired(world):
    AssessmentFactory(client=world.client, assessed_on=date(2024, 6, 5), valid_through=date(2025, 9, 5))
    with on(2025, 9, 2):
        made = world.in_process()
    with on(2025, 9, 8):
        world.do(world.housing, services.accept, referral_id=made.public_id)

    assert world.read(made).state == State.ACCEPTED


@pytest.mark.case("F19")
def test_a_housing_provider_sees_no_client_who_was_not_referred_to_it(world):
    elsewhere = staff(Role.HOUSING_PROVIDER, continuum=world.client_agency.continuum)
    with on(2025, 9, 2):
        made = world.sent()
    with acting(elsewhere):
        assert not Referral.objects.visible_to(elsewhere).exists()
        assert not type(world.client).objects.visible_to(elsewhere).exists()
    with pytest.raises(Missing):
        world.do(elsewhere, services.accept, referral_id=made.public_id)


@pytest.mark.case("F20")
@pytest.mark.parametrize("state", list(worlds.BUILDERS))
def test_death_ends_every_live_referral(world, state):
    with on(2025, 9, 2):
        made = worlds.BUILDERS[state](world)
        with seeding(world.client_agency.continuum):
            type(world.client).objects.filter(pk=world.client.pk).update(deceased_on=date(2025, 9, 2))
        world.do(world.ssf, services.end_referrals_of_deceased, client_id=world.client.pk)

    found = world.read(made)
    assert (found.state, found.reason, found.park_until) == (State.CANCELLED, "client_died", None)
    assert found.opening.status == OpeningStatus.SOURCING


@pytest.mark.case("F20")
def test_nobody_is_parked_after_death(world):
    with on(2025, 9, 2):
        made = world.sent()
        with seeding(world.client_agency.continuum):
            type(world.client).objects.filter(pk=world.client.pk).update(deceased_on=date(2025, 9, 2))
        with pytest.raises(Conflict, match="died"):
            world.do(
                world.housing,
                services.park,
                referral_id=made.public_id,
                reason="disengaged",
                until=date(2025, 10, 2),
            )


@pytest.mark.case("F21")
def test_the_fourth_live_referral_of_one_opening_is_refused(world):
    with on(2025, 9, 2):
        for number in range(3):
            world.candidate(client=world.another_household(), over_refer=number > 0)
        with pytest.raises(Conflict, match="3 live referrals"):
            world.candidate(client=world.another_household(), over_refer=True)


def test_a_second_offer_of_one_opening_must_be_meant(world):
    with on(2025, 9, 2):
        world.candidate()
        with pytest.raises(Conflict, match="already offered to another household"):
            world.candidate(client=world.another_household())


def test_a_household_is_offered_one_opening_at_a_time(world):
    with on(2025, 9, 2):
        world.candidate()
        with pytest.raises(Conflict, match="already offered another opening"):
            world.candidate(opening=world.another_opening())


@pytest.mark.case("F22")
def test_another_reason_counts_only_when_ssf_agrees(world):
    with on(2025, 9, 2):
        made = world.sent()
        with pytest.raises(Invalid):
            world.do(world.housing, services.decline, referral_id=made.public_id, reason="other")
        world.do(world.housing, services.decline, referral_id=made.public_id, reason="other", note="The unit flooded.")
        assert world.read(made).ce_event.result is None
        with pytest.raises(Invalid, match="why you agree"):
            world.do(world.ssf, services.confirm_decline, referral_id=made.public_id)
        world.do(world.ssf, services.confirm_decline, referral_id=made.public_id, note="Seen on site.")

    assert world.read(made).ce_event.result == 3


def test_the_provider_may_not_confirm_its_own_decline(world):
    with on(2025, 9, 2):
        made = world.declined()
        with pytest.raises(Forbidden):
            world.do(world.housing, services.confirm_decline, referral_id=made.public_id)

"""Business days, warnings, flags: what happens because time passes (policy §2, §7.2, §8)."""

from datetime import date

import pytest

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict
from cas_portal.accounts.models import Setting
from cas_portal.accounts.settings import DEFAULTS
from cas_portal.notifications.models import Notification
from referrals import services
from referrals.deadlines import Rules, moment, when
from referrals.models import Deadline
from referrals.services.sweep import sweep_continuum, sweep_deadlines
from referrals.states import OpeningStatus, State
from tests.factories.base import seeding
from tests.referrals import world as worlds
from tests.referrals.world import HOLIDAYS, acting, on

Due = Deadline.Kind
RULES = Rules(DEFAULTS, frozenset(HOLIDAYS), "America/Los_Angeles")


@pytest.mark.case("F01")
def test_an_answer_is_due_after_three_business_days_and_late_the_day_after():
    found = when(Due.ANSWER, date(2025, 8, 27), RULES)

    assert (found.due_on, found.acts_on) == (date(2025, 9, 2), date(2025, 9, 3))


@pytest.mark.case("F02")
@pytest.mark.parametrize(
    ("asked", "due"), [(date(2025, 8, 28), date(2025, 9, 3)), (date(2025, 8, 22), date(2025, 8, 27))]
)
def test_weekends_and_holidays_do_not_count(asked, due):
    assert when(Due.ANSWER, asked, RULES).due_on == due


@pytest.mark.case("F04")
def test_the_clocks_of_a_referral_that_was_sent():
    sent = date(2025, 9, 2)

    assert when(Due.ACKNOWLEDGE, sent, RULES).due_on == date(2025, 9, 5)
    assert when(Due.DECISION_WARNING, sent, RULES).acts_on == date(2025, 9, 9)
    assert when(Due.DECISION, sent, RULES).due_on == date(2025, 9, 12)
    assert when(Due.DECISION, sent, RULES).acts_on == date(2025, 9, 13)
    assert when(Due.ESCALATION, sent, RULES).acts_on == date(2025, 9, 20)


@pytest.mark.case("F05")
def test_a_community_may_call_it_stalled_on_the_due_day():
    rules = Rules({**DEFAULTS, "stall_on_due_day": True}, frozenset(HOLIDAYS), "America/Los_Angeles")

    assert when(Due.DECISION, date(2025, 9, 2), rules).acts_on == date(2025, 9, 12)


def test_the_warning_of_an_answer_comes_one_business_day_before():
    assert when(Due.ANSWER_WARNING, date(2025, 8, 27), RULES).acts_on == date(2025, 8, 29)


def test_a_day_begins_where_the_community_is():
    assert moment(date(2025, 9, 3), "America/Los_Angeles").isoformat() == "2025-09-03T07:00:00+00:00"
    assert moment(date(2025, 12, 3), "America/Los_Angeles").isoformat() == "2025-12-03T08:00:00+00:00"


@pytest.fixture
def community(transactional_db):
    """The world with committed rows, as the worker sees it."""
    return worlds.build()


@pytest.fixture
def sweep(community, as_worker):
    """Run the sweep as the worker on a day; returns how many deadlines it worked off."""

    def run(year: int, month: int, day: int) -> int:
        with on(year, month, day), as_worker():
            return sweep_continuum(Actor.system("sweep_deadlines", community.client_agency.continuum_id))

    return run


@pytest.mark.slow
@pytest.mark.case("F01")
def test_the_sweep_flags_a_late_answer_and_tells_manager_and_ssf(community, sweep):
    with on(2025, 8, 27):
        made = community.asked()

    sweep(2025, 9, 2)
    assert community.read(made).late_since is None
    assert sweep(2025, 9, 3) == 1

    found = community.read(made)
    assert (found.state, found.late_since, found.answer_due_on) == (
        State.PROVIDER_NOTIFIED,
        date(2025, 9, 3),
        date(2025, 9, 2),
    )
    with acting(community.ssf):
        assert Notification.objects.visible_to(community.ssf).filter(kind="N7").count() == 1
    assert sweep(2025, 9, 3) == 0


@pytest.mark.slow
def test_ssf_cancels_a_question_only_when_the_answer_is_late(community, sweep):
    with on(2025, 8, 27):
        made = community.asked()
        with pytest.raises(Conflict, match="still has time"):
            community.do(community.ssf, services.drop, referral_id=made.public_id, reason="cancelled_before_sending")
    sweep(2025, 9, 3)

    with on(2025, 9, 3):
        community.do(community.ssf, services.drop, referral_id=made.public_id, reason="cancelled_before_sending")

    assert community.read(made).state == State.CANCELLED
    assert community.read_opening().status == OpeningStatus.SOURCING


@pytest.mark.slow
@pytest.mark.case("F04")
def test_the_sweep_flags_a_stalled_referral_and_escalates_it(community, sweep):
    with on(2025, 9, 2):
        made = community.sent()

    sweep(2025, 9, 12)
    assert community.read(made).stalled_since is None
    sweep(2025, 9, 13)
    assert community.read(made).stalled_since == date(2025, 9, 13)
    sweep(2025, 9, 19)
    assert community.read(made).escalated_on is None
    sweep(2025, 9, 20)
    assert community.read(made).escalated_on == date(2025, 9, 20)

    with on(2025, 9, 20):
        community.do(community.ssf, services.cancel_stalled, referral_id=made.public_id)
    found = community.read(made)
    assert (found.state, found.reason, found.ce_event.result) == (State.CANCELLED, "program_silent", 3)


@pytest.mark.slow
@pytest.mark.case("F05")
def test_the_setting_moves_the_flag_to_the_due_day(community, sweep):
    Setting.objects.create(
        continuum=community.client_agency.continuum,
        key="stall_on_due_day",
        value=True,
        valid_from=date(2025, 1, 1),
        author=None,
    )
    with on(2025, 9, 2):
        made = community.sent()

    sweep(2025, 9, 11)
    assert community.read(made).stalled_since is None
    sweep(2025, 9, 12)
    assert community.read(made).stalled_since == date(2025, 9, 12)


@pytest.mark.slow
@pytest.mark.case("F06")
def test_an_answer_takes_the_flag_off_and_gives_ten_more_days(community, sweep):
    with on(2025, 9, 2):
        made = community.sent()
    sweep(2025, 9, 13)

    with on(2025, 9, 15):
        community.do(community.housing, services.engaging, referral_id=made.public_id)

    found = community.read(made)
    assert (found.stalled_since, found.decision_due_on) == (None, date(2025, 9, 25))
    sweep(2025, 9, 25)
    assert community.read(made).stalled_since is None
    sweep(2025, 9, 26)
    assert community.read(made).stalled_since == date(2025, 9, 26)


@pytest.mark.slow
@pytest.mark.case("F08")
def test_a_client_who_was_never_reached_was_last_seen_on_the_day_of_the_referral(community, sweep):
    with on(2025, 9, 2):
        made = community.sent()
    sweep(2025, 9, 13)

    with on(2025, 9, 15):
        community.do(community.housing, services.not_engaging, referral_id=made.public_id, reason="not_reached")

    found = community.read(made)
    assert (found.client_last_seen_on, found.stall_answered_on) == (date(2025, 9, 2), date(2025, 9, 15))
    sweep(2025, 9, 30)
    assert community.read(made).escalated_on is None


@pytest.mark.slow
def test_a_park_ends_on_its_day(community, sweep):
    with on(2025, 9, 10):
        made = community.parked()

    sweep(2025, 10, 9)
    assert community.read(made).state == State.PARKED
    sweep(2025, 10, 10)

    found = community.read(made)
    assert (found.state, found.closed_on) == (State.PARK_ENDED, date(2025, 10, 10))
    with acting(community.manager):
        assert Notification.objects.visible_to(community.manager).filter(kind="N12").count() == 2


@pytest.mark.slow
@pytest.mark.case("F20")
def test_the_sweep_ends_every_referral_of_a_client_who_died(community, sweep):
    with on(2025, 9, 10):
        made = community.parked()
    with seeding(community.client_agency.continuum):
        type(community.client).objects.filter(pk=community.client.pk).update(deceased_on=date(2025, 9, 12))

    sweep(2025, 9, 12)

    found = community.read(made)
    assert (found.state, found.reason, found.park_until) == (State.CANCELLED, "client_died", None)


@pytest.mark.slow
def test_the_task_sweeps_every_continuum(community, as_worker):
    with on(2025, 8, 27):
        made = community.asked()

    with on(2025, 9, 3), as_worker():
        assert sweep_deadlines() >= 1

    assert community.read(made).late_since == date(2025, 9, 3)

"""The support plan: goals, versions, agreement, who may write it, and when it is due."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessments.models import Plan
from assessments.plans.comparing import differences
from assessments.plans.content import Content, Goal, Help, Step, Supporter, content_of
from assessments.services import plans
from assessments.services.plans import PlanFacts
from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Contact
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import AssessmentFactory, FollowUpFactory, ready_household

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 8, 5)
SMART = dict.fromkeys(("specific", "measurable", "achievable", "relevant", "time_bound"), "Yes")


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2026, 8, 5, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    return ready_household()


def goal(**changes) -> Goal:
    return Goal(
        **{
            "text": "A door of my own", "area": "housing", "barriers": "No ID", "days": 90,
            "steps": (Step(text="Get an ID", owner="Worker", due=date(2026, 9, 1)),), **SMART, **changes,
        }
    )  # fmt: skip


def facts(**changes) -> PlanFacts:
    values = {"made_on": TODAY, "review_on": date(2026, 9, 4), "preferred": "psh", "agreement": "not_yet"}
    return PlanFacts(**{**values, **changes})


def save(by, home, version, one=None) -> Plan:
    return plans.save_goal(by=by, client_id=home.client.pk, goal=one or goal(), version=version)


@pytest.mark.case("X14")
def test_every_change_is_a_version_that_can_be_compared(home):
    with acting(home.assessor) as by:
        first = goal()
        plan = save(by, home, 0, first)
        assert (plan.version, plan.review_on) == (1, date(2026, 9, 4)), "30 days on"
        save(by, home, 1, replace(first, status="in_progress"))
        team = (Supporter(help=Help.HEALTH, name="Dr. Reed"),)
        plan = plans.save_plan(by=by, client_id=home.client.pk, facts=facts(team=team), version=2)
        newest, middle, oldest = plans.versions_of(by, plan)
        assert [row.number for row in (newest, middle, oldest)] == [3, 2, 1]
        assert [row.label for row in differences(oldest.snapshot, middle.snapshot)] == ["Goal 1: Status"]
        changed = {row.label: row.after for row in differences(middle.snapshot, newest.snapshot)}
        assert changed == {"Housing the client prefers": changed["Housing the client prefers"],
                           "Helper 1": "Dr. Reed, Health or behavioral health"}  # fmt: skip


def test_who_saves_second_is_told_and_nothing_is_lost(home):
    with acting(home.assessor) as by:
        save(by, home, 0)
        with pytest.raises(StaleForm) as stale:
            plans.save_plan(by=by, client_id=home.client.pk, facts=facts(), version=0)
        assert stale.value.context["theirs"].version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"specific": ""}, {"barriers": " "}, {"days": 0}, {"days": 366}, {"steps": ()}, {"status": "stuck"},
        {"steps": (Step(text="Call", owner=""),)}, {"steps": (Step(text="Call", owner="Ana"),)},
        {"area": "health", **SMART},
    ],
)  # fmt: skip
def test_a_goal_that_misses_something_is_refused(home, wrong):
    with acting(home.assessor) as by, pytest.raises(Invalid):
        save(by, home, 0, goal(**wrong))


def test_six_goals_in_work_are_the_most():
    content = Content()
    for number in range(6):
        content = content.with_goal(goal(text=str(number)))
    with pytest.raises(Invalid):
        content.with_goal(goal())
    done = content.with_goal(replace(content.goals[1], status="reached"))
    assert len(done.with_goal(goal()).goals) == 7
    assert content_of(done.as_json()) == done


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreement": "agrees"}, {"agreement": "disagrees"}, {"agreement": "agrees", "agreed_on": date(2026, 8, 6)},
        {"review_on": date(2026, 8, 4)}, {"made_on": date(2026, 8, 6)},
    ],
)  # fmt: skip
def test_days_and_agreement_fit_together(home, wrong):
    with acting(home.assessor) as by, pytest.raises(Invalid):
        plans.save_plan(by=by, client_id=home.client.pk, facts=facts(**wrong), version=0)


def test_an_agreement_is_a_contact_once(home):
    with acting(home.assessor) as by:
        agreed = facts(agreement="agrees", agreed_on=TODAY)
        for version in (0, 1):
            plans.save_plan(by=by, client_id=home.client.pk, facts=agreed, version=version)
        assert Contact.objects.filter(client=home.client, kind=Contact.Kind.ISP_MEETING).count() == 1


def whole(by, home, version=0, **changes) -> Plan:
    """A plan with everything that is required: a goal, the housing preferred, the agreement."""
    plan = save(by, home, version)
    agreed = facts(**{"agreement": "agrees", "agreed_on": TODAY, **changes})
    return plans.save_plan(by=by, client_id=home.client.pk, facts=agreed, version=plan.version)


def is_due(by, home) -> bool:
    return plans.plan_is_due(by, home.client, plans.plan_of(by, home.client))


def test_a_plan_is_due_after_every_hct(home):
    AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2026, 5, 1))
    with acting(home.assessor) as by:
        assert plans.plan_is_due(by, home.client, None)
        plan = whole(by, home)
        assert not is_due(by, home)
    AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=TODAY)
    with acting(home.assessor) as by:
        assert is_due(by, home)
        save(by, home, plan.version)
        assert not is_due(by, home)


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({}, True),
        ({"agreement": "not_yet", "agreed_on": None}, False),
        ({"preferred": ""}, False),
        ({"agreement": "disagrees", "agreed_on": None, "no_agreement_reason": "Wants another area"}, True),
        ({"agreement": "absent", "agreed_on": None, "no_agreement_reason": "In the hospital"}, True),
    ],
)
def test_what_was_due_after_the_hct_is_done_with_preference_and_agreement_only(home, changes, done):
    hct = AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=TODAY)
    row = FollowUpFactory(client=home.client, assessment=hct)
    with acting(home.assessor) as by:
        save(by, home, 0)
        row.refresh_from_db()
        assert row.state == "due", "a goal alone is no plan"
        plan = plans.save_plan(
            by=by, client_id=home.client.pk, version=1,
            facts=facts(**{"agreement": "agrees", "agreed_on": TODAY, **changes}),
        )  # fmt: skip
        row.refresh_from_db()
        assert (row.state == "done") is done and is_due(by, home) is not done
        assert len(plans.open_points(by, home.client, plan)) == (not done)


def test_a_plan_without_a_housing_goal_says_so(home):
    AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=TODAY)
    with acting(home.assessor) as by:
        agreed = facts(agreement="agrees", agreed_on=TODAY)
        plan = plans.save_plan(by=by, client_id=home.client.pk, facts=agreed, version=0)
        assert plans.open_points(by, home.client, plan) == ["Add a housing goal."]


@pytest.mark.case("X09")
def test_a_survivor_and_a_provider_have_no_plan():
    survivor = ready_household(survivor=True)
    with acting(survivor.assessor) as by, pytest.raises(Forbidden):
        save(by, survivor, 0)
    home = ready_household()
    with acting(staff(Role.HOUSING_PROVIDER, home.agency)) as by, pytest.raises((Forbidden, Missing)):
        save(by, home, 0)


def test_another_community_does_not_find_it(home):
    far = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    with acting(far) as by, pytest.raises(Missing):
        save(by, home, 0)

"""The order of the work on the client page (requirement 003): Crisis if wanted, HCT, the ISP always after the HCT."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from assessments.services.readiness import page_of_head
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import HouseholdMember
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import AssessmentFactory, DraftFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, EnrollmentFactory

pytestmark = pytest.mark.slow
ORDER = [
    "Profile and release", "Enrollment in the CAS", "Current living situation", "Crisis Assessment",
    "Housing Conversation Tool", "Individualized Support Plan", "Ready for referral",
]  # fmt: skip


@pytest.fixture
def home(db):
    return ready_household()


def steps(browser, home):
    page = browser.get(reverse("clients:client", args=[home.client.public_id]))
    return {str(one.step.title): one for one in page.context["steps"]}


def step(browser, home, title):
    return next(one for name, one in steps(browser, home).items() if name.startswith(title))


def test_steps_stand_in_the_order_of_the_work(home, browse):
    titles = list(steps(browse(home.assessor), home))
    assert len(titles) == 7
    assert all(title.startswith(word) for title, word in zip(titles[:6], ORDER[:6], strict=True))


def test_crisis_is_there_if_wanted_and_never_where_the_work_goes_on(home, browse):
    crisis = step(browse(home.assessor), home, "Crisis")
    assert (crisis.step.optional, crisis.step.done, crisis.current) == (True, False, False)
    assert crisis.step.url == reverse("assessments:start_one", args=[home.client.public_id, "crisis"])


@pytest.mark.parametrize(("through", "done"), [(date(2025, 8, 5), True), (date(2025, 8, 4), False)])
def test_crisis_is_done_through_its_last_day(home, browse, through, done):
    AssessmentFactory(client=home.client, enrollment=home.enrollment, kind="CRISIS", valid_through=through)
    with clock.freeze(datetime(2025, 8, 5, 18, tzinfo=UTC)):
        assert step(browse(home.assessor), home, "Crisis").step.done is done
        assert not step(browse(home.assessor), home, "Housing").step.done


def test_a_crisis_draft_waits(home, browse):
    DraftFactory(client=home.client, enrollment=home.enrollment, instrument="CRISIS", agency=home.agency)
    assert "draft" in str(step(browse(home.assessor), home, "Crisis").step.note)


def test_the_plan_comes_after_the_hct_and_is_not_linked_before(home, browse):
    plan = step(browse(home.assessor), home, "Individualized").step
    assert (plan.note, plan.url, plan.optional, plan.done) == ("Comes after the HCT.", "", False, False)
    AssessmentFactory(client=home.client, enrollment=home.enrollment, kind="CRISIS")
    assert step(browse(home.assessor), home, "Individualized").step.url == ""
    AssessmentFactory(client=home.client, enrollment=home.enrollment)
    due = step(browse(home.assessor), home, "Individualized").step
    assert due.url == reverse("assessments:plan", args=[home.client.public_id])
    assert not due.optional and "Due after the HCT" in str(due.note)


@pytest.mark.case("X09")
def test_a_survivor_gets_neither_crisis_nor_plan(browse):
    home = ready_household(survivor=True)
    found = steps(browse(home.assessor), home)
    assert not [title for title in found if title.startswith(("Crisis", "Individualized"))]
    assert any(title.startswith("Housing") for title in found)


def test_who_assesses_nobody_is_led_to_nothing(home, browse):
    ssf = browse(staff(Role.SSF_ADMIN, home.agency))
    assert step(ssf, home, "Crisis").step.url == "" and step(ssf, home, "Housing").step.url == ""


def test_a_stranger_finds_no_steps(home, browse):
    far = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    assert browse(far).get(reverse("clients:client", args=[home.client.public_id])).status_code == 404


def test_the_sheet_for_the_client_says_what_is_only_if_wanted(home, browse):
    page = browse(home.assessor).get(reverse("clients:summary", args=[home.client.public_id]) + "?for=client")
    assert "If wanted" in page.content.decode()


@pytest.mark.parametrize("kind", [SPOUSE_OR_PARTNER, CHILD])
def test_who_is_assessed_with_the_head_is_led_to_the_head(browse, kind):
    home = ready_household(others=((kind, date(1986, 6, 6)),))
    with seeding(home.client.continuum):
        rows = HouseholdMember.objects.select_related("client").exclude(client=home.client)
        member = rows.get(household__client=home.client)
        stay = {"household_id": member.household_id, "program": home.program, "relationship": kind}
        EnrollmentFactory(client=member.client, **stay)
    browser = browse(home.assessor)
    page = browser.get(reverse("clients:client", args=[member.client.public_id])).content.decode()
    head = reverse("clients:client", args=[home.client.public_id])
    assert "Start the HCT" not in page and "Crisis Assessment" not in page and "no Housing Conversation" not in page
    assert "who is asked for everybody" in page and "Where the household stands is on the page of the head" in page
    start = browser.get(reverse("assessments:start_one", args=[member.client.public_id, "hct"])).content.decode()
    assert f'href="{head}">Open the head of the household' in start
    AssessmentFactory(client=home.client, enrollment=home.enrollment, valid_through=date(2090, 1, 1))
    page = browser.get(reverse("clients:client", args=[member.client.public_id])).content.decode()
    assert "Done together with the head of the household. Valid through" in page


def test_a_head_whose_record_is_closed_is_not_linked(home, acting):
    closed = ClientFactory(agency=AgencyFactory(continuum=home.agency.continuum))
    with acting(home.assessor):
        assert page_of_head(home.assessor, home.client) and page_of_head(home.assessor, closed) == ""

"""The ways on from a receipt: each only for who may go there (ux A5), and what an urgent household needs today."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Setting
from cas_portal.time import clock
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, crisis_answers, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
CALL = 'href="tel:211"'


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def record(home):
    answers = full_answers(home.program)
    return AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers, score=5)


def receipt(browser, row):
    return browser.get(reverse("assessments:receipt", args=[row.public_id])).content.decode()


def addresses(home, row):
    whose = [home.client.public_id]
    return {
        "plan": reverse("assessments:plan", args=whose),
        "sheet": reverse("clients:summary", args=whose) + "?for=client",
        "copy": reverse("assessments:copy", args=[row.public_id]),
        "files": reverse("clients:files", args=whose),
        "client": reverse("clients:client", args=whose),
    }


def shown(text, home, row):
    buttons = text.split('class="form-buttons')[1]
    return {name for name, address in addresses(home, row).items() if f'href="{address}"' in buttons}


EVERY = {"plan", "sheet", "copy", "files", "client"}


@pytest.mark.parametrize(
    ("role", "ways", "calls"),
    [
        (Role.ASSESSOR, EVERY, True),
        (Role.AGENCY_MANAGER, EVERY, True),
        (Role.CAN_NAVIGATOR, EVERY, True),
        (Role.CALL_CENTER, {"sheet", "copy", "client"}, False),
        (Role.AUDITOR, {"sheet", "client"}, True),
    ],
)
def test_each_role_is_offered_what_it_may_do_and_each_way_opens(home, record, browse, role, ways, calls):
    browser = browse(staff(role, home.agency))
    text = receipt(browser, record)
    assert shown(text, home, record) == ways and (CALL in text) is calls
    for name in ways:
        assert browser.get(addresses(home, record)[name]).status_code == 200, name


@pytest.mark.parametrize(("role", "theirs"), [(Role.ASSESSOR, True), (Role.CALL_CENTER, False)])
def test_who_makes_no_plan_is_not_told_to(home, record, browse, role, theirs):
    text = receipt(browse(staff(role, home.agency)), record)
    assert ("Collect and upload the papers" in text) is theirs
    assert ("The case manager makes the support plan" in text) is not theirs


def test_a_survivor_agency_is_offered_no_plan(browse):
    home = ready_household(survivor=True)
    answers = full_answers(home.program)
    row = AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers, score=5)
    browser = browse(home.assessor)
    assert shown(receipt(browser, row), home, row) == EVERY - {"plan"}
    assert browser.get(addresses(home, row)["files"]).status_code == 200


def test_a_crisis_assessment_leads_to_no_plan(home, browse):
    answers = crisis_answers(home.program)
    row = AssessmentFactory(kind="CRISIS", client=home.client, enrollment=home.enrollment, answers=answers, score=5)
    assert "plan" not in shown(receipt(browse(home.assessor), row), home, row)


class TestUrgent:
    def crisis(self, home, **answers):
        return AssessmentFactory(
            kind="CRISIS",
            client=home.client,
            enrollment=home.enrollment,
            answers=crisis_answers(home.program, **answers),
        )

    def test_says_what_to_do_now_call_shelter_papers(self, home, browse):
        text = receipt(browse(home.assessor), self.crisis(home))
        for words in ("Call 2-1-1 now", "shelter place for today", "the next day they try", "Start on the papers"):
            assert words in text
        assert text.count(CALL) == 1, "once, among what to do now"

    def test_shelter_is_tried_only_for_who_wants_it(self, home, browse):
        assert "shelter place for today" in receipt(browse(home.assessor), self.crisis(home, CR02=1))
        text = receipt(browse(home.assessor), self.crisis(home, CR01=["case_management"]))
        assert "shelter place for today" not in text and "Call 2-1-1 now" in text

    def test_after_an_hct_shelter_is_offered(self, home, browse):
        row = AssessmentFactory(client=home.client, enrollment=home.enrollment)
        assert "shelter place for today" in receipt(browse(home.assessor), row)

    def test_whoever_works_at_2_1_1_is_not_sent_to_call_it(self, home, browse):
        text = receipt(browse(staff(Role.CALL_CENTER, home.agency)), self.crisis(home))
        assert "Call 2-1-1 now" not in text and CALL not in text and "Look for a place now" in text

    def test_the_client_is_told_until_when_a_bed_found_that_day_is_kept(self, home, browse):
        row, kept = self.crisis(home), "it is kept for you until"
        with clock.freeze(datetime(2025, 8, 6, 6, 59, tzinfo=UTC)):
            assert f"{kept} 5 p.m. on Aug 6, 2025." in receipt(browse(home.assessor), row)
        with clock.freeze(datetime(2025, 8, 6, 7, 0, tzinfo=UTC)):
            assert kept not in receipt(browse(home.assessor), row), "said on its day alone"

    def test_only_who_asked_for_shelter_is_told_of_a_bed(self, home, browse):
        with clock.freeze(datetime(2025, 8, 5, 19, tzinfo=UTC)):
            row = self.crisis(home, CR01=["case_management"])
            assert "it is kept for you" not in receipt(browse(home.assessor), row)

    def test_the_community_sets_how_long_a_bed_is_kept(self, home, browse):
        for key, value in (("bed_hold_days", 2), ("bed_hold_hour", 20)):
            with seeding(home.client.continuum):
                Setting.objects.create(
                    continuum=home.client.continuum, key=key, value=value, valid_from=date(2025, 1, 1)
                )
        with clock.freeze(datetime(2025, 8, 5, 19, tzinfo=UTC)):
            assert "until 8 p.m. on Aug 7, 2025." in receipt(browse(home.assessor), self.crisis(home))

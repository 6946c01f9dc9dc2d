"""Start, task list, page of questions, discard."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Draft
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import AssessmentFactory, DraftFactory, full_answers, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    return DraftFactory(client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id)


def fresh(draft):
    with seeding(draft.continuum):
        draft.refresh_from_db()
    return draft


def questions(draft, section):
    return reverse("assessments:questions", args=[draft.public_id, section])


def start(home, verb="start"):
    return reverse(f"assessments:{verb}", args=[home.client.public_id])


class TestStart:
    def test_says_what_it_covers_and_begins_one_draft(self, home, browse):
        page = browse(home.assessor).get(start(home))
        assert page.status_code == 200
        assert b"about 40 minutes" in page.content
        assert b"Start the assessment" in page.content
        first = browse(home.assessor).post(start(home, "begin"))
        second = browse(home.assessor).post(start(home, "begin"))
        assert first.status_code == 302
        assert first.url == second.url
        assert b"Go on with the draft" in browse(home.assessor).get(start(home)).content

    def test_begin_by_get_is_refused(self, home, browse):
        assert browse(home.assessor).get(start(home, "begin")).status_code == 405

    def test_a_hidden_client_is_not_there(self, browse):
        home = ready_household(released=False)
        stranger = staff(Role.ASSESSOR)
        for verb, method in (("start", "get"), ("begin", "post")):
            assert getattr(browse(stranger), method)(start(home, verb)).status_code == 404

    def test_a_provider_may_not_begin(self, home, browse):
        assert browse(staff(Role.HOUSING_PROVIDER)).post(start(home, "begin")).status_code == 403

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"released": False}, "no active release"),
            ({"born": date(2010, 1, 1)}, "1-800-786-2929"),
        ],
    )
    def test_says_what_stands_in_the_way(self, changes, words, browse):
        home = ready_household(**changes)
        page = browse(home.assessor).get(start(home))
        assert words in page.content.decode()
        assert b"Start the assessment" not in page.content
        assert browse(home.assessor).post(start(home, "begin")).status_code == 409

    @pytest.mark.case("X15")
    def test_a_lapsed_certificate_reads_but_does_not_begin(self, browse):
        home = ready_household()
        lapsed = staff(Role.ASSESSOR, home.agency, certified_through=date(2025, 8, 4))
        page = browse(lapsed).get(start(home))
        assert "certificate ended on 2025-08-04" in page.content.decode()
        assert browse(lapsed).post(start(home, "begin")).status_code == 403

    def test_a_draft_over_seven_days_old_gives_way_to_a_fresh_one(self, home, browse, acting):
        with acting(home.assessor):
            old = services.start_draft(by=home.assessor, client=home.client)
            services.save_answer(by=home.assessor, draft_id=old.public_id, link_id="VB07", answer=1)
        with clock.freeze(datetime(2025, 8, 13, 17, tzinfo=UTC)):
            assert b"over seven days old" in browse(home.assessor).get(start(home)).content
            made = browse(home.assessor).post(start(home, "begin"))
            assert str(old.public_id) not in made.url
            page = browse(home.assessor).get(made.url + "questions/health/")
            assert b"your earlier draft" in page.content


class TestTaskList:
    def test_shows_sections_with_their_state(self, home, draft, browse, acting):
        with acting(home.assessor):
            services.save_answer(by=home.assessor, draft_id=draft.public_id, link_id="VB01", answer=0)
        page = browse(home.assessor).get(reverse("assessments:tasks", args=[draft.public_id])).content.decode()
        assert "Safety at home" in page
        assert "Completed" in page
        assert "Foster care" not in page

    def test_what_another_answer_decides_cannot_start_yet(self, home, browse, acting):
        draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency, instrument="CRISIS")
        url = reverse("assessments:tasks", args=[draft.public_id])
        page = browse(home.assessor).get(url).content.decode()
        assert "Cannot start yet" in page and "Depends on “What help would you like today?" in page
        with acting(home.assessor):
            services.save_answer(by=home.assessor, draft_id=draft.public_id, link_id="CR01", answer=["shelter", "psap"])
        assert "Cannot start yet" not in browse(home.assessor).get(url).content.decode()

    def test_another_agency_does_not_find_it(self, draft, browse):
        url = reverse("assessments:tasks", args=[draft.public_id])
        assert browse(staff(Role.ASSESSOR)).get(url).status_code == 404

    def test_an_unknown_draft_is_not_there(self, home, browse):
        assert browse(home.assessor).get(reverse("assessments:tasks", args=[uuid4()])).status_code == 404


class TestQuestions:
    def test_saves_and_goes_to_the_next_section(self, home, draft, browse):
        answer = browse(home.assessor).post(questions(draft, "health"), {"VB05": "0", "VB07": "1", "VB08": ["9", "10"]})
        assert answer.url == questions(draft, "daily_life")
        assert fresh(draft).answers == {"VB05": 0, "VB07": 1, "VB08": [9, 10]}
        assert draft.visited == ["health"]
        again = browse(home.assessor).get(questions(draft, "health")).content.decode()
        assert 'value="1" checked' in again

    def test_saves_in_passing_without_leaving(self, home, draft, browse):
        answer = browse(home.assessor).post(questions(draft, "health"), {"VB05": "1"}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert b"<html" not in answer.content
        assert fresh(draft).answers == {"VB05": 1}

    def test_says_beside_the_question_what_was_not_saved(self, home, draft, browse):
        data = {"AH06": "many", "AH05": "yes"}
        passing = browse(home.assessor).post(questions(draft, "household"), data, headers={"HX-Request": "true"})
        assert b"Not saved: Enter a whole number" in passing.content
        page = browse(home.assessor).post(questions(draft, "household"), data)
        assert page.status_code == 422
        assert 'value="many"' in page.content.decode()
        assert fresh(draft).answers == {"AH05": "yes"}

    def test_answers_that_do_not_apply_are_dropped(self, home, draft, browse):
        browse(home.assessor).post(questions(draft, "safety"), {"VB01": "0", "VB03": "1", "VB04": "1"})
        assert fresh(draft).answers == {"VB01": 0}

    def test_an_open_question_takes_a_reason_instead(self, home, draft, browse):
        data = {"VB12": "116", "VB13": "tent", "VB14-missing": "8", "VB16": "1", "VB17": "101"}
        browse(home.assessor).post(questions(draft, "staying"), data)
        assert fresh(draft).answers["VB14"] == {"missing": 8}

    def test_a_date_without_a_day_becomes_the_first(self, home, draft, browse):
        data = {"VB12": "116", "VB14_0": "3", "VB14_1": "", "VB14_2": "2024"}
        browse(home.assessor).post(questions(draft, "staying"), data)
        assert fresh(draft).answers["VB14"] == "2024-03-01"

    def test_rows_are_added_one_page_at_a_time(self, home, draft, browse):
        data = {"HC70-0-area": "south", "HC70-0-how": "works", "more_rows": "1"}
        answer = browse(home.assessor).post(questions(draft, "ties"), data)
        assert answer.url == questions(draft, "ties")
        assert "HC70-1-area" in browse(home.assessor).get(answer.url).content.decode()
        assert fresh(draft).answers["HC70"] == [{"HC70.area": "south", "HC70.how": "works"}]

    def test_two_pages_do_not_overwrite_each_other(self, home, draft, browse):
        url = questions(draft, "health")
        browse(home.assessor).post(url, {"VB05": "1", "seen": "0", "page": "one"})
        late = browse(home.assessor).post(url, {"VB05": "0", "seen": "0", "page": "two"})
        assert late.status_code == 409
        assert "You typed this." in late.content.decode() and "saved this on Aug 5, 2025" in late.content.decode()
        assert fresh(draft).answers["VB05"] == 1
        sure = browse(home.assessor).post(url, {"VB05": "0", "seen": str(draft.revision), "page": "two"})
        assert sure.status_code == 302
        assert fresh(draft).answers["VB05"] == 0

    def test_one_page_saves_as_often_as_it_likes(self, home, draft, browse):
        for answer in ("1", "0", "1"):
            page = {"VB05": answer, "seen": "0", "page": "one"}
            browse(home.assessor).post(questions(draft, "health"), page, headers={"HX-Request": "true"})
        assert fresh(draft).answers["VB05"] == 1

    def test_a_carried_answer_is_confirmed_by_the_button_only(self, home, browse, acting):
        AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 7, 1))
        with acting(home.assessor):
            draft = services.start_draft(by=home.assessor, client=home.client)
        url = questions(draft, "health")
        assert b"Carried over" in browse(home.assessor).get(url).content
        browse(home.assessor).post(url, {"VB05": "0", "VB07": "1"}, headers={"HX-Request": "true"})
        assert "VB07" not in fresh(draft).answers
        browse(home.assessor).post(url, {"VB05": "0", "VB07": "1"})
        assert fresh(draft).answers["VB07"] == 1
        assert draft.provenance["VB07"]["choice"] == "confirmed"

    def test_save_and_leave_goes_to_the_task_list(self, home, draft, browse):
        answer = browse(home.assessor).post(questions(draft, "health"), {"VB05": "0", "leave": "1"})
        assert answer.url == reverse("assessments:tasks", args=[draft.public_id])

    @pytest.mark.parametrize("section", ["youth", "nothing"])
    def test_a_section_that_asks_nothing_is_not_there(self, section, home, draft, browse):
        assert browse(home.assessor).get(questions(draft, section)).status_code == 404

    def test_another_agency_does_not_find_it(self, draft, browse):
        assert browse(staff(Role.ASSESSOR)).post(questions(draft, "health"), {"VB05": "1"}).status_code == 404

    def test_a_role_that_does_not_assess_is_refused(self, home, draft, browse):
        provider = staff(Role.HOUSING_PROVIDER, home.agency)
        assert browse(provider).post(questions(draft, "health"), {"VB05": "1"}).status_code == 403

    def test_a_closed_draft_takes_no_answers(self, home, draft, browse):
        with clock.freeze(datetime(2025, 8, 13, 17, tzinfo=UTC)):
            answer = browse(home.assessor).post(questions(draft, "health"), {"VB05": "1"})
            page = browse(home.assessor).get(questions(draft, "health"))
        assert (answer.status_code, page.status_code) == (409, 409)
        assert "over seven days old" in page.content.decode()
        assert "Start the assessment again" in page.content.decode()
        assert fresh(draft).answers == {}

    def test_a_survivor_page_asks_for_nothing_that_could_identify(self, browse):
        home = ready_household(survivor=True)
        draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
        assert browse(home.assessor).get(questions(draft, "papers")).status_code == 404
        answer = browse(home.assessor).post(questions(draft, "home"), {"HC01": "Call 916-555-0123"})
        assert answer.status_code == 422
        assert "HC01" not in fresh(draft).answers

    def test_names_no_member_whose_record_is_closed_but_says_that_they_are_there(self, home, draft, browse):
        child = ClientFactory(agency=AgencyFactory(continuum=home.agency.continuum), birth_year=2016)
        IdentityFactory(client=child, first_name="Hidden", birth_date=date(2016, 2, 2))
        with seeding(home.agency.continuum):
            household = home.enrollment.household
        HouseholdMemberFactory(client=child, household=household, relationship=CHILD, joined_on=date(2025, 1, 15))
        page = browse(home.assessor).get(questions(draft, "household")).content.decode()
        assert "A person whose record is closed to you (age 9)" in page
        assert "Hidden" not in page


class TestDiscard:
    def test_asks_for_a_reason_and_ends_the_draft(self, home, draft, browse):
        url = reverse("assessments:discard", args=[draft.public_id])
        assert browse(home.assessor).get(url).status_code == 200
        assert browse(home.assessor).post(url, {"reason": ""}).status_code == 422
        assert browse(home.assessor).post(url, {"code": "by_mistake"}).status_code == 302
        assert fresh(draft).status == Draft.Status.DISCARDED
        assert browse(home.assessor).post(url, {"code": "by_mistake"}).status_code == 302
        assert browse(home.assessor).post(questions(draft, "health"), {"VB05": "1"}).status_code == 409

    def test_another_agency_does_not_find_it(self, draft, browse):
        url = reverse("assessments:discard", args=[draft.public_id])
        assert browse(staff(Role.ASSESSOR)).post(url, {"code": "by_mistake"}).status_code == 404


def test_every_section_renders_for_every_kind_of_answer(home, draft, browse, acting):
    with acting(home.assessor):
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program, VB01=1))
    tasks = browse(home.assessor).get(reverse("assessments:tasks", args=[draft.public_id]))
    for task in tasks.context["tasks"]:
        assert browse(home.assessor).get(task["url"]).status_code == 200


def test_the_household_page_says_for_whom_housing_is_looked_for(home, draft, browse):
    page = browse(home.assessor).get(questions(draft, "household")).content.decode()
    assert "Housing is looked for together, for the whole household" in page

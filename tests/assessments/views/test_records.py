"""Check answers, submit, receipt, the record, correcting and voiding it."""

from datetime import date

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Assessment, CEEvent
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, DraftFactory, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    answers = full_answers(home.program)
    return DraftFactory(
        client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id, answers=answers
    )


@pytest.fixture
def record(home):
    return AssessmentFactory(client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id)


def url(verb, row):
    return reverse(f"assessments:{verb}", args=[row.public_id])


def records_of(home):
    with seeding(home.client.continuum):
        return list(Assessment.objects.filter(client=home.client))


class TestCheck:
    def test_reads_every_answer_back_with_a_way_to_change_it(self, home, draft, browse):
        page = browse(home.assessor).get(url("check", draft)).content.decode()
        assert "Tent or in the open air" in page
        assert "5th and K" in page
        assert (
            reverse("assessments:questions", args=[draft.public_id, "staying"]) + "?after=check#id_VB13_group" in page
        )
        assert "Still to answer" not in page

    def test_names_what_is_missing(self, home, browse):
        draft = DraftFactory(client=home.client, enrollment=home.enrollment)
        page = browse(home.assessor).get(url("check", draft)).content.decode()
        assert "Still to answer" in page
        assert "#id_VB12_group" in page

    def test_another_agency_does_not_find_it(self, draft, browse):
        stranger = staff(Role.ASSESSOR)
        assert browse(stranger).get(url("check", draft)).status_code == 404
        assert browse(stranger).post(url("submit", draft), {"event": "7"}).status_code == 404


class TestSubmit:
    def test_writes_the_record_and_shows_the_receipt(self, home, draft, browse):
        sent = browse(home.assessor).post(url("submit", draft), {"event": "7"})
        (record,) = records_of(home)
        assert sent.url == url("receipt", record)
        page = browse(home.assessor).get(sent.url).content.decode()
        for words in (
            "valid through Nov 5, 2026",
            "Living situation of Aug 5, 2025",
            "Housing Navigation",
            "housing list",
        ):
            assert words in page

    def test_a_second_submit_shows_the_same_receipt(self, home, draft, browse):
        first = browse(home.assessor).post(url("submit", draft), {"event": "7"})
        second = browse(home.assessor).post(url("submit", draft), {"event": "7"})
        assert first.url == second.url
        assert len(records_of(home)) == 1
        assert browse(home.assessor).get(url("check", draft)).url == first.url
        assert browse(home.assessor).get(url("tasks", draft)).url == first.url

    def test_by_get_is_refused(self, home, draft, browse):
        assert browse(home.assessor).get(url("submit", draft)).status_code == 405

    @pytest.mark.case("X01")
    def test_asks_for_the_reason_when_there_is_no_event(self, home, draft, browse):
        refused = browse(home.assessor).post(url("submit", draft), {"event": "none", "reason": ""})
        assert refused.status_code == 422
        assert records_of(home) == []
        assert browse(home.assessor).post(url("submit", draft), {}).status_code == 422
        sent = browse(home.assessor).post(
            url("submit", draft), {"event": "none", "code": "other", "reason": "Had to leave"}
        )
        assert "Had to leave" in browse(home.assessor).get(sent.url).content.decode()

    @pytest.mark.case("X02")
    def test_an_event_of_another_role_is_refused(self, home, draft, browse):
        assert browse(home.assessor).post(url("submit", draft), {"event": "14"}).status_code == 422
        assert records_of(home) == []

    def test_missing_answers_come_back_on_the_page(self, home, browse):
        draft = DraftFactory(client=home.client, enrollment=home.enrollment)
        refused = browse(home.assessor).post(url("submit", draft), {"event": "7"})
        assert refused.status_code == 422
        assert "Some answers are missing" in refused.content.decode()

    def test_results_of_two_events_are_kept(self, home, draft, browse):
        browse(home.assessor).post(url("submit", draft), {"event": "2", "rehoused": "yes", "aftercare": "yes"})
        with seeding(home.client.continuum):
            event = CEEvent.objects.get(client=home.client)
        assert (event.event, event.rehoused, event.aftercare) == (2, True, None)

    def test_a_provider_is_refused(self, home, draft, browse):
        provider = staff(Role.HOUSING_PROVIDER, home.agency)
        assert browse(provider).post(url("submit", draft), {"event": "7"}).status_code == 403


class TestReceipt:
    @pytest.mark.case("X16")
    def test_says_nothing_of_score_or_rank(self, home, record, browse):
        page = browse(home.assessor).get(url("receipt", record)).content.decode()
        assert "Call 2-1-1 now" in page
        for word in ("threshold", "score of", "rank", "EVH"):
            assert word not in page

    def test_is_calm_below_the_threshold(self, home, browse):
        calm = AssessmentFactory(client=home.client, enrollment=home.enrollment, score=5)
        assert "Call 2-1-1 now" not in browse(home.assessor).get(url("receipt", calm)).content.decode()


class TestShow:
    def test_shows_answers_and_score_to_an_assessor(self, home, record, browse):
        page = browse(staff(Role.ASSESSOR)).get(url("show", record)).content.decode()
        assert "6 (threshold 6)" in page
        assert "Outside or in a place not meant for sleeping" in page
        assert "Correct this assessment" in page

    def test_shows_an_auditor_neither_name_nor_score_nor_answers(self, home, record, browse):
        page = browse(staff(Role.AUDITOR)).get(url("show", record)).content.decode()
        assert "Not shown to your role" in page
        assert "Invented" not in page
        assert "Outside or in a place" not in page

    def test_shows_ssf_the_score_but_no_correcting(self, home, record, browse):
        page = browse(staff(Role.SSF_ADMIN)).get(url("show", record)).content.decode()
        assert "6 (threshold 6)" in page
        assert "Correct this assessment" not in page

    def test_a_hidden_client_is_not_there(self, browse):
        home = ready_household(released=False)
        record = AssessmentFactory(client=home.client, enrollment=home.enrollment)
        for verb in ("show", "receipt"):
            assert browse(staff(Role.ASSESSOR)).get(url(verb, record)).status_code == 404

    def test_a_provider_who_was_not_given_the_client_finds_nothing(self, record, browse):
        assert browse(staff(Role.HOUSING_PROVIDER)).get(url("show", record)).status_code == 404

    def test_an_imported_record_says_that_it_has_no_answers(self, home, browse):
        record = AssessmentFactory(
            client=home.client, enrollment=home.enrollment, from_file=True, instrument_version="", household_size=None
        )
        page = browse(home.assessor).get(url("show", record)).content.decode()
        assert "without its answers" in page


class TestCorrect:
    @pytest.mark.case("X13")
    def test_opens_a_new_draft_from_the_answers_and_leaves_the_record(self, home, record, browse):
        made = browse(home.assessor).post(url("correct", record))
        page = browse(home.assessor).get(made.url + "questions/health/").content.decode()
        assert 'value="1" checked' in page
        assert [row.answers for row in records_of(home)] == [record.answers]
        assert browse(home.assessor).post(url("correct", record)).url == made.url

    def test_waits_for_an_open_draft(self, home, draft, record, browse):
        assert browse(home.assessor).post(url("correct", record)).status_code == 409

    def test_by_get_is_refused(self, home, record, browse):
        assert browse(home.assessor).get(url("correct", record)).status_code == 405

    def test_ssf_does_not_assess(self, record, browse):
        assert browse(staff(Role.SSF_ADMIN)).post(url("correct", record)).status_code == 403


class TestVoid:
    @pytest.fixture
    def sysadmin(self, home):
        return staff(Role.SYSADMIN, home.agency)

    def test_voids_with_a_reason_once(self, home, record, sysadmin, browse):
        assert browse(sysadmin).get(url("void", record)).status_code == 200
        assert browse(sysadmin).post(url("void", record), {"reason": ""}).status_code == 422
        assert (
            browse(sysadmin).post(url("void", record), {"code": "wrong_client", "reason": "Wrong person"}).status_code
            == 302
        )
        assert browse(sysadmin).post(url("void", record), {"code": "other", "reason": "Another"}).status_code == 302
        (row,) = records_of(home)
        assert (row.is_void, row.void_reason) == (True, "Entered for the wrong client: Wrong person")
        assert "counts no more" in browse(home.assessor).get(url("show", record)).content.decode()

    def test_an_assessor_is_refused(self, home, record, browse):
        assert browse(home.assessor).post(url("void", record), {"reason": "x"}).status_code == 403


def test_the_newest_record_is_named_on_the_older_one(home, browse, acting):
    older = AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 3, 1))
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program))
        newer = services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)
    page = browse(home.assessor).get(url("show", older)).content.decode()
    assert url("show", newer) in page

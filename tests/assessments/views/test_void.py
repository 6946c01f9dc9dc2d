"""A void assessment looks void wherever it is met: its page, its receipt, its copy (instruments §11)."""

import pytest
from django.urls import reverse
from django.utils import translation

from assessments import services
from assessments.wording import why_no_event
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, FollowUpFactory, full_answers, ready_household

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def sysadmin(home):
    return staff(Role.SYSADMIN, home.agency)


@pytest.fixture
def record(home, sysadmin, acting):
    answers = full_answers(home.program, VB03=1, VB04=1)
    row = AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers)
    FollowUpFactory(client=home.client, assessment=row)
    FollowUpFactory(client=home.client, assessment=row, kind="survivor_call")
    with acting(sysadmin):
        return services.void_assessment(by=sysadmin, assessment=row, code="twice", reason="Saw it at noon")


def page(browser, verb, row):
    return browser.get(reverse(f"assessments:{verb}", args=[row.public_id]))


def test_its_page_says_who_when_and_why_and_no_last_day(home, record, sysadmin, browse):
    text = page(browse(home.assessor), "show", record).content.decode()
    assert f"Voided Aug 5, 2025, 10:00 AM by {sysadmin.name}" in text
    assert "Reason: Entered twice: Saw it at noon" in text
    assert "Valid through" not in text and "Call together now" not in text


def test_the_reason_is_in_the_readers_language_and_kept_from_who_reads_no_words(home, record, browse):
    browser = browse(staff(Role.AUDITOR))
    text = page(browser, "show", record).content.decode()
    assert "Voided Aug 5, 2025" in text and "Entered twice" not in text and "noon" not in text
    browser = browse(home.assessor)
    browser.cookies["language"] = "es"
    text = page(browser, "show", record).content.decode()
    assert "Entered twice" not in text and ": Saw it at noon" in text


def test_its_receipt_says_it_and_shows_nothing_that_is_due(home, record, browse):
    text = page(browse(home.assessor), "receipt", record).content.decode()
    assert "This assessment is void and counts no more" in text and "Voided Aug 5, 2025" in text
    for words in ("valid through", "shelter list", "housing list", "Reassess", "ISP", "Tell the client", "tel:211"):
        assert words not in text, words
    assert reverse("assessments:copy", args=[record.public_id]) not in text


def test_no_copy_of_it_is_offered_or_handed_out(home, record, browse):
    browser, copy = browse(home.assessor), reverse("assessments:copy", args=[record.public_id])
    assert f'href="{copy}"' not in page(browser, "show", record).content.decode()
    for verb in ("copy", "copy_pdf"):
        refused = page(browser, verb, record)
        assert refused.status_code == 409 and "no copy of it is handed out" in refused.content.decode()
        assert reverse("assessments:show", args=[record.public_id]) in refused.content.decode()


def test_a_listed_reason_for_no_event_is_read_in_the_readers_language(home, acting):
    row = AssessmentFactory(
        client=home.client, enrollment=home.enrollment, no_event_code="later",
        no_event_reason="It follows on another day: on Monday",
    )  # fmt: skip
    with acting(home.assessor):
        assert why_no_event(row) == "It follows on another day: on Monday"
        with translation.override("es"):
            assert why_no_event(row).endswith(": on Monday") and "It follows" not in why_no_event(row)

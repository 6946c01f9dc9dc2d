"""The block "What this opens" on the receipt and on the page of an HCT: who reads it, and where it is not."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients import pdf
from tests.assessments.views.test_private_answers import paper
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, DatedStayFactory, full_answers, ready_household

pytestmark = pytest.mark.slow
TITLE = "What this opens (staff only)"
TOLD = {"HC30": 1, "HC31": 1, "HC43": 1, "HC07": 1}
WORDS = (TITLE, "HUD-VASH", "LEAP", "chronically homeless people")


@pytest.fixture
def home(db):
    home = ready_household()
    DatedStayFactory(client=home.client, started_on=date(2024, 7, 1))
    return home


@pytest.fixture
def record(home):
    answers = full_answers(home.program, **TOLD)
    return AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers)


def page(browser, verb, row):
    return browser.get(reverse(f"assessments:{verb}", args=[row.public_id])).content.decode()


@pytest.mark.parametrize("verb", ["receipt", "show"])
def test_staff_read_it_with_the_ways_on_and_not_on_paper(home, record, browse, verb):
    text = page(browse(home.assessor), verb, record)
    assert all(word in text for word in WORDS) and "since Jul 1, 2024" in text
    for name in ("assessments:stays", "assessments:plan", "assessments:event", "clients:files"):
        assert reverse(name, args=[home.client.public_id]) in text
    printed = paper(text)
    assert TITLE not in printed and "LEAP" not in printed


@pytest.mark.parametrize("verb", ["receipt", "show"])
def test_only_those_with_the_right_read_what_veteran_services_found(home, record, browse, verb):
    found = "veteran services found eligible"
    assert found not in page(browse(home.assessor), verb, record)
    assert found in page(browse(staff(Role.AGENCY_MANAGER, home.agency)), verb, record)


def test_a_step_leads_nowhere_for_who_may_not_take_it(home, record, browse):
    text = page(browse(staff(Role.CALL_CENTER, home.agency)), "show", record)
    assert TITLE in text
    block = text.split(TITLE)[1].split("</section>")[0]
    assert reverse("assessments:plan", args=[home.client.public_id]) not in block
    assert reverse("clients:files", args=[home.client.public_id]) not in block


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HOUSING_PROVIDER])
def test_who_may_not_read_answers_reads_nothing_of_it(home, record, browse, role):
    text = page(browse(staff(role, home.agency)), "show", record)
    assert TITLE not in text and "LEAP" not in text


def test_the_clients_copy_has_nothing_of_it(home, record, browse, monkeypatch):
    text = page(browse(home.assessor), "copy", record)
    assert TITLE not in text and "LEAP" not in text and "HUD-VASH" not in text
    printed = []
    monkeypatch.setattr(pdf, "render", lambda sheet, at: printed.append(sheet) or b"%PDF-1.7")
    browse(home.assessor).get(reverse("assessments:copy_pdf", args=[record.public_id]))
    assert "LEAP" not in repr(printed)


def test_the_screen_in_the_clients_hands_has_nothing_of_it(home, record, browse):
    browser = browse(home.assessor)
    browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": "2468"})
    for name in ("client_view", "client_answers"):
        answer = browser.get(reverse(f"assessments:{name}"))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert TITLE not in text and "LEAP" not in text and "HUD-VASH" not in text


def test_a_crisis_assessment_a_void_and_a_replaced_record_open_nothing(home, record, browse):
    common = {"client": home.client, "enrollment": home.enrollment, "answers": record.answers}
    others = [
        AssessmentFactory(kind="CRISIS", **common),
        AssessmentFactory(superseded_by=record, assessed_on=date(2025, 7, 1), **common),
        AssessmentFactory(client=home.client, enrollment=home.enrollment, from_file=True, instrument_version=""),
        AssessmentFactory(voided_at=clock.now(), void_code="other", void_reason="Wrong person", **common),
    ]
    assert not any(TITLE in page(browse(home.assessor), "show", one) for one in others)


def test_a_survivors_record_says_nothing_of_a_dated_history(browse):
    home = ready_household(survivor=True)
    answers = full_answers(home.program, HC43=1)
    row = AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers)
    text = page(browse(home.assessor), "show", row)
    assert TITLE in text and "LEAP" in text and "chronically homeless people" not in text

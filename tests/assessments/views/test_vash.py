"""Whether a veteran is eligible for HUD-VASH is said by those who have the right, and by nobody else (HC31)."""

import json

import pytest
from django.urls import reverse

from assessments import services
from assessments.engine.standalone import FaultyFile, shipped_file
from assessments.versions import current_definition
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import DraftFactory, full_answers, ready_household

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    answers = full_answers(home.program, HC30=1)
    return DraftFactory(client=home.client, enrollment=home.enrollment, answers=answers)


def page(browser, draft):
    return browser.get(reverse("assessments:questions", args=[draft.public_id, "service"])).content.decode()


def save(by, draft, answer):
    return services.save_answers(by=by, draft_id=draft.public_id, answers={"HC31": answer})


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.CALL_CENTER, Role.CAN_NAVIGATOR])
def test_who_has_no_such_right_is_not_asked_and_cannot_answer(home, draft, browse, acting, role):
    by = staff(role, home.agency)
    assert "HUD-VASH" not in page(browse(by), draft)
    with acting(by):
        saved = save(by, draft, 1)
        assert "no such question" in saved.problems["HC31"] and "HC31" not in saved.draft.answers


def test_a_manager_answers_and_the_answer_goes_along_unseen_by_others(home, draft, browse, acting):
    manager = staff(Role.AGENCY_MANAGER, home.agency)
    assert "HUD-VASH" in page(browse(manager), draft)
    with acting(manager):
        assert save(manager, draft, 1).problems == {}
    with acting(home.assessor):
        assert "HC31" in save(home.assessor, draft, 0).problems
        record = services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)
    assert record.answers["HC31"] == 1
    shown = reverse("assessments:show", args=[record.public_id])
    assert "Is the veteran eligible" not in browse(home.assessor).get(shown).content.decode()
    assert "Is the veteran eligible" in browse(manager).get(shown).content.decode()


@pytest.mark.parametrize("instrument", ["HCT", "DIVERSION"])
def test_a_version_of_a_community_keeps_the_right(acting, db, instrument):
    ssf = staff(Role.SSF_ADMIN)
    assert current_definition(instrument).items["HC31"].permission == "judge_vash"
    data = {**shipped_file(instrument, "1"), "version": "2"}
    for section in data["sections"]:
        for item in section["item"]:
            item.pop("permission", None)
    with acting(ssf), pytest.raises(FaultyFile) as refused:
        services.load_version(by=ssf, instrument=instrument, text=json.dumps(data), note="Without")
    assert "HC31" in {fault.question for fault in refused.value.faults}

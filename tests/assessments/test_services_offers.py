"""Answers offered from an earlier record: confirmed, changed, or asked again; the choice is kept."""

from datetime import UTC, date, datetime

import pytest

from assessments import services
from cas_portal.time import clock
from tests.factories.assessments import AssessmentFactory, full_answers, ready_household

pytestmark = pytest.mark.slow


def offered(home, on=date(2025, 8, 1)):
    source = AssessmentFactory(
        client=home.client, enrollment=home.enrollment, kind="CRISIS", assessed_on=on,
        answers={"VB07": 0, "VB10": 1, "VB11": 1},
    )  # fmt: skip
    return source, services.start_draft


def test_each_choice_is_kept_with_the_answer_and_its_source(acting):
    home = ready_household()
    source, start = offered(home)
    with acting(home.assessor):
        draft = start(by=home.assessor, client=home.client)
        assert set(draft.suggestions) >= {"VB07", "VB10", "VB11"}
        services.ask_again(by=home.assessor, draft_id=draft.public_id, link_id="VB11")
        again = services.ask_again(by=home.assessor, draft_id=draft.public_id, link_id="VB11")
        assert "VB11" not in again.suggestions
        answers = full_answers(home.program, VB07=1, VB10=1, VB11=0)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
        record = services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)
        told = {key: (value["choice"], value["source"], value["on"]) for key, value in record.provenance.items()}
    where = (str(source.public_id), "2025-08-01")
    assert told == {
        "VB07": ("changed", *where), "VB10": ("confirmed", *where), "VB11": ("asked_again", *where),
    }  # fmt: skip


@pytest.mark.case("D14")
@pytest.mark.parametrize(("day", "offers"), [(30, True), (31, False)])
def test_a_crisis_of_july_1_is_offered_for_60_days(acting, day, offers):
    home = ready_household()
    _source, start = offered(home, on=date(2025, 7, 1))
    with clock.freeze(datetime(2025, 8, day, 20, tzinfo=UTC)), acting(home.assessor):
        draft = start(by=home.assessor, client=home.client)
        assert ("VB07" in draft.suggestions) is offers

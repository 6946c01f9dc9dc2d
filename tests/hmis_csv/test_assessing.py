"""Living situations, assessments and CE events: never edited, so what the sender corrects stands anew."""

from datetime import date

import pytest

from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from clients.models import Contact, Enrollment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def assessed(export):
    """The clean export with a record of each kind for one woman."""
    about = {"EnrollmentID": "e1", "PersonalID": "c1"}
    export.add("CurrentLivingSituation", CurrentLivingSitID="s1", **about, InformationDate="2025-03-01",
               CurrentLivingSituation=116, LocationDetails="Behind the mill")  # fmt: skip
    export.add("Assessment", AssessmentID="a1", **about, AssessmentDate="2025-11-30", AssessmentLocation="p1",
               AssessmentType=3, AssessmentLevel=2, PrioritizationStatus=1)  # fmt: skip
    export.add("Assessment", AssessmentID="a2", **about, AssessmentDate="2025-03-01", AssessmentType=1,
               AssessmentLevel=1, PrioritizationStatus=2)  # fmt: skip
    export.add("Event", EventID="v1", **about, EventDate="2025-03-02", Event=10, LocationCrisisOrPHHousing="p1")
    return export


def test_living_situation_is_taken_over_as_told_by_another_system(run_import, assessed) -> None:
    run_import(assessed)

    with run_import.looking():
        row = CurrentLivingSituation.objects.get()
        assert (row.client.hud_id, row.enrollment.hud_id, row.hud_id) == ("c1", "e1", "s1")
        assert (row.information_date, row.situation, row.details) == (date(2025, 3, 1), 116, "Behind the mill")
        assert (row.contact_kind, row.imported) == ("other_project", True)
        assert row.agency == Enrollment.objects.get(hud_id="e1").program.agency


def test_assessment_level_gives_the_tool_and_its_last_valid_day_but_no_score(run_import, assessed) -> None:
    run_import(assessed)

    with run_import.looking():
        tool, crisis = Assessment.objects.get(hud_id="a1"), Assessment.objects.get(hud_id="a2")
        assert (tool.kind, tool.valid_through, tool.location_program.hud_id) == ("HCT", date(2027, 2, 28), "p1")
        assert (crisis.kind, crisis.valid_through, crisis.location_program) == ("CRISIS", date(2025, 5, 30), None)
        assert (tool.score, tool.evh, tool.answers, tool.imported) == (None, False, {}, True)
        assert (tool.contact_type, tool.prioritization_status) == (3, 1)


def test_event_keeps_place_and_result(run_import, assessed) -> None:
    assessed.rows["Event"][0] |= {"ReferralResult": 2, "ResultDate": "2025-03-09"}
    run_import(assessed)

    with run_import.looking():
        event = CEEvent.objects.get()
        assert (event.event, event.location_program.hud_id, event.result) == (10, "p1", 2)
        assert (event.result_date, event.rehoused, event.aftercare) == (date(2025, 3, 9), None, None)


def test_second_import_changes_nothing(run_import, assessed) -> None:
    run_import(assessed)

    assert run_import(assessed).written == 0


def test_result_that_comes_later_is_filled_into_the_same_event(run_import, assessed) -> None:
    run_import(assessed)
    with run_import.looking():
        before = CEEvent.objects.get().pk
    assessed.rows["Event"][0] |= {"ReferralResult": 1, "ResultDate": "2025-03-09"}

    result = run_import(assessed)

    assert result.written == 1
    with run_import.looking():
        assert CEEvent.objects.get().pk == before
        assert CEEvent.objects.get().result == 1


def test_corrected_event_stands_anew_and_the_old_one_is_void(run_import, assessed) -> None:
    assessed.rows["Event"][0] |= {"ReferralResult": 1, "ResultDate": "2025-03-09"}
    run_import(assessed)
    assessed.rows["Event"][0] |= {"ReferralResult": 3}

    result = run_import(assessed)

    assert result.written == 2
    with run_import.looking():
        old, new = CEEvent.objects.order_by("pk")
        assert (old.result, old.void_reason != "", old.voided_at is not None) == (1, True, True)
        assert (new.result, new.voided_at, new.hud_id) == (3, None, "v1")
    assert run_import(assessed).written == 0


def test_corrected_living_situation_stands_anew(run_import, assessed) -> None:
    run_import(assessed)
    assessed.rows["CurrentLivingSituation"][0]["CurrentLivingSituation"] = 101

    run_import(assessed)

    with run_import.looking():
        rows = CurrentLivingSituation.objects.order_by("pk").values_list("situation", "voided_at")
        assert [(situation, voided is not None) for situation, voided in rows] == [(116, True), (101, False)]


def test_assessment_without_level_is_left_out(run_import, assessed) -> None:
    assessed.rows["Assessment"][0]["AssessmentLevel"] = ""

    result = run_import(assessed)

    assert ("Assessment", 2, "AssessmentLevel", "cell.needed") in {
        (finding.file, finding.line, finding.column, finding.rule) for finding in result.findings
    }
    with run_import.looking():
        assert [row.hud_id for row in Assessment.objects.all()] == ["a2"]


def contacts() -> list[tuple[str, date, bool]]:
    return list(Contact.objects.order_by("happened_on", "kind").values_list("kind", "happened_on", "qualifying"))


def test_records_that_tell_of_a_meeting_are_contacts_on_their_days(run_import, assessed) -> None:
    run_import(assessed)

    with run_import.looking():
        assert contacts() == [
            ("assessment", date(2025, 3, 1), True),
            ("cls", date(2025, 3, 1), True),
            ("assessment", date(2025, 11, 30), True),
        ]
        assert {row.agency for row in Contact.objects.all()} == {Enrollment.objects.get(hud_id="e1").program.agency}


def test_living_situation_verified_by_another_project_is_no_contact(run_import, assessed) -> None:
    assessed.rows["CurrentLivingSituation"][0] |= {"VerifiedBy": "Larkspur Night Shelter"}
    run_import(assessed)

    with run_import.looking():
        assert [kind for kind, _day, _counts in contacts()] == ["assessment", "assessment"]


def test_record_dated_ahead_is_no_contact_and_a_corrected_one_is_not_counted_twice(run_import, assessed) -> None:
    assessed.rows["Assessment"][0] |= {"AssessmentDate": "2099-01-01"}
    run_import(assessed)
    assessed.rows["CurrentLivingSituation"][0] |= {"LocationDetails": "By the river"}
    run_import(assessed)

    with run_import.looking():
        assert contacts() == [("assessment", date(2025, 3, 1), True), ("cls", date(2025, 3, 1), True)]

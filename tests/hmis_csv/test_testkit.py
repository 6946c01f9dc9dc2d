"""Real exports with their real faults. The files may not be in this repository; without them these tests skip."""

import csv
import shutil
from collections import Counter

import pytest

from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.roles import Role
from clients.models import Client, Enrollment, Household
from hmis_csv.findings import Severity
from tests.hmis_csv.export_folder import clean_export

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def places(result, rule: str, file: str, column: str = "") -> list[int]:
    """The lines of one finding."""
    return [f.line for f in result.findings if (f.rule, f.file, f.column) == (rule, file, column or f.column)]


def test_real_export_of_514_clients_loads_with_all_its_faults_told(run_import, testkit) -> None:
    result = run_import(testkit / "fy2026_export")

    counts = run_import.counts()
    assert (counts["client"], counts["identity"], counts["enrollment"], counts["program"]) == (514, 514, 574, 10)
    with run_import.looking():
        assert (CurrentLivingSituation.objects.count(), Assessment.objects.count(), CEEvent.objects.count()) == (
            20,
            8,
            19,
        )
        assert Enrollment.objects.exclude(exit_date=None).count() == 447
        assert not Assessment.objects.exclude(score=None).exists()
        assert set(
            Household.objects.filter(hud_id__in=["h_842571", "h_849204"]).values_list("imported", flat=True)
        ) == {True}
    assert [finding for finding in result.findings if finding.severity is Severity.ERROR] == []
    assert places(result, "cell.type", "Export", "ExportDate") == [2]
    assert places(result, "hash.readable", "Export") == [2]
    assert places(result, "header.alias", "Exit", "WorkplaceViolenceThreats") == [1]
    assert places(result, "cell.required_when", "Project", "RRHSubType") == [6, 7, 8]
    assert places(result, "cell.pattern", "User", "UserPhone") == [2, 4, 7]
    assert places(result, "household.one_head", "Enrollment") == [97, 98, 305]
    assert places(result, "reference.unknown", "Enrollment", "EnrollmentCoC") == [360]
    assert places(result, "dates.before_entry", "CurrentLivingSituation") == [5, 16]
    users = [f for f in result.findings if (f.rule, f.column) == ("reference.unknown", "UserID")]
    assert (len(users), len({finding.shown for finding in users})) == (4328, 25)
    with run_import.looking():
        event = CEEvent.objects.get(hud_id="5535088")
        assert (event.event, event.result) == (1, 3)


def test_real_export_twice_changes_nothing_and_a_dry_run_writes_nothing(run_import, testkit) -> None:
    nothing = run_import.counts()
    assert run_import(testkit / "fy2026_export", dry_run=True).written > 2000
    assert run_import.counts() == nothing

    run_import(testkit / "fy2026_export")
    before = run_import.counts()
    again = run_import(testkit / "fy2026_export")

    assert again.written == 0
    assert sum(outcome.unchanged for outcome in again.outcomes) > 2000
    assert run_import.counts() == before


def test_people_of_the_real_export_are_seen_by_their_agencies_alone(run_import, testkit) -> None:
    run_import(testkit / "fy2026_export")

    with run_import.looking():
        enrollment = Enrollment.objects.select_related("client", "program").order_by("pk").first()
        shelter = enrollment.program.agency_id
        strangers = set(Client.objects.values_list("agency_id", flat=True)) - set(
            enrollment.client.enrollment_set.values_list("program__agency_id", flat=True)
        )

    def sees(agency_id: int) -> bool:
        member = ActorMembership(agency_id=agency_id, role=Role.ASSESSOR)
        actor = Actor(user_id=None, continuum_id=enrollment.continuum_id, memberships=(member,))
        with run_import.looking_as(actor):
            return Client.objects.visible_to(actor).filter(pk=enrollment.client_id).exists()

    assert sees(shelter)
    assert not sees(strangers.pop())


def test_bad_data_gives_findings_and_keeps_what_can_be_kept(run_import, testkit) -> None:
    result = run_import(testkit / "import_broken" / "bad_data")

    assert run_import.counts()["client"] == 2
    assert len(places(result, "client.no_enrollment", "Client")) == 132
    assert places(result, "cell.type", "Client", "DOB") == [7, 8]
    assert places(result, "cell.type", "Client", "DateUpdated") == [9, 10, 11, 12]
    assert places(result, "cell.required", "Client", "DOBDataQuality") == [7, 8]
    assert places(result, "cell.required", "Client", "SSNDataQuality") == [8, 11]
    assert places(result, "cell.required", "Client", "VeteranStatus") == [12, 15]
    assert len(places(result, "cell.required", "Client", "NameDataQuality")) == 33
    assert len(places(result, "cell.pattern", "Client", "SSN")) == 28
    assert places(result, "client.dob_after_created", "Client") == [33, 68, 78, 82, 94, 119, 132]
    assert set(places(result, "cell.null_unless", "Client")) == {134}
    assert places(result, "reference.missing", "Enrollment", "PersonalID") == [4, 5]
    assert places(result, "reference.missing", "Assessment", "EnrollmentID") == [2, 3]
    assert places(result, "reference.missing", "Event", "EnrollmentID") == [2, 3]
    assert places(result, "reference.unknown", "Exit", "PersonalID") == [2]
    assert places(result, "cell.required", "Exit", "Destination") == [2]
    assert places(result, "cell.required", "Enrollment", "DisablingCondition") == [4, 5]
    assert places(result, "cell.required", "CurrentLivingSituation", "InformationDate") == [4]
    assert places(result, "cell.type", "Project", "OperatingStartDate") == [2]
    assert places(result, "header.alias", "ProjectCoC") == [1]


def test_rows_of_the_wrong_width_are_left_out_one_by_one(run_import, testkit) -> None:
    result = run_import(testkit / "import_broken" / "loader_errors")

    assert places(result, "row.width", "Client") == [7, 34, 61]
    assert places(result, "row.width", "Event") == [3]
    assert places(result, "header.unknown", "Exit", "ExtraColumn") == [1]
    assert result.rows["Client"] == 131
    assert places(result, "row.width", "Exit") == []
    assert Counter(f.rule for f in result.findings)["file.missing"] == 7


def test_byte_order_marks_are_no_part_of_the_first_header(run_import, testkit) -> None:
    result = run_import(testkit / "import_broken" / "bom_test")

    assert not [f for f in result.findings if f.rule in ("header.no_key", "header.unknown")]
    assert (result.rows["Client"], result.rows["Enrollment"]) == (3, 4)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16LE"])
def test_names_are_read_in_either_encoding(run_import, testkit, tmp_path, encoding) -> None:
    export = clean_export(tmp_path / "export")
    with (testkit / "encodings" / "UTF-8.csv").open(encoding="utf-8") as stream:
        people = [row["PersonalID"] for row in csv.DictReader(stream)]
    stay = export.rows["Enrollment"][0]
    for key in people:
        export.add("Enrollment", **stay | {"EnrollmentID": key, "PersonalID": key, "HouseholdID": key})
    folder = export.write()
    shutil.copy(testkit / "encodings" / f"{encoding}.csv", folder / "Client.csv")

    run_import(folder)

    with run_import.looking():
        names = set(Client.objects.values_list("identity__first_name", flat=True))
    assert names == {"Øyvind", "Bête", "Asbjørn", "Sørina", "Adrián", "Zoë", "François"}

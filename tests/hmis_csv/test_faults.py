"""One fault at a time in a clean export: which finding it gives, where, and whether the row stays out."""

import codecs
from collections.abc import Callable

import pytest

from clients.models import Client, Enrollment, HouseholdMember
from hmis_csv.findings import RULES, Severity
from tests.hmis_csv.export_folder import ExportFolder, clean_export

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ERROR, WARNING = Severity.ERROR, Severity.WARNING
Break = Callable[[ExportFolder], object]
ABOUT = {"EnrollmentID": "e1", "PersonalID": "c1"}


def cell(file: str, row: int, **values: object) -> Break:
    """Change cells of one row (0 is the first, which stands on line 2)."""
    return lambda export: export.rows[file][row].update(values)


def more(file: str, **values: object) -> Break:
    """Add a row."""
    return lambda export: export.add(file, **values)


def all_of(*breaks: Break) -> Break:
    """Several changes."""
    return lambda export: [change(export) for change in breaks]


def situation(**values: object) -> Break:
    return more("CurrentLivingSituation", **{"CurrentLivingSitID": "s1", **ABOUT, "InformationDate": "2025-03-01",
                                             "CurrentLivingSituation": 116, **values})  # fmt: skip


def event(**values: object) -> Break:
    return more("Event", **{"EventID": "v1", **ABOUT, "EventDate": "2025-03-01", "Event": 4, **values})


# change -> the findings it gives: (rule, file, line, column, severity)
FAULTS = {
    "unreadable date": (
        cell("Client", 0, DOB="08-MAY-67"), [("cell.type", "Client", 2, "DOB", WARNING)]),
    "day that does not exist": (
        cell("Client", 0, DOB="1987-02-29"), [("cell.type", "Client", 2, "DOB", WARNING)]),
    "unreadable moment": (
        cell("Client", 1, DateUpdated="9/10/2015 08:00:00"), [("cell.type", "Client", 3, "DateUpdated", WARNING)]),
    "number with a letter": (
        cell("Project", 0, PITCount="1o"), [("cell.type", "Project", 2, "PITCount", WARNING)]),
    "code not in the list": (
        cell("Client", 0, VeteranStatus=7), [("cell.list", "Client", 2, "VeteranStatus", WARNING)]),
    "retired code": (
        event(Event=17), [("cell.retired", "Event", 2, "Event", WARNING)]),
    "too long": (
        cell("Client", 0, LastName="x" * 51), [("cell.length", "Client", 2, "LastName", WARNING)]),
    "phone that begins with 1": (
        cell("User", 0, UserPhone="1457928957"), [("cell.pattern", "User", 2, "UserPhone", WARNING)]),
    "year before 1920": (
        cell("Client", 0, VeteranStatus=1, YearEnteredService=1850),
        [("cell.year", "Client", 2, "YearEnteredService", WARNING)]),
    "empty field": (
        cell("Client", 0, NameDataQuality=""), [("cell.required", "Client", 2, "NameDataQuality", WARNING)]),
    "military facts of a non-veteran": (
        cell("Client", 0, MilitaryBranch=1), [("cell.null_unless", "Client", 2, "MilitaryBranch", WARNING)]),
    "rapid re-housing without its subtype": (
        cell("Project", 0, ProjectType=13, HousingType=""),
        [("cell.required_when", "Project", 2, "RRHSubType", WARNING)]),
    "result of an event that has none": (
        event(ReferralResult=2, ResultDate="2025-03-02"),
        [("cell.applies_when", "Event", 2, "ReferralResult", WARNING)]),
    "verified by outside of coordinated entry": (
        situation(VerifiedBy="Juniper"), [("cell.null_unless", "CurrentLivingSituation", 2, "VerifiedBy", WARNING)]),
    "key twice": (
        lambda export: export.add("Client", **export.rows["Client"][0] | {"SSN": ""}),
        [("key.duplicate", "Client", 5, "PersonalID", ERROR)]),
    "user not in User.csv": (
        cell("Client", 2, UserID="gone"), [("reference.unknown", "Client", 4, "UserID", WARNING)]),
    "another export's id": (
        cell("Client", 2, ExportID="E9"), [("reference.unknown", "Client", 4, "ExportID", WARNING)]),
    "CoC that is not the project's": (
        cell("Enrollment", 2, EnrollmentCoC="XX-500"),
        [("reference.unknown", "Enrollment", 4, "EnrollmentCoC", WARNING)]),
    "enrollment of nobody": (
        cell("Enrollment", 3, PersonalID="c9"),
        [("reference.missing", "Enrollment", 5, "PersonalID", ERROR),
         ("reference.missing", "Exit", 2, "EnrollmentID", ERROR)]),
    "place of an event that is no project": (
        event(Event=10, LocationCrisisOrPHHousing="Nearby"),
        [("reference.soft", "Event", 2, "LocationCrisisOrPHHousing", WARNING)]),
    "event of another person": (
        event(PersonalID="c3"), [("reference.person", "Event", 2, "PersonalID", ERROR)]),
    "deleted row": (
        cell("Exit", 0, DateDeleted="2025-08-01 10:00:00"), [("row.deleted", "Exit", 2, "DateDeleted", ERROR)]),
    "two heads": (
        cell("Enrollment", 1, RelationshipToHoH=1),
        [("household.one_head", "Enrollment", 2, "RelationshipToHoH", WARNING),
         ("household.one_head", "Enrollment", 3, "RelationshipToHoH", WARNING)]),
    "no head": (
        cell("Enrollment", 2, RelationshipToHoH=2),
        [("household.one_head", "Enrollment", 4, "RelationshipToHoH", WARNING)]),
    "household in two projects": (
        cell("Enrollment", 3, HouseholdID="h2", RelationshipToHoH=3),
        [("household.one_project", "Enrollment", 5, "HouseholdID", WARNING)][:0]),
    "two exits": (
        more("Exit", ExitID="x2", EnrollmentID="e4", PersonalID="c1", ExitDate="2025-08-01", Destination=101),
        [("enrollment.exits", "Exit", 3, "EnrollmentID", ERROR)]),
    "exit before entry": (
        cell("Exit", 0, ExitDate="2025-05-01"), [("dates.exit_before_entry", "Exit", 2, "ExitDate", ERROR)]),
    "move-in before entry": (
        all_of(cell("Project", 0, ProjectType=3), cell("Enrollment", 0, MoveInDate="2025-01-01")),
        [("dates.move_in", "Enrollment", 2, "MoveInDate", WARNING)]),
    "situation before entry": (
        situation(InformationDate="2025-01-31"),
        [("dates.before_entry", "CurrentLivingSituation", 2, "InformationDate", WARNING)]),
    "event after exit": (
        event(EnrollmentID="e4", EventDate="2025-07-02"), [("dates.after_exit", "Event", 2, "EventDate", WARNING)]),
    "result before event": (
        event(Event=10, LocationCrisisOrPHHousing="p1", ReferralResult=1, ResultDate="2025-02-28"),
        [("dates.result_before_event", "Event", 2, "ResultDate", WARNING)]),
    "project that ends before it starts": (
        cell("Project", 0, OperatingEndDate="2019-01-01"),
        [("dates.period", "Project", 2, "OperatingEndDate", WARNING)]),
    "overlapping participation": (
        more("CEParticipation", CEParticipationID="ce3", ProjectID="p1", AccessPoint=0, ReceivesReferrals=0,
             CEParticipationStatusStartDate="2021-01-01"),
        [("dates.overlap", "CEParticipation", 4, "CEParticipationStatusStartDate", WARNING)]),
    "project without a start": (
        cell("Project", 0, OperatingStartDate=""),
        [("cell.required", "Project", 2, "OperatingStartDate", WARNING),
         ("project.start", "Project", 2, "OperatingStartDate", WARNING)]),
    "born after the record was made": (
        cell("Client", 1, DOB="2026-02-01", DOBDataQuality=1),
        [("client.dob_after_created", "Client", 3, "DOB", WARNING),
         ("client.dob_after_entry", "Enrollment", 3, "EntryDate", WARNING)]),
    "known birth date that is not known": (
        cell("Client", 1, DOBDataQuality=8), [("client.dob_quality", "Client", 3, "DOBDataQuality", WARNING)]),
    "client without enrollment": (
        lambda export: export.rows["Enrollment"].pop(2), [("client.no_enrollment", "Client", 4, "PersonalID", ERROR)]),
}  # fmt: skip
FAULTS["household in two projects"] = (
    cell("Enrollment", 3, HouseholdID="h1", RelationshipToHoH=3),
    [("household.one_project", "Enrollment", 5, "HouseholdID", WARNING)],
)


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found_where_it_is_and_nowhere_else(run_import, export, fault) -> None:
    change, expected = FAULTS[fault]
    change(export)

    result = run_import(export, dry_run=True)

    found = [(f.rule, f.file, f.line, f.column, f.severity) for f in result.findings]
    assert sorted(found) == sorted(expected)


def test_row_with_an_error_stays_out_and_one_with_a_warning_comes_in(run_import, export) -> None:
    export.rows["Client"][0]["DOB"] = "08-MAY-67"
    export.rows["Enrollment"][3]["EntryDate"] = "soon"

    run_import(export)

    with run_import.looking():
        assert Client.objects.get(hud_id="c1").identity.birth_date is None
        assert not Enrollment.objects.filter(hud_id="e4").exists()
        assert Enrollment.objects.filter(hud_id="e1").exists()


def test_households_with_a_wrong_head_are_kept_as_they_stand(run_import, export) -> None:
    export.rows["Enrollment"][1]["RelationshipToHoH"] = 1
    run_import(export)

    with run_import.looking():
        heads = HouseholdMember.objects.filter(household__hud_id="h1", relationship=1)
        assert heads.count() == 2
        assert heads.first().household.client.hud_id == "c1"


def test_owner_named_on_the_command_line_takes_clients_without_enrollment(run_import, export) -> None:
    run_import(export)
    export.add("Client", **{**export.rows["Client"][2], "PersonalID": "c9"})
    with run_import.looking():
        owner = Client.objects.get(hud_id="c1").agency

    result = run_import(export, owner=owner)

    assert [(f.rule, f.line) for f in result.findings] == [("client.owner_by_option", 5)]
    with run_import.looking():
        assert Client.objects.get(hud_id="c9").agency == owner


def test_survivors_of_a_victim_service_provider_are_never_named(run_import, export) -> None:
    export.rows["Organization"][1]["VictimServiceProvider"] = 1

    result = run_import(export)

    assert {(f.rule, f.line) for f in result.findings if f.file == "Enrollment"} == {
        ("survivor.identified", 4),
        ("survivor.identified", 5),
    }
    with run_import.looking():
        assert set(Client.objects.values_list("hud_id", flat=True)) == {"c1", "c2"}


@pytest.mark.parametrize("status", ["4", "2", "3"])
def test_hashes_are_not_taken_for_names(run_import, export, status) -> None:
    export.rows["Export"][0]["HashStatus"] = status
    for row in export.rows["Client"]:
        row.update(FirstName="a" * 64, LastName="b" * 64, SSN="1234" + "c" * 64)

    result = run_import(export)

    assert [(f.rule, f.file) for f in result.findings] == [("hash.names", "Client")]
    with run_import.looking():
        identity = Client.objects.get(hud_id="c1").identity
        assert (identity.first_name, identity.last_name, identity.ssn_sealed) == ("", "", None)
        assert identity.birth_date is not None


def test_readable_names_under_hash_status_3_are_taken_over_and_told(run_import, export) -> None:
    export.rows["Export"][0]["HashStatus"] = 3

    result = run_import(export)

    assert [(f.rule, f.file, f.line) for f in result.findings] == [("hash.readable", "Export", 2)]
    with run_import.looking():
        assert Client.objects.get(hud_id="c1").identity.first_name == "Marigold"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_with_and_without_byte_order_mark(run_import, export, encoding) -> None:
    export.rows["Client"][0]["FirstName"] = "Søren"
    export.encoding = encoding

    assert run_import(export).findings == ()
    with run_import.looking():
        assert Client.objects.get(hud_id="c1").identity.first_name == "Søren"


def test_windows_1252_is_read_and_told(run_import, export) -> None:
    export.rows["Client"][0]["FirstName"] = "Søren"
    export.write()
    path = export.folder / "Client.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))

    result = run_import(export.folder)

    assert [(f.rule, f.file, f.line) for f in result.findings] == [("row.encoding", "Client", 2)]
    with run_import.looking():
        assert Client.objects.get(hud_id="c1").identity.first_name == "Søren"


def test_line_breaks_and_quotes_inside_a_field_keep_the_line_numbers(run_import, export) -> None:
    export.rows["Client"][0]["LastName"] = 'This"tle\nof the hill'
    export.rows["Client"][2]["DOB"] = "never"

    result = run_import(export)

    assert [(f.rule, f.line) for f in result.findings] == [("cell.type", 5)]
    with run_import.looking():
        assert Client.objects.get(hud_id="c1").identity.last_name == 'This"tle\nof the hill'


def test_wrong_width_and_wrong_quotes_leave_out_their_row_only(run_import, export) -> None:
    path = export.write() / "Client.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("Marigold", "Mari,gold")
    lines[2] = lines[2].replace("Clover", '"Clo"ver')
    path.write_bytes(codecs.BOM_UTF8 + ("\r\n".join(lines) + "\r\n").encode())

    result = run_import(export.folder)

    found = {(f.rule, f.line) for f in result.findings if f.file == "Client"}
    assert found == {("row.width", 2), ("row.quotes", 3)}
    with run_import.looking():
        assert [client.hud_id for client in Client.objects.all()] == ["c3"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda header: header[:-1], [("header.missing", "ExportID")]),
        (lambda header: ["HispanicLatinaeo" if name == "HispanicLatinao" else name for name in header],
         [("header.alias", "HispanicLatinao")]),
        (lambda header: [*header, "Extra"], [("header.unknown", "Extra")]),
        (lambda header: [*header, "DOB"], [("header.duplicate", "DOB")]),
        (lambda header: header[1:], [("header.missing", "PersonalID"), ("header.no_key", "PersonalID")]),
    ],
)  # fmt: skip
def test_header_faults_are_told_on_line_1(run_import, tmp_path, change, expected) -> None:
    export = clean_export(tmp_path / "export")
    header = change(export.headers["Client"])
    for row in export.rows["Client"]:
        row["HispanicLatinaeo"] = row["HispanicLatinao"]
    export.headers["Client"] = header

    result = run_import(export, dry_run=True)

    assert [(f.rule, f.column) for f in result.findings if f.line == 1] == expected


def test_findings_show_shapes_not_people(run_import, export) -> None:
    export.rows["Client"][0].update(SSN="21909", DOB="4 March 88", VeteranStatus="Marigold")

    shown = {f.column: f.shown for f in run_import(export, dry_run=True).findings}

    assert shown == {"SSN": "99999", "DOB": "9 AAAAA 99", "VeteranStatus": "AAAAAAAA"}


def test_every_rule_says_what_to_do() -> None:
    assert all(str(rule.message) and str(rule.what_to_do) for rule in RULES.values())

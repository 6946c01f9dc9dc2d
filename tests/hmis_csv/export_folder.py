"""Writes HMIS CSV exports of invented people, with HUD's columns, for tests to break in one place."""

import csv
from pathlib import Path
from typing import Any

from cas_portal.hud import csv_spec

STAMP = "2026-01-15 08:00:00"
EXPORT_ID = "E1"
STAMPED = {"DateCreated": STAMP, "DateUpdated": STAMP, "UserID": "u1", "ExportID": EXPORT_ID}


class ExportFolder:
    """The rows of an export by file; `write` puts them into a folder, header and all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in csv_spec.file_names()}
        self.headers = {name: list(csv_spec.file(name).column_names) for name in csv_spec.file_names()}
        self.encoding = "utf-8"

    def add(self, file: str, **values: Any) -> dict[str, Any]:
        """Add a row; columns that every row has are filled in."""
        known = csv_spec.file(file).column_names
        row = {**{name: value for name, value in STAMPED.items() if name in known}, **values}
        self.rows[file].append(row)
        return row

    def write(self) -> Path:
        """Write the files and return the folder."""
        self.folder.mkdir(exist_ok=True)
        for file, rows in self.rows.items():
            path = self.folder / f"{file}.csv"
            with path.open("w", encoding=self.encoding, newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(self.headers[file])
                writer.writerows([[row.get(name, "") for name in self.headers[file]] for row in rows])
        return self.folder


def clean_export(folder: Path) -> ExportFolder:
    """Two agencies, a family and a single woman: an export in which nothing is wrong."""
    export = ExportFolder(folder)
    export.add("Export", ExportID=EXPORT_ID, SourceType=4, SourceName="Larkspur HMIS", ExportDate=STAMP,
               ExportStartDate="2025-01-01", ExportEndDate="2025-12-31", SoftwareName="Larkspur",
               CSVVersion="2026 v1.0", ExportPeriodType=3, ExportDirective=2, HashStatus=1,
               ImplementationID="larkspur-1")  # fmt: skip
    export.add("User", UserID="u1", UserFirstName="Ada", UserLastName="Fern")
    for number, name in (("o1", "Larkspur House"), ("o2", "Juniper Outreach")):
        export.add("Organization", OrganizationID=number, OrganizationName=name, VictimServiceProvider=0)
    _project(export, "p1", "o1", "Larkspur Night Shelter", kind=0)
    _project(export, "p2", "o2", "Juniper Street Team", kind=4)
    _client(export, "c1", "Marigold", "Thistle", "1988-03-04", ssn="219099999")
    _client(export, "c2", "Clover", "Thistle", "2019-05-06")
    _client(export, "c3", "Sorrel", "Bramble", "1961-07-08")
    _enrollment(export, "e1", "c1", "p1", "h1", head=True)
    _enrollment(export, "e2", "c2", "p1", "h1", head=False)
    _enrollment(export, "e3", "c3", "p2", "h2", head=True)
    _enrollment(export, "e4", "c1", "p2", "h3", head=True, entry="2025-06-01")
    export.add("Exit", ExitID="x1", EnrollmentID="e4", PersonalID="c1", ExitDate="2025-07-01", Destination=101)
    return export


def _project(export: ExportFolder, number: str, organization: str, name: str, *, kind: int) -> None:
    export.add("Project", ProjectID=number, OrganizationID=organization, ProjectName=name, ContinuumProject=1,
               OperatingStartDate="2020-01-01", ProjectType=kind, HousingType=1 if kind == 0 else "")  # fmt: skip
    export.add(
        "ProjectCoC", ProjectCoCID=f"{number}c", ProjectID=number, CoCCode="CA-503", Geocode="063456", ZIP="95811"
    )
    export.add("CEParticipation", CEParticipationID=f"{number}ce", ProjectID=number, AccessPoint=0, ReceivesReferrals=1,
               CEParticipationStatusStartDate="2020-01-01")  # fmt: skip


def _client(export: ExportFolder, number: str, first: str, last: str, born: str, ssn: str = "") -> None:
    races = dict.fromkeys(("AmIndAKNative", "Asian", "BlackAfAmerican", "HispanicLatinao", "MidEastNAfrican"), 0)
    export.add("Client", PersonalID=number, FirstName=first, LastName=last, NameDataQuality=1, SSN=ssn,
               SSNDataQuality=1 if ssn else 99, DOB=born, DOBDataQuality=1, Sex=0, **races, NativeHIPacific=0, White=1,
               VeteranStatus=0)  # fmt: skip


def _enrollment(
    export: ExportFolder, number: str, client: str, project: str, house: str, *, head: bool, entry: str = "2025-02-01"
) -> None:
    export.add("Enrollment", EnrollmentID=number, PersonalID=client, ProjectID=project, EntryDate=entry,
               HouseholdID=house, RelationshipToHoH=1 if head else 2, EnrollmentCoC="CA-503", LivingSituation=116,
               DisablingCondition=1)  # fmt: skip

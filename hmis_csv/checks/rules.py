"""HUD's rules between rows and files, as data: which rows of which file break which rule.

Each query runs after its file was cleaned, so filled cells can be cast, and yields the lines that break the rule.
`{file}`, `{column}` and `{other}` stand for the rule's own file and columns, `{Enrollment}` and so on for other files.
"""

from collections.abc import Collection
from dataclasses import dataclass

from psycopg import sql

from cas_portal.hud import csv_spec
from hmis_csv.database import Cursor, name
from hmis_csv.findings import Severity
from hmis_csv.staging import table_of


@dataclass(frozen=True)
class RowRule:
    """One rule of HUD over the staged rows; the finding names this file and column."""

    rule: str
    file: str
    column: str
    query: str
    severity: Severity = Severity.WARNING
    other: str = ""


_ENROLLED = 'SELECT x.line FROM {file} x JOIN {Enrollment} e ON e."EnrollmentID" = x."EnrollmentID"'
_EXITED = _ENROLLED + ' JOIN {Exit} q ON q."EnrollmentID" = e."EnrollmentID"'
_OTHER_PERSON = _ENROLLED + ' WHERE e."PersonalID" <> x."PersonalID"'


def _within_enrollment(file: str, column: str) -> tuple[RowRule, RowRule, RowRule]:
    """What holds for every dated record of an enrollment: same person, not before entry, not after exit."""
    return (
        RowRule("reference.person", file, "PersonalID", _OTHER_PERSON, Severity.ERROR),
        RowRule("dates.before_entry", file, column, _ENROLLED + ' WHERE x.{column}::date < e."EntryDate"::date'),
        RowRule("dates.after_exit", file, column, _EXITED + ' WHERE x.{column}::date > q."ExitDate"::date'),
    )


def _period(file: str, start: str, end: str) -> RowRule:
    query = "SELECT line FROM {file} WHERE {column}::date < {other}::date"
    return RowRule("dates.period", file, end, query, other=start)


def _deleted(file: str) -> RowRule:
    query = "SELECT line FROM {file} WHERE {column} IS NOT NULL"
    return RowRule("row.deleted", file, "DateDeleted", query, Severity.ERROR)


RULES: tuple[RowRule, ...] = (
    *(_deleted(file) for file in csv_spec.file_names() if file != "Export"),
    RowRule(
        "survivor.identified",
        "Enrollment",
        "ProjectID",
        'SELECT e.line FROM {Enrollment} e JOIN {Project} p ON p."ProjectID" = e."ProjectID"'
        ' JOIN {Organization} o ON o."OrganizationID" = p."OrganizationID" WHERE o."VictimServiceProvider" = \'1\'',
        Severity.ERROR,
    ),
    RowRule(
        "project.start",
        "Project",
        "OperatingStartDate",
        'SELECT line FROM {Project} WHERE "OperatingStartDate" IS NULL',
    ),
    _period("Project", "OperatingStartDate", "OperatingEndDate"),
    _period("CEParticipation", "CEParticipationStatusStartDate", "CEParticipationStatusEndDate"),
    RowRule(
        "dates.overlap",
        "CEParticipation",
        "CEParticipationStatusStartDate",
        'SELECT line FROM (SELECT line, "CEParticipationStatusStartDate"::date AS starts,'
        ' max(coalesce("CEParticipationStatusEndDate"::date, \'infinity\')) OVER (PARTITION BY "ProjectID"'
        ' ORDER BY "CEParticipationStatusStartDate", line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken'
        " FROM {CEParticipation}) AS periods WHERE starts <= taken",
    ),
    RowRule(
        "client.dob_quality",
        "Client",
        "DOBDataQuality",
        "SELECT line FROM {Client} WHERE \"DOB\" IS NOT NULL AND \"DOBDataQuality\" IN ('8', '9', '99')",
    ),
    RowRule(
        "client.dob_after_created",
        "Client",
        "DOB",
        'SELECT line FROM {Client} WHERE "DOB"::date > "DateCreated"::timestamp::date',
    ),
    RowRule(
        "client.dob_after_entry",
        "Enrollment",
        "EntryDate",
        'SELECT e.line FROM {Enrollment} e JOIN {Client} c ON c."PersonalID" = e."PersonalID"'
        ' WHERE c."DOB"::date > e."EntryDate"::date',
    ),
    RowRule(
        "household.one_head",
        "Enrollment",
        "RelationshipToHoH",
        "SELECT line FROM (SELECT line, \"RelationshipToHoH\" = '1' AS head, row_number() OVER house AS place,"
        ' count(*) FILTER (WHERE "RelationshipToHoH" = \'1\') OVER (PARTITION BY "HouseholdID") AS heads'
        ' FROM {Enrollment} WHERE "HouseholdID" IS NOT NULL WINDOW house AS (PARTITION BY "HouseholdID" ORDER BY line)'
        ") AS members WHERE (heads > 1 AND head) OR (heads = 0 AND place = 1)",
    ),
    RowRule(
        "household.one_project",
        "Enrollment",
        "HouseholdID",
        'SELECT line FROM (SELECT line, "ProjectID" <> first_value("ProjectID") OVER (PARTITION BY "HouseholdID"'
        " ORDER BY line) AS elsewhere FROM {Enrollment}) AS members WHERE elsewhere",
    ),
    RowRule(
        "dates.exit_before_entry",
        "Exit",
        "ExitDate",
        _ENROLLED + ' WHERE x."ExitDate"::date < e."EntryDate"::date',
        Severity.ERROR,
    ),
    RowRule("reference.person", "Exit", "PersonalID", _OTHER_PERSON, Severity.ERROR),
    RowRule(
        "dates.move_in",
        "Enrollment",
        "MoveInDate",
        'SELECT e.line FROM {Enrollment} e LEFT JOIN {Exit} q ON q."EnrollmentID" = e."EnrollmentID"'
        ' WHERE e."MoveInDate"::date < e."EntryDate"::date OR e."MoveInDate"::date > q."ExitDate"::date',
    ),
    *_within_enrollment("CurrentLivingSituation", "InformationDate"),
    *_within_enrollment("Assessment", "AssessmentDate"),
    *_within_enrollment("Event", "EventDate"),
    RowRule(
        "dates.result_before_event",
        "Event",
        "ResultDate",
        'SELECT line FROM {Event} WHERE "ResultDate"::date < "EventDate"::date',
    ),
)

UNIQUE = {"Exit": (("EnrollmentID",), "enrollment.exits")}


def check(cursor: Cursor, files: Collection[str], *, errors_only: bool) -> None:
    """Find breaches of the rules of these files: of those whose breach is an error (so that rows go), or the others."""
    tables = {file: table_of(file) for file in csv_spec.file_names()}
    for rule in RULES:
        if rule.file in files and (rule.severity is Severity.ERROR) is errors_only:
            own = {"file": table_of(rule.file), "column": name(rule.column), "other": name(rule.other or rule.column)}
            lines = sql.SQL(rule.query).format(**tables, **own)
            cursor.execute(
                sql.SQL(
                    "INSERT INTO pg_temp.hmis_finding SELECT {}, line, {}, {}, {}, '' FROM ({}) AS broken (line)"
                ).format(rule.file, rule.column, rule.rule, rule.severity.value, lines)
            )

"""What an import has to say about the files: a catalogue of rules, and the temporary table the findings stand in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from hmis_csv.database import Cursor


class Severity(StrEnum):
    """Error: the row (or the file) is not taken over. Warning: it is, and somebody should look at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """What is wrong in general, and what to do about it. The place is in the finding."""

    message: str | Promise
    what_to_do: str | Promise


@dataclass(frozen=True)
class Finding:
    """One fault at one place. Line 0 is the whole file, line 1 the header. `shown` never holds personal data."""

    file: str
    line: int
    column: str
    rule: str
    severity: Severity
    shown: str = ""


_CORRECT_AT_SOURCE = _("Correct it in the sending system and import the new export.")
_DATE = _("Correct the date in the sending system. The record was taken over as it stands.")

RULES: dict[str, Rule] = {
    "file.missing": Rule(_("The file is not in the folder."), _("Ask the sender for a complete export.")),
    "file.unreadable": Rule(_("The file cannot be read."), _("Check that it is a CSV file and may be read.")),
    "file.not_stored": Rule(
        _("The file was checked, but this version does not store it."), _("Nothing; keep the export.")
    ),
    "header.alias": Rule(
        _("The column has another spelling than HUD's. It was read as HUD's column."),
        _("Tell the sender HUD's spelling."),
    ),
    "header.unknown": Rule(_("HUD has no such column. It was ignored."), _("Tell the sender to leave it out.")),
    "header.missing": Rule(_("The column is missing. It was read as empty."), _("Ask the sender for a full file.")),
    "header.duplicate": Rule(_("The column stands twice in the header."), _("Ask the sender for a correct file.")),
    "header.no_key": Rule(_("The key column is missing, so no row can be taken over."), _CORRECT_AT_SOURCE),
    "row.width": Rule(
        _("The row has more or fewer fields than the header, usually an unquoted comma or a lost field."),
        _CORRECT_AT_SOURCE,
    ),
    "row.quotes": Rule(_("The quotation marks of the row do not match."), _CORRECT_AT_SOURCE),
    "row.encoding": Rule(
        _("The row holds bytes that do not belong to the encoding. They were read as Windows-1252."),
        _("Compare the names in this row with the sending system, and ask for UTF-8."),
    ),
    "row.deleted": Rule(
        _("The row is marked as deleted. It was not taken over."), _("Nothing, if it was deleted on purpose.")
    ),
    "client.merged": Rule(
        _("The record of this person was merged into another one here. The changed profile was not taken over."),
        _("Compare it with the record that was kept. Stays and everything else went to that record."),
    ),
    "survivor.identified": Rule(
        _("The project belongs to a victim service provider, whose clients may not be named here. Not taken over."),
        _("Delete this export. The provider enters survivors by code, without names."),
    ),
    "cell.required": Rule(_("The field may not be empty."), _CORRECT_AT_SOURCE),
    "cell.needed": Rule(
        _("HUD lets the field be empty, but the record cannot be stored without it."), _CORRECT_AT_SOURCE
    ),
    "cell.type": Rule(_("The value has the wrong form. It was taken over as empty."), _CORRECT_AT_SOURCE),
    "cell.length": Rule(_("The text is longer than HUD allows. It was cut off."), _CORRECT_AT_SOURCE),
    "cell.list": Rule(_("The code is not in HUD's list. It was taken over as empty."), _CORRECT_AT_SOURCE),
    "cell.retired": Rule(
        _("HUD no longer uses this code."), _("Nothing for old records; new ones need a current code.")
    ),
    "cell.pattern": Rule(_("The value does not follow HUD's pattern. It was kept."), _CORRECT_AT_SOURCE),
    "cell.year": Rule(_("The year is out of range. It was kept."), _CORRECT_AT_SOURCE),
    "cell.null_unless": Rule(
        _("The field holds a value although the field it depends on rules it out. It was kept."), _CORRECT_AT_SOURCE
    ),
    "cell.required_when": Rule(_("The field may not be empty here."), _CORRECT_AT_SOURCE),
    "cell.applies_when": Rule(
        _("The element is not collected here, but holds a value. It was kept."), _CORRECT_AT_SOURCE
    ),
    "key.duplicate": Rule(_("The key stands in an earlier row already. The earlier row counts."), _CORRECT_AT_SOURCE),
    "reference.missing": Rule(
        _("The row this field refers to is not in the export, or was not taken over."),
        _("Look for a finding about that row, or ask the sender for it, and import again."),
    ),
    "reference.soft": Rule(
        _("The text is no key of a project in the export. The record was taken over without a place."),
        _CORRECT_AT_SOURCE,
    ),
    "reference.unknown": Rule(
        _("The row this field refers to is not in the export. The text of the field was kept."),
        _("Ask the sender for the missing row; the record is complete without it."),
    ),
    "reference.person": Rule(_("The enrollment belongs to another person than this row says."), _CORRECT_AT_SOURCE),
    "hash.names": Rule(
        _("Names and SSN are hashed. The hashes were not taken over, so these clients cannot be found by name."),
        _("Ask the sender for an export without hashing (hash status 1)."),
    ),
    "hash.readable": Rule(
        _('The hash status says "other", but the names are readable. They were taken over.'),
        _("Ask the sender for the right hash status."),
    ),
    "client.no_enrollment": Rule(
        _("The client has no enrollment in this export, so no agency owns the record. It was not taken over."),
        _("Name the owning agency with --agency, or ask the sender for the enrollment."),
    ),
    "client.owner_by_option": Rule(
        _("The client has no enrollment in this export. The agency named with --agency owns the record."),
        _("Enroll the client, or correct the owning agency."),
    ),
    "client.dob_quality": Rule(
        _("A birth date stands beside the answer that it is not known. The date was kept, the quality became 99."),
        _CORRECT_AT_SOURCE,
    ),
    "client.dob_after_created": Rule(_("The birth date lies after the day the record was made."), _DATE),
    "client.dob_after_entry": Rule(_("The birth date lies after the entry date."), _DATE),
    "project.start": Rule(
        _("The operating start date is missing or unreadable. The day the record was made stands in for it."),
        _CORRECT_AT_SOURCE,
    ),
    "household.one_head": Rule(
        _("The household does not have exactly one head. Its members were kept as they stand."),
        _("Correct the relationships in the sending system, or choose the head on the household's page."),
    ),
    "household.one_project": Rule(_("The household id is used in more than one project."), _CORRECT_AT_SOURCE),
    "enrollment.exits": Rule(_("The enrollment has an exit already. The earlier row counts."), _CORRECT_AT_SOURCE),
    "dates.exit_before_entry": Rule(
        _("The exit lies before the entry. The exit was not taken over."), _CORRECT_AT_SOURCE
    ),
    "dates.move_in": Rule(_("The move-in date does not lie between entry and exit."), _DATE),
    "dates.before_entry": Rule(_("The date lies before the entry date of the enrollment."), _DATE),
    "dates.after_exit": Rule(_("The date lies after the exit date of the enrollment."), _DATE),
    "dates.result_before_event": Rule(_("The result lies before the event."), _DATE),
    "dates.period": Rule(_("The period ends before it starts."), _DATE),
    "dates.overlap": Rule(_("The periods of the project overlap."), _DATE),
}

TABLE = sql.Identifier("pg_temp", "hmis_finding")


def create_table(cursor: Cursor) -> None:
    """Make the temporary table for the findings of this import; it goes with the transaction."""
    cursor.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE hmis_finding (file text NOT NULL, line int NOT NULL, column_name text NOT NULL,"
            " rule text NOT NULL, severity text NOT NULL, shown text NOT NULL DEFAULT '') ON COMMIT DROP"
        )
    )


def add(cursor: Cursor, findings: Iterable[Finding]) -> None:
    """Write findings made in Python; those of the set-based checks are inserted by their own statements."""
    rows = [(f.file, f.line, f.column, f.rule, f.severity.value, f.shown) for f in findings]
    if rows:
        cursor.executemany("INSERT INTO pg_temp.hmis_finding VALUES (%s, %s, %s, %s, %s, %s)", rows)


def read(cursor: Cursor) -> list[Finding]:
    """All findings in the order of the files' lines."""
    cursor.execute(
        "SELECT file, line, column_name, rule, severity, shown FROM pg_temp.hmis_finding"
        " ORDER BY file, line, column_name, rule"
    )
    return [Finding(f, line, c, r, Severity(s), shown) for f, line, c, r, s, shown in cursor.fetchall()]

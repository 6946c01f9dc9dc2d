"""Importing one export: stage, check, merge, in one transaction that either holds as a whole or leaves nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.errors import Invalid
from cas_portal.accounts.models import Agency
from cas_portal.hud import csv_spec
from cas_portal.time import clock
from clients.services.merging import hold_merges
from hmis_csv import access_grants, contacts, findings, led, mapping, merge, sealing, staging
from hmis_csv.checks import run as checks
from hmis_csv.checks.keys import refuse_clients_without_enrollment
from hmis_csv.database import Cursor
from hmis_csv.findings import Finding
from hmis_csv.merge import Outcome
from hmis_csv.staging import StagedFile

KNOWN = "SELECT kind, key FROM hmis_csv_sourcerecord WHERE continuum_id = {continuum} AND source = {source}"


@dataclass(frozen=True)
class ExportHeader:
    """Which system sent which export: the source is what keys are unique in."""

    source: str
    export_id: str


@dataclass(frozen=True)
class ImportResult:
    """What an import found and did. After a dry run nothing of it is in the database."""

    header: ExportHeader
    rows: Mapping[str, int]
    outcomes: tuple[Outcome, ...]
    granted: int
    contacts: int
    findings: tuple[Finding, ...]
    dry_run: bool

    @property
    def written(self) -> int:
        """Rows of the database that were made or changed."""
        return sum(outcome.written for outcome in self.outcomes) + self.granted + self.contacts


def import_export(*, directory: Path, by: Actor, owner: Agency | None = None, dry_run: bool = False) -> ImportResult:
    """Take over one HMIS CSV export (FY2026) from a folder.

    Rows with an error stay out, all others are stored, everything is told in the findings. Imports imply no release
    of information (architecture, decided points). `owner` owns clients without an enrollment. Raises Invalid when the
    folder holds no readable Export.csv, and then, as after any other failure, nothing was written.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor)
        staged = _stage(cursor, directory)
        with bind(by):
            result = _import(cursor, staged, by=by, owner=owner, dry_run=dry_run)
        if dry_run:
            transaction.set_rollback(True)
    return result


def _prepare(cursor: Cursor) -> None:
    """The limits of the sign-in are made for short work; compiling long statements costs more than it gains."""
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(sql.SQL("SET LOCAL {} = 0").format(sql.Identifier(setting)))
    cursor.execute("SET LOCAL jit = off")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    # Every join is over whole sets, and the planner has no statistics of what this transaction writes.
    cursor.execute("SET LOCAL enable_nestloop = off")
    findings.create_table(cursor)
    merge.create_table(cursor)
    sealing.create_table(cursor)
    led.create_table(cursor)


def _stage(cursor: Cursor, directory: Path) -> dict[str, StagedFile]:
    if not directory.is_dir():
        raise Invalid(
            _("%(folder)s is no folder.") % {"folder": directory}, _("Name the folder that holds the CSV files.")
        )
    stored = mapping.stored_files()
    staged: dict[str, StagedFile] = {}
    for name in csv_spec.file_names():
        staged[name], found = staging.stage(cursor, directory, name, expected=name in stored)
        if staged[name].rows and name not in stored:
            found.append(Finding(name, 0, "", "file.not_stored", findings.Severity.WARNING))
        findings.add(cursor, found)
    tables = [staging.table_of(name) for name in staged]
    working = [sql.Identifier("pg_temp", name) for name in ("hmis_finding", "hmis_plan", "hmis_sealed", "hmis_led")]
    cursor.execute(sql.SQL("GRANT ALL ON {} TO app").format(sql.SQL(", ").join([*tables, *working])))
    return staged


def _import(
    cursor: Cursor, staged: dict[str, StagedFile], *, by: Actor, owner: Agency | None, dry_run: bool
) -> ImportResult:
    header = _header(cursor)
    parameters = {
        "continuum": by.continuum_id,
        "source": header.source,
        "export": header.export_id,
        "today": clock.today(),
        "agency": owner.pk if owner else None,
    }
    known = sql.SQL(KNOWN).format(continuum=by.continuum_id, source=header.source)
    checks.check_all(cursor, staged, needed=mapping.needed_columns(), known=known)
    refuse_clients_without_enrollment(cursor, known=known, owned=owner is not None)
    hold_merges(by.continuum_id)
    led.fill(cursor, parameters)
    outcomes = tuple(merge.merge(cursor, entity, parameters) for entity in mapping.ENTITIES)
    granted = access_grants.grant_by_enrollment(cursor)
    noted = contacts.note_contacts(cursor, parameters)
    return ImportResult(
        header=header,
        rows={name: file.rows for name, file in staged.items()},
        outcomes=outcomes,
        granted=granted,
        contacts=noted,
        findings=tuple(findings.read(cursor)),
        dry_run=dry_run,
    )


def _header(cursor: Cursor) -> ExportHeader:
    cursor.execute(
        'SELECT trim("ExportID"), trim(coalesce("ImplementationID", "SourceID", "SourceName")) FROM pg_temp.hmis_export'
    )
    rows = cursor.fetchall()
    if len(rows) != 1 or not all(rows[0]):
        raise Invalid(
            _("Export.csv must hold one row with an ExportID and an ImplementationID."),
            _("Check that the folder is an HMIS CSV export, and ask the sender for a complete one."),
        )
    export_id, source = rows[0]
    return ExportHeader(source=source[:200], export_id=export_id[:32])

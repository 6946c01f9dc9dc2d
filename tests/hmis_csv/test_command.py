"""`manage.py import_hmis_csv`: its options, its report, and how it ends when it cannot start."""

import csv

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection

from cas_portal.launcher import command
from tests.factories.accounts import ContinuumFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_report_counts_groups_and_says_what_to_do(run_import, export) -> None:
    export.rows["Client"][0]["DOB"] = "08-MAY-67"

    text = run_import.command(export.write())

    assert "WARNING cell.type: Client.csv DOB lines 2" in text
    assert "found: 99-AAA-99" in text
    assert "Correct it in the sending system" in text
    assert "Findings: 0 errors (rows left out), 1 warnings (rows taken over)." in text
    assert text.splitlines()[-1].endswith("rows written.")


def test_report_file_lists_every_finding_without_formulas(run_import, export, tmp_path) -> None:
    export.headers["Client"].append("=HYPERLINK")
    run_import.command(export.write(), "--report", str(tmp_path / "findings.csv"), "--dry-run")

    with (tmp_path / "findings.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["file"], row["line"], row["column"], row["rule"]) for row in rows] == [
        ("Client.csv", "1", "'=HYPERLINK", "header.unknown")
    ]
    assert rows[0]["what_to_do"]


def test_folder_without_an_export_is_refused_in_one_sentence(run_import, tmp_path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        run_import.command(tmp_path / "nowhere")
    with pytest.raises(CommandError, match=r"Export\.csv must hold one row"):
        run_import.command(tmp_path)


def test_continuum_is_asked_for_when_there_are_several(run_import, export) -> None:
    ContinuumFactory(code="XX-501", name="Elsewhere")
    export.write()

    with pytest.raises(CommandError, match="--continuum"):
        run_import.command(export.folder)
    assert "rows written" in run_import.command(export.folder, "--continuum", "CA-503")


@pytest.mark.usefixtures("transactional_db")
def test_empty_portal_is_told_apart(as_worker, tmp_path) -> None:
    with as_worker(), pytest.raises(CommandError, match="no continuum yet"):
        call_command("import_hmis_csv", tmp_path)


def test_unknown_owner_is_refused(run_import, export) -> None:
    with pytest.raises(CommandError, match="no agency Nobody"):
        run_import.command(export.write(), "--agency", "Nobody")


def test_agency_may_be_named_by_its_hud_id(run_import, export) -> None:
    run_import.command(export.write())

    assert "0 rows changed" in run_import.command(export.folder, "--agency", "o1")


def test_connection_lost_in_the_middle_leaves_nothing(run_import, export, monkeypatch) -> None:
    def die(*args: object) -> None:
        connection.connection.close()
        raise OperationalError("the server closed the connection")

    before = run_import.counts()
    monkeypatch.setattr("hmis_csv.access_grants.grant_by_enrollment", die)

    with pytest.raises(OperationalError):
        run_import(export)
    assert run_import.counts() == before


def test_launcher_gives_the_command_the_worker_login() -> None:
    assert command.LOGINS["import_hmis_csv"] == "worker"

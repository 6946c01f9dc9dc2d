"""What an import makes of an export, how often it is run and how it ends."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from cas_portal.accounts.models import Agency
from clients import sealing
from clients.models import (
    CEParticipation,
    Client,
    ClientAccess,
    Enrollment,
    Household,
    HouseholdMember,
    Program,
    Release,
)
from hmis_csv import mapping, writing
from hmis_csv.models import SourceRecord
from tests.factories.accounts import AgencyFactory
from tests.hmis_csv.export_folder import EXPORT_ID

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_clean_export_has_no_findings_but_the_files_not_stored(run_import, export) -> None:
    result = run_import(export)

    assert {finding.rule for finding in result.findings} <= {"file.not_stored"}
    assert result.header.source == "larkspur-1"
    assert {outcome.kind: outcome.new for outcome in result.outcomes if outcome.kind in ("Agency", "Client")} == {
        "Agency": 2,
        "Client": 3,
    }


def test_organizations_become_agencies_and_projects_programs(run_import, export) -> None:
    export.rows["CEParticipation"][0]["AccessPoint"] = 1
    run_import(export)

    with run_import.looking():
        shelter = Program.objects.get(hud_id="p1")
        assert shelter.agency == Agency.objects.get(hud_id="o1", name="Larkspur House")
        assert (shelter.project_type, shelter.coc_code, shelter.geocode) == (0, "CA-503", "063456")
        assert (shelter.starts_on, shelter.is_cas) == (date(2020, 1, 1), False)
        participation = CEParticipation.objects.get(program=shelter)
        assert (participation.access_point, participation.receives_referrals) == (True, True)


def test_client_belongs_to_the_agency_of_its_earliest_enrollment_and_opens_to_the_others(run_import, export) -> None:
    run_import(export)

    with run_import.looking():
        client = Client.objects.get(hud_id="c1")
        assert client.agency.hud_id == "o1"
        assert client.shared_until is None
        assert not Release.objects.exists()
        access = ClientAccess.objects.get()
        assert (access.client, access.agency.hud_id, access.reason) == (client, "o2", "enrollment")


def test_identity_is_typed_and_the_number_sealed(run_import, export) -> None:
    run_import(export)

    with run_import.looking():
        client = Client.objects.get(hud_id="c1")
        identity = client.identity
        assert (client.birth_year, identity.birth_date) == (1988, date(1988, 3, 4))
        assert (identity.full_name, identity.search_name) == ("Marigold Thistle", "marigold thistle")
        assert b"219099999" not in bytes(identity.ssn_sealed)
        opened = sealing.unseal(identity.ssn_sealed, column="ssn", client_id=client.pk, agency_id=client.agency_id)
        assert opened == "219099999"
        assert bytes(identity.ssn_index) == sealing.ssn_index("219099999")
        assert Client.objects.get(hud_id="c3").identity.ssn_sealed is None


def test_partial_number_is_kept_without_a_lookup_index(run_import, export) -> None:
    export.rows["Client"][0] |= {"SSN": "xxxxx9999", "SSNDataQuality": 2}
    run_import(export)

    with run_import.looking():
        identity = Client.objects.get(hud_id="c1").identity
        assert identity.ssn_sealed is not None
        assert identity.ssn_index is None


def test_households_enrollments_and_exits(run_import, export) -> None:
    run_import(export)

    with run_import.looking():
        family = Household.objects.get(hud_id="h1")
        assert family.client.hud_id == "c1"
        members = HouseholdMember.objects.filter(household=family).order_by("relationship")
        assert [(member.client.hud_id, member.relationship) for member in members] == [("c1", 1), ("c2", 2)]
        stay = Enrollment.objects.get(hud_id="e4")
        assert (stay.exit_date, stay.destination, stay.hud_user_id) == (date(2025, 7, 1), 101, "u1")
        assert HouseholdMember.objects.get(household__hud_id="h3").left_on == date(2025, 7, 1)
        assert Enrollment.objects.get(hud_id="e1").household == family


def test_second_import_changes_nothing(run_import, export) -> None:
    run_import(export)
    before = run_import.counts()

    result = run_import(export)

    assert result.written == 0
    assert all(outcome.new == outcome.changed == 0 for outcome in result.outcomes)
    assert run_import.counts() == before
    assert "0 rows changed" in run_import.command(export.folder)


def test_new_export_id_alone_is_no_change(run_import, export) -> None:
    run_import(export)
    for rows in export.rows.values():
        for row in rows:
            row["ExportID"] = "E2"

    assert run_import(export).written == 0


def test_changed_row_is_updated_and_nothing_else(run_import, export) -> None:
    run_import(export)
    export.rows["Client"][0]["LastName"] = "Yarrow"
    export.rows["Enrollment"][0]["RelationshipToHoH"] = 1
    export.rows["Enrollment"][0]["EnrollmentCoC"] = "CA-503"

    result = run_import(export)

    assert {outcome.kind: outcome.changed for outcome in result.outcomes if outcome.changed} == {"Client": 1}
    with run_import.looking():
        identity = Client.objects.get(hud_id="c1").identity
        assert (identity.last_name, identity.search_name) == ("Yarrow", "marigold yarrow")


def test_what_was_corrected_here_stays_until_the_sender_changes_the_row(run_import, export) -> None:
    run_import(export)
    with run_import.looking():
        identity = Client.objects.get(hud_id="c3").identity
        identity.first_name = "Corrected"
        identity.save()

    run_import(export)

    with run_import.looking():
        assert Client.objects.get(hud_id="c3").identity.first_name == "Corrected"


def test_dry_run_writes_nothing_and_says_what_it_would(run_import, export) -> None:
    before = run_import.counts()

    result = run_import(export, dry_run=True)

    assert result.written > 0
    assert run_import.counts() == before
    assert "nothing was written" in run_import.command(export.folder, "--dry-run")


def test_failure_in_the_middle_leaves_nothing(run_import, export, monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise writing.IncompleteMergeError("lost")

    before = run_import.counts()
    monkeypatch.setattr("hmis_csv.access_grants.grant_by_enrollment", fail)

    with pytest.raises(writing.IncompleteMergeError):
        run_import(export)
    assert run_import.counts() == before


def test_rows_lost_on_the_way_undo_the_whole_import(run_import, export, monkeypatch) -> None:
    agency, *others = mapping.ENTITIES
    lossy = replace(agency.tables[0], joins="JOIN accounts_agency nobody ON nobody.id = 0")
    monkeypatch.setattr(mapping, "ENTITIES", (replace(agency, tables=(lossy,)), *others))
    before = run_import.counts()

    with pytest.raises(writing.IncompleteMergeError, match="0 of 2 rows"):
        run_import(export)
    assert run_import.counts() == before


def test_agency_made_before_is_adopted(run_import, export, continuum) -> None:
    before = AgencyFactory(continuum=continuum, hud_id="o1", name="Larkspur")

    run_import(export)

    with run_import.looking():
        assert Agency.objects.get(hud_id="o1").pk == before.pk
        assert Agency.objects.get(hud_id="o1").name == "Larkspur House"


def test_two_senders_with_the_same_keys_stay_apart(run_import, export) -> None:
    run_import(export)
    export.rows["Export"][0]["ImplementationID"] = "juniper-2"

    run_import(export)

    with run_import.looking():
        assert Client.objects.filter(hud_id="c1").count() == 2
        assert Agency.objects.filter(hud_id="o1").count() == 1
        assert SourceRecord.objects.filter(kind="Agency", key="o1").values("target_id").distinct().count() == 2


def test_memory_keeps_the_hud_user_and_the_export(run_import, export) -> None:
    export.rows["Client"][2]["UserID"] = "gone"
    run_import(export)

    with run_import.looking():
        record = SourceRecord.objects.get(kind="Client", key="c3")
        assert (record.hud_user_id, record.export_id) == ("gone", EXPORT_ID)
        assert Client.objects.get(pk=record.target_id).hud_id == "c3"
        assert isinstance(record.digest, uuid.UUID)


def test_import_needs_the_worker_login(continuum, export, run_import) -> None:
    with run_import.looking(), connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert cursor.fetchone() == ("worker",)
